"""Members' pages on the stage of the demonstration's story, with the real measure."""

from tests.web.casework.conftest import enter, pack, pages, stage

__all__ = ["enter", "pack", "pages", "stage"]
