"""What is read before all else where a case has no papers: what was said on an objection, what a call asks for."""

from collections.abc import Iterable

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.web.casework import objecting
from lianmeng.web.casework.story import Told


def statements(case: Case, told: Iterable[Told], but: str = "") -> list[Told]:
    """What was objected, supplied, answered and found; how a call was drafted and published. Oldest first.

    ``but``: the act under way, whose hands are shown by themselves.
    """
    found = [one for one in told if one.act in _read_first(case) and one.act != but and one.answers]
    return found[::-1]


def _read_first(case: Case) -> Iterable[str]:
    if case.kind == objecting.KIND:
        return objecting.SAID
    return () if case.alliance_id else cases.pack_of(case).procedures[case.kind].acts
