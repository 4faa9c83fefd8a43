#!/usr/bin/env python3
"""The same as the command `lianmeng`, for tools that look for a manage.py."""

from lianmeng.cli import main

if __name__ == "__main__":
    main()
