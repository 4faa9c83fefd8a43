"""Random walks over the real procedures, judged purely in memory: what no road may ever break.

At every step somebody of the cast, on some day, signs an act or sends it back. Ways back and ways to an early
end are drawn seldom, so that walks come far.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianmeng.law import panels, procedures
from lianmeng.law.chart import main_road as longest_road
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import Happened, Who
from lianmeng.law.pack import Pack, files_of, load
from lianmeng.law.schema import FieldType, FormField, Stands
from lianmeng.law.verdicts import Verdict
from tests.law.casework import Case, Refused, workdays

LIAONING = Path(__file__).parents[2] / "policies" / "liaoning-2016"
PLACES = ("before_meeting", "before_approval", "after_approval")
BEGIN = date(2016, 5, 9)
STEPS = 150
PARENT = {"opening": date(2016, 5, 3), "closing": date(2016, 6, 3), "recommending": date(2016, 7, 29)}
EXPERTS = tuple(f"expert-{number}" for number in range(1, 8))


@cache
def liaoning(place: str) -> Pack:
    return load(files_of(LIAONING), {"notice-place": place})


@cache
def main_road(pack: Pack, kind: str) -> list[str]:
    return longest_road(pack, kind)


@cache
def calendar() -> Any:
    return workdays()


def facts() -> FactSheet:
    """An alliance that nothing of article 8 stops."""
    member = {"licence_copy": True, "signed": True, "task": "分工"}
    members = [
        {**member, "name": "甲公司", "kind": "enterprise", "role": "lead", "code": "1"},
        {**member, "name": "乙大学", "kind": "university", "role": "host", "code": "2"},
    ]
    agreement = {"effective_on": "2016-01-21"}
    papers = ["agreement", "application_form", "necessity", "licence_copy"]
    applicant = {"name": "甲公司", "region": "210500", "office": "benxi"}
    return FactSheet.model_validate(
        {
            "applicant": applicant,
            "agreement": agreement,
            "members": members,
            "papers": papers,
            "goals": "目标",
        }
    )


@cache
def cast(pack: Pack) -> tuple[Who, ...]:
    """Two people of each capacity, seven experts, and one person who holds every official capacity at once."""
    people: list[Who] = []
    for name, capacity in pack.capacities.items():
        if capacity.stands is Stands.PANEL:
            people += [Who(natural, name) for natural in EXPERTS]
            continue
        kinds = [office for office, item in pack.offices.items() if item.kind in capacity.office_kinds]
        offices: list[str | None] = ["benxi"] if "benxi" in kinds else [*kinds[:2]]
        for office in offices or [None]:
            people += [Who(f"{name}-{office}-{n}", name, organisation=1, office=office) for n in (1, 2)]
            people.append(Who("both", name, organisation=1, office=office))
    return tuple(people)


def new_case(pack: Pack, kind: str) -> Case:
    more: dict[str, Any] = {}
    if kind == "recognition":
        more = {"applicant": 1, "recommender": "benxi", "parent_deadlines": PARENT, "facts": facts()}
    return Case(pack, kind, BEGIN, calendar(), **more)


# ---- answers ----


def answers(case: Case, act: str, form: str | None, random: Random) -> dict[str, Any]:
    """Something typed into every field of a form; a field not required is left empty now and then."""
    fields = case.pack.forms[form].fields if form else {}
    said = {
        name: answer(case, name, field, random)
        for name, field in fields.items()
        if field.required or name == "draw" or random.random() < 0.7
    }
    if "chair" in said and "experts" in said:
        said["chair"] = random.choice(said["experts"])
    if act == "review" and random.random() < 0.5:
        said[case.pack.panel.vote_field] = case.pack.panel.votes_for[0]
    return said


def answer(case: Case, name: str, field: FormField, random: Random) -> Any:
    choices = [*case.pack.terms.lists.get(field.options or "", {}), *sourced(case, field.source or "")]
    if field.type is FieldType.DATE:
        return (case.on + timedelta(days=random.randrange(-2, 10 if "on" not in name else 1))).isoformat()
    if field.type is FieldType.CHOICE:
        return random.choice(choices)
    if field.source == "divisions":
        return choices
    if name in ("url", "phone"):
        return "https://example.cn/1" if name == "url" else "024-00000001"
    if field.type is FieldType.CHOICES:
        return random.sample(
            choices, min(len(choices), max(field.at_least or 0, random.choice((2, 5, 5, 7))))
        )
    if field.type is FieldType.INTEGER:
        return random.randint(field.at_least or 0, field.at_most or 9)
    return {FieldType.MONEY: "1.5", FieldType.FILE: [1], FieldType.TABLE: []}.get(field.type, "字")


def sourced(case: Case, source: str) -> tuple[str, ...]:
    rooms = tuple(name for name, office in case.pack.offices.items() if office.kind == "division")
    return {"": (), "experts": EXPERTS, "seated": EXPERTS, "divisions": rooms}.get(source, ("1",))


# ---- walking ----


def move(case: Case, random: Random, back: float = 0.1) -> None:
    """One signature on an act drawn by weight, by the first of its people who may; or a day passes."""
    case.on += timedelta(days=random.choice((0, 0, 0, 1, 1, 4)))
    rules = case.pack.procedures[case.view.kind].acts
    begun = {thread.act for thread in case.view.threads}
    here = [act for act in rules if in_state(case, act)]
    if not here:
        return
    weights = [weight(case, act, back) * (5 if act in begun else 1) for act in here]
    act = random.choices(here, weights)[0]
    people = [who for who in cast(case.pack) if any(who.capacity in hand.by for hand in rules[act].hands)]
    for who in random.sample(people, len(people)):
        step = case.step(act, who)
        if step.verdict.allowed:
            sign(case, step, who, random)
            return
        assert_explained(step.verdict)


def in_state(case: Case, act: str) -> bool:
    if case.pack.act(case.view.kind, act).from_states == "new":
        return case.state is None
    return case.state in case.pack.from_states(case.view.kind, act)


def weight(case: Case, act: str, back: float) -> float:
    """Ways along the main road are drawn often, ways ``back`` and repetitions seldom, early ends hardly ever."""
    pack, kind = case.pack, case.view.kind
    to = pack.next_state(kind, act, case.state or "")
    if case.state is None:
        return 1
    if act == panels.RECUSES:
        return back
    if to == case.state:
        again = any(item.performed and item.act == act for item in case.view.since_entered)
        return back if again and pack.act(kind, act).per == "case" else 1
    if to not in pack.procedures[kind].success and not pack.is_open(kind, to):
        return back / 30
    road = main_road(pack, kind)
    beside = case.state not in road
    return 1 if to in road and (beside or road.index(to) > road.index(case.state)) else back


def sign(case: Case, step: procedures.Step, who: Who, random: Random) -> None:
    try:
        if step.index and random.random() < 0.1:
            case.send_back(step.act, who)
        else:
            case.sign(step.act, who, **answers(case, step.act, step.form, random))
    except Refused as refused:
        assert_explained(refused.verdict)


def assert_explained(verdict: Verdict) -> None:
    assert verdict.reasons
    assert all(reason.text and reason.articles for reason in verdict.reasons)


def is_live(case: Case) -> bool:
    return case.state is None or case.pack.is_open(case.view.kind, case.state)


# ---- what must always hold ----


def check_all(case: Case) -> None:
    pack, kind = case.pack, case.view.kind
    assert procedures.replay(pack, kind, case.view.history) == case.state
    check_hands(case.view.history)
    if kind == "recognition":
        check_order(case)
    if is_live(case):
        assert has_way_on(case), f"nobody can go on from {case.state} on {case.on}"


def check_hands(history: tuple[Happened, ...]) -> None:
    """No attempt holds two standing signatures of one natural person."""
    standing: dict[str, list[Happened]] = {}
    for item in history:
        signed = standing.setdefault(item.attempt, [])
        if item.back:
            before = max(old.hand for old in signed if old.hand < item.hand)
            standing[item.attempt] = [old for old in signed if old.hand < before]
            continue
        assert item.who.natural not in {old.who.natural for old in signed}
        signed.append(item)


def check_order(case: Case) -> None:
    """No success without a resolution, no resolution without a conclusion of the panel that last sat."""
    success = case.pack.procedures["recognition"].success
    panel = case.pack.from_states("recognition", "pass_panel")
    resolved = concluded = False
    for item in (item for item in case.view.history if item.performed):
        concluded = concluded or item.act == "pass_panel"
        assert item.act != "resolve_pass" or concluded
        resolved = resolved or item.act == "resolve_pass"
        assert item.went_to not in success or resolved
        if item.moved and item.went_to in panel:
            concluded = resolved = False


def has_way_on(case: Case) -> bool:
    """Whether somebody may do something, on this day or on a later one."""
    days = (case.on + timedelta(days=more) for more in (0, 30, 90))
    return any(
        step.verdict.allowed
        for day in days
        for who in cast(case.pack)
        for step in procedures.offers(case.pack, case.view, who, day)
    )


@pytest.mark.parametrize("place", PLACES)
@given(random=st.randoms(use_true_random=False))
def test_a_recognition_walked_at_random_keeps_its_order(place: str, random: Random) -> None:
    case = new_case(liaoning(place), "recognition")
    for _ in range(STEPS):
        before = case.state
        move(case, random)
        if case.state != before:
            check_all(case)
    check_all(case)


@given(random=st.randoms(use_true_random=False))
def test_a_call_walked_at_random_keeps_its_order(random: Random) -> None:
    case = new_case(liaoning(PLACES[1]), "call")
    for _ in range(30):
        move(case, random)
        check_all(case)


@pytest.mark.parametrize("place", PLACES)
def test_walks_come_to_success(place: str) -> None:
    """The walks are no walks around the door: some go all the way."""
    success = liaoning(place).procedures["recognition"].success
    for seed in range(60):
        case, random = new_case(liaoning(place), "recognition"), Random(seed)
        for _ in range(3 * STEPS):
            move(case, random, back=0.01)
            if not is_live(case):
                break
        if case.state in success:
            check_all(case)
            return
    pytest.fail("no walk came to success")
