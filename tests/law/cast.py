"""The people of the small measure, and a case brought to a state by them."""

from datetime import date
from typing import Any

from lianmeng.law.dates import WorkCalendar
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import Who
from lianmeng.law.pack import Pack
from tests.law import packs
from tests.law.casework import Case

ON = date(2020, 6, 1)  # a Monday
MAKER, OWNER = Who("m", "maker", organisation=1), Who("o", "owner", organisation=1)
DISTRICT, CHIEF = Who("d", "district", office="east"), Who("dc", "district_chief", office="east")
OTHER_DISTRICT, OTHER_CHIEF = (
    Who("d2", "district", office="east"),
    Who("dc2", "district_chief", office="east"),
)
ROOM_A, HEAD_A = Who("ra", "room", office="room-a"), Who("ha", "room_chief", office="room-a")
ROOM_B, HEAD_B = Who("rb", "room", office="room-b"), Who("hb", "room_chief", office="room-b")
CLERK, MAYOR = Who("c", "clerk"), Who("y", "mayor")
JUDGES = tuple(Who(f"j{number}", "judge") for number in range(1, 6))
FACTS = FactSheet.model_validate(
    {"agreement": {"effective_on": "2020-01-01"}, "members": [{"name": "甲"}, {"name": "乙"}]}
)
MEETING = {"meeting_kind": "firm", "held_on": "2020-06-01", "minutes_no": "1", "extract": "同意"}


def new_case(pack: Pack | None = None, **more: Any) -> Case:
    """A case just begun by its maker."""
    known = {"applicant": 1, "recommender": "east", "facts": FACTS, **more}
    case = Case(pack or packs.tiny(), "recognition", ON, WorkCalendar(), **known)
    case.sign("start", MAKER, call="1", alliance="1", office="east")
    return case


def submitted(pack: Pack | None = None) -> Case:
    """A case that lies with the district."""
    case = new_case(pack)
    case.sign("submit", MAKER, declarations=["firm"])
    case.sign("submit", OWNER)
    return case


def in_rooms(pack: Pack | None = None) -> Case:
    """A case on which two rooms are asked."""
    case = submitted(pack)
    case.sign("accept", DISTRICT, check="好", divisions=["room-a", "room-b"])
    case.sign("accept", CHIEF)
    return case


def opinion(case: Case, clerk: Who, head: Who, verdict: str) -> None:
    """The opinion of one room, by two hands."""
    case.sign("give_opinion", clerk, verdict=verdict)
    case.sign("give_opinion", head)


def in_jury(pack: Pack | None = None) -> Case:
    """A case before the panel, which is not formed yet."""
    case = in_rooms(pack)
    opinion(case, ROOM_A, HEAD_A, "yes_")
    opinion(case, ROOM_B, HEAD_B, "no_")
    case.sign("close_consultation", CLERK, summary="一比一")
    case.sign("close_consultation", CHIEF)
    return case


def seat(case: Case, *judges: Who) -> None:
    """Form a panel, the first in the chair; each declares."""
    seats = [judge.natural for judge in judges]
    case.sign("form_panel", CLERK, experts=seats, chair=seats[0], meets_on="2020-06-02")
    for judge in judges:
        case.sign("declare", judge, promises=["firm"])


def voted(*votes: str, pack: Pack | None = None) -> Case:
    """A case whose panel of three has voted."""
    case = in_jury(pack)
    seat(case, *JUDGES[:3])
    for judge, vote in zip(JUDGES, votes, strict=False):
        case.sign("review", judge, vote=vote, worth=70, comment="评")
    return case


def on_board(pack: Pack | None = None) -> Case:
    """A case that the panel carried."""
    case = voted("yes_", "yes_", "no_", pack=pack)
    case.sign("pass_panel", JUDGES[0], conclusion="同意")
    case.sign("pass_panel", JUDGES[1])
    case.sign("pass_panel", JUDGES[2])
    case.sign("pass_panel", CLERK)
    return case
