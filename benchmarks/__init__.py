"""Figures of speed, measured and never asserted: one script a subject, each ``python -m benchmarks.<name>``."""
