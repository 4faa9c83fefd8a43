"""The command `lianmeng`: Django's management commands under this project's settings."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianmeng.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
