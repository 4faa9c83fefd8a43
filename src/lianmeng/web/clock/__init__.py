"""The only clock of the project: the demonstration's own date, or today in Asia/Shanghai."""

from lianmeng.web.clock.reading import (
    ClockRefusal,
    Reading,
    establish,
    is_demonstration,
    move_to,
    read,
    today,
)

__all__ = ["ClockRefusal", "Reading", "establish", "is_demonstration", "move_to", "read", "today"]
