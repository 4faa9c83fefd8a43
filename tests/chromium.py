"""The system's Chromium, as the browser stories use it."""

import shutil

# The shell is the same engine without the windows that no test looks at: a third less work.
NAMES = ("chromium-headless-shell", "chromium")


def program() -> str | None:
    """Return the path of the lightest Chromium there is, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
