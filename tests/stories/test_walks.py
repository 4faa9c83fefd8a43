"""Walks through the real acts at random: whatever people do, the same things stay true."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import given, note, settings
from hypothesis import strategies as st

from lianmeng.cases import actions as spine
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.designations.models import Designation
from lianmeng.law import procedures
from lianmeng.law.history import Happened
from lianmeng.law.verdicts import Reason
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from tests.stories.stage import nothing_written, set_stage
from tests.stories.walker import NAMES, Chance, Walker

STEPS = 25
EXAMPLES = settings.default.max_examples // 3  # slow beside the walks of tests/law
STOPS = ("submitted", "recommended", "consulted", "argued", "resolved", "noticed")
UNDOES_PANEL = {"form_panel", "void_panel", "resolve_back", "ask_supplement", "fail_panel", "accept"}
UNDOES_RESOLUTION = {"reconsider", "redo", "table"}


@pytest.mark.django_db
@settings(max_examples=EXAMPLES)
@given(stop=st.sampled_from(STOPS), random=st.randoms(use_true_random=True))
def test_whatever_people_do_no_title_without_its_road(stop: str, random: Random) -> None:
    with transaction.atomic():
        walker = Walker(set_stage(stop), random)
        for _ in range(STEPS):
            one_step(walker)
        everything_holds()
        transaction.set_rollback(True)


def one_step(walker: Walker) -> None:
    """A day or more pass, or somebody tries one hand, mostly one that is open to them."""
    random, play = walker.random, walker.play
    if random.random() < 0.1:
        play.day += timedelta(days=random.randint(1, 12))
        return
    name, allowed = random.choice(NAMES), random.random() < 0.9
    chances = walker.chances(name, allowed=allowed)
    if not chances:
        return
    chance = walker.choose(chances)
    note(f"{play.day} {chance.name} {chance.step.act} {chance.person}")
    if allowed:
        tried(walker, chance)
    else:
        refused(walker, chance)


def tried(walker: Walker, chance: Chance) -> None:
    """What is offered is done, or refused for an answer that does not fit; never otherwise."""
    try:
        walker.go(chance)
    except Invalid as invalid:
        assert invalid.errors and all(invalid.errors.values())
    except Refused as refusal:  # only what no single case can show: other tables, other cases
        explained(refusal.reasons)
    case = walker.play.case(chance.name)
    assert procedures.replay(cases.pack_of(case), case.kind, cases.view(case).history) == case.state


def refused(walker: Walker, chance: Chance) -> None:
    """What is not offered is refused with the same reasons, and nothing is written."""
    explained(chance.step.verdict.reasons)
    with nothing_written(), pytest.raises((Refused, Invalid)) as caught:
        walker.play.hand(
            chance.step.act,
            chance.person,
            chance.name,
            **walker.answers(walker.play.case(chance.name), chance),
        )
    if isinstance(caught.value, Refused):
        explained(caught.value.reasons)


def explained(reasons: Iterable[Reason]) -> None:
    assert reasons
    for reason in reasons:
        assert reason.text and reason.articles


def everything_holds() -> None:
    """What must be true of every database of this programme."""
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    for case in Case.objects.exclude(state=""):
        history = cases.view(case).history
        assert procedures.replay(cases.pack_of(case), case.kind, history) == case.state
        assert len(history) == case.version
        no_resolution_without_panel(history)
        no_title_without_resolution(case, history)
    for row in Submission.objects.all():
        assert spine.digest(row.facts, row.papers) == row.digest
    no_two_live_titles()


def no_resolution_without_panel(history: Iterable[Happened]) -> None:
    carried = False
    for item in history:
        if item.performed and item.act == "resolve_pass":
            assert carried
        elif item.performed and (item.act == "pass_panel" or item.act in UNDOES_PANEL):
            carried = item.act == "pass_panel"


def no_title_without_resolution(case: Case, history: Iterable[Happened]) -> None:
    granted = issued = False
    for item in history:
        if item.performed and item.act == "issue":
            assert granted
            issued = True
        elif item.performed and (item.act == "resolve_pass" or item.act in UNDOES_RESOLUTION):
            granted = item.act == "resolve_pass"
    assert Designation.objects.filter(case=case).exists() == issued


def no_two_live_titles() -> None:
    titles = list(Designation.objects.order_by("alliance", "starts_on"))
    for one, other in zip(titles, titles[1:], strict=False):
        assert one.alliance_id != other.alliance_id or one.ends_on < other.starts_on
    live = [
        case.alliance_id for case in Case.objects.exclude(state="").exclude(alliance=None) if is_open(case)
    ]
    assert len(live) == len(set(live))


def is_open(case: Case) -> bool:
    return cases.pack_of(case).is_open(case.kind, case.state)
