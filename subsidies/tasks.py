"""Imported by the worker, so that it knows the handlers of this app's jobs."""

from subsidies import files

__all__ = ["files"]
