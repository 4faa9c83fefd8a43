"""Forms repeated, forged, or sent by those to whom no page offers them: the ledger gains nothing."""

from typing import Any

import pytest

from lianmeng.acts import ACTS
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Refused
from lianmeng.record.models import Entry
from tests.attack.browse import anybody, browser, marks, opened, written
from tests.stories import answers as given
from tests.stories.stage import Stage

pytestmark = pytest.mark.django_db
OUTSIDE = ("herb-clerk", "herb-head", "other-clerk", "other-head", "member", "stranger", "expert-6", None)
EVERY = ("herb-head", "other-head", "expert-6")  # one at each door tries every act, the others a few
FEW = ("clear", "issue", "withdraw")  # one of each side; a door is shut before the act is looked at
READING = ("auditor", "legal", "integrity", "planning-clerk", "director")


@pytest.fixture
def begun(stage: Any) -> Stage:
    """The reviewing clerk has signed; the head is next."""
    play = opened(stage, "submitted")
    play.act("clear", "benxi-clerk", "ice", **given.CLEAR)
    return play


def address(play: Stage, act: str, door: str = "office") -> str:
    return f"/{door}/cases/{play.case('ice').pk}/do/{act}"


def test_a_form_sent_twice_is_carried_out_once(begun: Stage) -> None:
    head, before = browser(begun, "benxi-head"), written()
    sent = marks(head, address(begun, "clear"))
    for _ in range(3):
        assert head.post(address(begun, "clear"), sent).status_code == 302
    assert written() == before + 1


def test_a_form_without_its_mark_is_carried_out_once(begun: Stage) -> None:
    head, before = browser(begun, "benxi-head"), written()
    sent = marks(head, address(begun, "clear"))
    del sent["once"]
    assert [head.post(address(begun, "clear"), sent).status_code for _ in range(3)] == [302, 409, 409]
    assert written() == before + 1


@pytest.mark.parametrize("once", ["", "x", "\0", "A" * 32, "f" * 33, "１" * 32])
def test_a_forged_mark_does_not_excuse_an_old_page(begun: Stage, once: str) -> None:
    head, before = browser(begun, "benxi-head"), written()
    sent = {**marks(head, address(begun, "clear")), "once": once, f"seen-{begun.case('ice').pk}": "1"}
    assert head.post(address(begun, "clear"), sent).status_code == 409
    assert written() == before


def test_the_mark_of_another_form_signs_nothing(begun: Stage) -> None:
    head, before = browser(begun, "benxi-head"), written()
    used = Entry.objects.exclude(once=None).latest("seq").once
    sent = {**marks(head, address(begun, "clear")), "once": used}
    head.post(address(begun, "clear"), sent)
    assert written() == before


@pytest.mark.parametrize("seen", [None, "", "-1", "0", "x", "9" * 9, "9" * 30, "1e3", "\0"])
def test_what_was_not_seen_is_not_signed(begun: Stage, seen: str | None) -> None:
    head, before, name = browser(begun, "benxi-head"), written(), f"seen-{begun.case('ice').pk}"
    sent = {key: value for key, value in marks(head, address(begun, "clear")).items() if key != name}
    answer = head.post(address(begun, "clear"), sent if seen is None else {**sent, name: seen})
    assert answer.status_code == 409
    assert written() == before


def test_two_accounts_of_one_person_are_one_hand(begun: Stage) -> None:
    begun.hire("twin", "prelim_head", "benxi", 11)  # the clerk's own identity number
    before = written()
    with pytest.raises(Refused, match="您本人"):
        begun.act("clear", "twin", "ice")
    twin = browser(begun, "twin")
    assert "act-form" not in twin.get(address(begun, "clear")).content.decode()
    seen = {f"seen-{begun.case('ice').pk}": str(begun.case("ice").version)}
    for more in ({}, {"send-back": "1", "back-note": "退"}):
        assert twin.post(address(begun, "clear"), {**seen, **more}).status_code == 409
    assert written() == before


def hire_strangers(play: Stage) -> None:
    """People of another city's office, of a member and of a firm that has nothing to do with it."""
    play.hire("other-clerk", "prelim_clerk", "shenyang", 901)
    play.hire("other-head", "prelim_head", "shenyang", 902)
    play.hire("member", "member", "ice-2")
    play.hire("stranger", "applicant_clerk", "school-1")


@pytest.mark.parametrize("name", OUTSIDE)
def test_strangers_find_no_case_and_no_act(begun: Stage, name: str | None) -> None:
    hire_strangers(begun)
    client, case, before = browser(begun, name) if name else anybody(), begun.case("ice"), written()
    acts = sorted({act for kind, act in ACTS if kind == "recognition"})
    seen = {f"seen-{case.pk}": str(case.version)}
    for door in ("apply", "office", "expert"):
        entered = client.get(f"/{door}/").status_code == 200
        assert client.get(f"/{door}/cases/{case.pk}").status_code in (302, 403, 404)
        for act in acts if entered and name in EVERY else FEW:
            assert client.post(address(begun, act, door), seen).status_code in (302, 403, 404), act
    assert written() == before
    assert list(Case.objects.filter(pk=case.pk).values_list("state", "version")) == [
        (case.state, case.version)
    ]


@pytest.mark.parametrize("name", READING)
def test_those_who_only_read_sign_nothing(stage: Any, name: str) -> None:
    play = opened(stage, "recommended")
    client, case, before = browser(play, name), play.case("ice"), written()
    seen = {f"seen-{case.pk}": str(case.version)}
    refused = (302, 404, 409, 422)
    acts = sorted({act for kind, act in ACTS if kind == "recognition"})
    for act in acts if name == "auditor" else FEW:
        assert client.post(address(play, act), seen).status_code in refused, act
    for act in FEW:
        answer = client.get(address(play, act))
        assert answer.status_code in (302, 404) or "act-form" not in answer.content.decode(), act
        back = {**seen, "send-back": "1", "back-note": "退"}
        assert client.post(address(play, act), back).status_code in refused, act
    assert written() == before


def test_cases_of_others_do_not_ride_along(stage: Any) -> None:
    play = opened(stage, "submitted")
    play.hire("other-clerk", "prelim_clerk", "shenyang", 901)
    ice, herb, before = play.case("ice"), play.case("herb"), written()
    clerk = browser(play, "ice-clerk")
    there = f"/apply/cases/{ice.pk}/do/withdraw?with={herb.pk}"
    assert herb.title not in clerk.get(there).content.decode()
    assert browser(play, "other-clerk").get(f"/office/cases/{ice.pk}/do/clear").status_code == 404
    many = ",".join(map(str, range(100_000)))
    assert clerk.get(f"/apply/cases/{ice.pk}/do/withdraw?with={many}").status_code == 200
    assert written() == before
