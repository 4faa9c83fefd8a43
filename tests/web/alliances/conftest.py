"""An alliance of the demonstration and its clerks, with the real measure."""

from tests.web.casework.conftest import enter, pack, pages, stage

__all__ = ["enter", "pack", "pages", "stage"]
