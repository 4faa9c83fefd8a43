"""The offices' door: desk, cases, calls."""
