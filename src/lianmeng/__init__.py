"""Lianmeng: runs a recognition programme from the text of its regulation."""

__version__ = "0.1.0"
