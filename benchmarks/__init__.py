"""Measurements, as ratios within one run. Each is a module of its own: `python -m benchmarks.<name>`."""
