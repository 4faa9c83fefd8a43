"""The calendar's door: acts that the passing of time performs and nobody signs."""

from lianmeng.web.calendar.running import Performed, run

__all__ = ["Performed", "run"]
