"""One application on its road through the measure, in memory: each act by its own people on its own day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from lianmeng.law.facts import FactSheet
from lianmeng.law.history import Who
from lianmeng.law.pack import Pack
from tests.articles import measure
from tests.law.casework import Case

CLERK = Who("clerk", "applicant_clerk", organisation=1)
HEAD = Who("head", "applicant_head", organisation=1)
CITY = Who("city", "prelim_clerk", office="benxi")
CITY_HEAD = Who("city-head", "prelim_head", office="benxi")
CITY_REGISTRY = Who("city-registry", "prelim_registry", office="benxi")
REGISTRY = Who("registry", "registry", office="registry")
LEAD = Who("lead", "lead_clerk", office="lead")
LEAD_HEAD = Who("lead-head", "lead_head", office="lead")
DEPUTY = Who("deputy", "deputy", office="leaders")
DIRECTOR = Who("director", "director", office="leaders")
SECRETARY = Who("secretary", "meeting_secretary", office="meeting")
OFFICE_HEAD = Who("office-head", "office_head", office="office")
PUBLISHER = Who("publisher", "publisher", office="publicity")
LEGAL = Who("legal", "legal", office="legal")
INTEGRITY = Who("integrity", "integrity", office="integrity")
CALENDAR = Who("calendar", "calendar")
EXPERTS = tuple(Who(f"expert-{number}", "expert") for number in range(1, 6))
DIVISIONS = ("planning", "high-tech", "agriculture", "society", "results", "cooperation")

WINDOW = {"opening": date(2016, 5, 4), "closing": date(2016, 6, 3), "recommending": date(2016, 6, 30)}
SOUND: dict[str, Any] = {
    "applicant": {"name": "盟主", "region": "210500", "office": "benxi"},
    "agreement": {"effective_on": date(2016, 1, 21)},
    "members": [
        {"kind": "enterprise", "role": "lead", "licence_copy": True, "confirmed": True},
        {"kind": "university", "licence_copy": True, "confirmed": True},
    ],
}
Answers = dict[str, Any]
_PANEL = [expert.natural for expert in EXPERTS]
SHEET = {"necessity": 20, "goals": 15, "membership": 15, "mechanism": 10, "funds": 8, "feasibility": 8}
_MEETING = {"meeting_kind": "party", "minutes_no": "纪要1号", "extract": "同意"}

BY: dict[str, tuple[Who, ...]] = {
    "start": (CLERK,),
    "submit": (CLERK, HEAD),
    "clear": (CITY, CITY_HEAD),
    "not_recommend": (CITY, CITY_HEAD),
    "forward": (CITY_HEAD, CITY_REGISTRY),
    "register": (REGISTRY,),
    "accept": (LEAD, LEAD_HEAD),
    "close_consultation": (LEAD, LEAD_HEAD),
    "form_panel": (LEAD, INTEGRITY, LEAD_HEAD),
    "pass_panel": (*EXPERTS, LEAD_HEAD),
    "fail_panel": (*EXPERTS, LEAD_HEAD),
    "table": (LEAD_HEAD, DEPUTY, OFFICE_HEAD, DIRECTOR),
    "resolve_pass": (SECRETARY, OFFICE_HEAD),
    "clear_release": (PUBLISHER, OFFICE_HEAD),
    "open_notice": (LEAD_HEAD, OFFICE_HEAD),
    "close_notice": (LEAD, LEAD_HEAD, INTEGRITY),
    "issue": (
        LEAD,
        LEAD_HEAD,
        Who("agriculture-head", "division_head", office="agriculture"),
        LEGAL,
        DEPUTY,
        REGISTRY,
    ),
    "publish_result": (PUBLISHER, OFFICE_HEAD),
    "deliver": (REGISTRY,),
}
SAID: dict[str, Callable[[str], Answers]] = {
    "register": lambda on: {"letter_dated_on": on, "received_on": on},
    "forward": lambda on: {"dated_on": on},
    "accept": lambda on: {"check": "齐全", "divisions": list(DIVISIONS)},
    "form_panel": lambda on: {"experts": _PANEL, "chair": _PANEL[0], "meets_on": on, "draw": "凭证1号"},
    "resolve_pass": lambda on: {**_MEETING, "held_on": on},
    "open_notice": lambda on: {"posted_on": on},
    "issue": lambda on: {"dated_on": on, "printed_on": on},
    "publish_result": lambda on: {"published_on": on},
    "deliver": lambda on: {"delivered_on": on},
}
DAYS = {
    "clear": date(2016, 5, 18),
    "forward": date(2016, 5, 23),
    "register": date(2016, 5, 25),
    "accept": date(2016, 5, 27),
    "form_panel": date(2016, 6, 16),
    "table": date(2016, 6, 29),
}
NOTICE = ("clear_release", "open_notice", "close_notice")
TO_PANEL = ("start", "submit", "clear", "forward", "register", "accept", "opinions")
ARGUED = ("close_consultation", "form_panel", "reviews", "pass_panel")
MEETING = ("table", "resolve_pass")
RESULT = ("clear_release", "publish_result", "deliver")
ORDER = (*TO_PANEL, *ARGUED, *MEETING, *NOTICE, "issue", *RESULT)
NOTICE_FIRST = (*TO_PANEL, *ARGUED, *NOTICE, *MEETING, "issue", *RESULT)
NOTICE_LAST = (*TO_PANEL, *ARGUED, *MEETING, "issue", *NOTICE, *RESULT)


def new(pack: Pack | None = None, facts: FactSheet | None = None, **more: Any) -> Case:
    """An application that does not exist yet, on a day in the window of its call."""
    known = {"applicant": 1, "recommender": "benxi", "subject": "1", "parent_deadlines": WINDOW, **more}
    sheet = facts or measure.facts(**SOUND)
    return Case(pack or measure.pack(), "recognition", measure.DAY, measure.calendar(), facts=sheet, **known)


def call(pack: Pack | None = None, on: date = measure.DAY) -> Case:
    """A call that does not exist yet."""
    return Case(pack or measure.pack(), "call", on, measure.calendar())


def do(case: Case, act: str, *by: Who, **answers: Any) -> Case:
    """All hands of an act, each with the answers of the whole act; on its day, if that is still to come."""
    case.on = max(case.on, DAYS.get(act, case.on))
    if act == "close_notice" and "mail_grace" in case.view.deadlines:
        case.on = max(case.on, case.view.deadlines["mail_grace"] + timedelta(days=1))
    said = SAID.get(act, lambda on: {})(case.on.isoformat()) | answers
    for who in by or BY[act]:
        case.sign(act, who, **said)
    return case


def opinion(case: Case, office: str, verdict: str) -> None:
    """The opinion of one division, by its clerk and its head."""
    clerk, head = (Who(f"{office}-{role}", f"division_{role}", office=office) for role in ("clerk", "head"))
    do(case, "give_opinion", clerk, head, verdict=verdict, reason="意见")


def opinions(case: Case, *verdicts: str) -> Case:
    """Opinions of the divisions in their order; who has no verdict is silent."""
    for office, verdict in zip(DIVISIONS, verdicts, strict=False):
        opinion(case, office, verdict)
    return case


def reviews(case: Case, *votes: str) -> Case:
    """Declarations of all experts, and the sheets of those who vote."""
    for expert in EXPERTS:
        case.sign("declare", expert, promises=["impartial", "secret", "no_tie", "no_gift"])
    for expert, vote in zip(EXPERTS, votes, strict=False):
        case.sign("review", expert, vote=vote, comment="评", **SHEET)
    return case


def walk(case: Case, *acts: str) -> Case:
    """These acts in this order; ``opinions`` and ``reviews`` stand for those of everybody."""
    for act in acts:
        if act == "opinions":
            opinions(case, *["recommend"] * len(DIVISIONS))
        elif act == "reviews":
            reviews(case, "pass", "pass", "pass", "pass", "fail")
        else:
            do(case, act)
    return case


def before(act: str, pack: Pack | None = None, order: tuple[str, ...] = ORDER, **more: Any) -> Case:
    """A sound application for which all acts before this one are done."""
    return walk(new(pack, **more), *order[: order.index(act)])


def recognised(pack: Pack | None = None, order: tuple[str, ...] = ORDER) -> Case:
    """A sound application with its title, published and delivered."""
    return walk(new(pack), *order)


# Where the acts that 公示 concerns lead, and which times they start, at each place that the switch can give it.
Leads = tuple[tuple[str, str, frozenset[str]], ...]
_POSTED = ("open_notice", "notice", frozenset({"notice", "mail_grace"}))
PLACES: dict[str, tuple[tuple[str, ...], Leads]] = {
    "before_meeting": (
        NOTICE_FIRST,
        (
            ("pass_panel", "proposed", frozenset()),
            _POSTED,
            ("close_notice", "agenda", frozenset({"tabling"})),
            ("resolve_pass", "issuing", frozenset({"issuing"})),
            ("issue", "recognised", frozenset({"title", "publishing", "delivering"})),
        ),
    ),
    "before_approval": (
        ORDER,
        (
            ("pass_panel", "agenda", frozenset({"tabling"})),
            ("resolve_pass", "proposed", frozenset()),
            _POSTED,
            ("close_notice", "issuing", frozenset({"issuing"})),
            ("issue", "recognised", frozenset({"title", "publishing", "delivering"})),
        ),
    ),
    "after_approval": (
        NOTICE_LAST,
        (
            ("pass_panel", "agenda", frozenset({"tabling"})),
            ("resolve_pass", "issuing", frozenset({"issuing"})),
            ("issue", "proposed", frozenset({"title", "delivering"})),
            _POSTED,
            ("close_notice", "recognised", frozenset({"publishing"})),
        ),
    ),
}


def led(pack: Pack, order: tuple[str, ...]) -> tuple[Leads, list[str]]:
    """What a walk in this order comes to: where each act of ``PLACES`` led and what it started; all states."""
    case, leads, states = new(pack), [], []
    for act in order:
        walk(case, act)
        states += [case.state or ""] if states[-1:] != [case.state] else []
        if act in ("pass_panel", "resolve_pass", "open_notice", "close_notice", "issue"):
            begun = frozenset(name for name, _ in pack.act("recognition", act).begun())
            leads.append((act, case.state or "", begun & set(case.view.deadlines)))
    return tuple(leads), states
