"""Invented people and their questions, for the demo: the same ones every time, none of them real."""
