"""How the guard says no. Pages turn these into answers; nothing has been written when one is raised."""

from collections.abc import Mapping

from lianmeng.law.verdicts import Reason
from lianmeng.record.models import Entry


class Refused(Exception):
    """The act is not allowed now, with every reason."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("；".join(reason.text for reason in reasons))
        self.reasons = reasons


class Stale(Refused):
    """Somebody acted on the case since the page was drawn."""


class Invalid(Exception):
    """What was typed does not fit; what is wrong by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(f"{name}：{said}" for name, said in errors.items()))
        self.errors = dict(errors)


class Repeated(Exception):
    """The same form was sent before and has been carried out; nothing was done twice."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("此前已经办理，未重复办理")
        self.entry = entry
