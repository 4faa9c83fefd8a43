"""A case as its history: what is pending, what lapses, what was sent back."""

from datetime import date
from typing import Any

from lianmeng.law.history import CaseView, Happened, Who, pending

ON = date(2020, 2, 3)
A, B, C = (Who(name, "clerk", office=f"office-{name}") for name in "abc")


def entry(
    act: str, who: Who, hand: int = 0, *, last: bool = False, to: str = "here", **more: Any
) -> Happened:
    attempt = more.pop("attempt", act)
    back = more.pop("back", False)
    return Happened(act, attempt, hand, last, back, "here", to, who, ON, more)


def view(*history: Happened) -> CaseView:
    return CaseView("recognition", history[-1].went_to if history else "here", history=history)


def test_an_act_signed_by_one_hand_waits_for_the_next() -> None:
    (thread,) = view(entry("issue", A, text="稿")).threads
    assert (thread.act, thread.opener, thread.reached) == ("issue", A, 0)
    assert thread.answers == {"text": "稿"}


def test_the_answers_of_later_hands_go_over_earlier_ones() -> None:
    (thread,) = view(entry("issue", A, text="一稿", n=1), entry("issue", B, 1, text="二稿")).threads
    assert thread.answers == {"text": "二稿", "n": 1}
    assert thread.reached == 1


def test_a_performed_act_waits_for_nobody() -> None:
    assert view(entry("issue", A), entry("issue", B, 1, last=True)).threads == ()


def test_what_was_begun_lapses_when_the_case_moves() -> None:
    begun = entry("issue", A)
    assert view(begun, entry("table", B, last=True)).threads != ()  # performed, but the case stays
    assert view(begun, entry("defer", B, last=True, to="there")).threads == ()


def test_sent_back_the_act_lies_with_the_hand_before() -> None:
    history = [entry("issue", A, text="稿"), entry("issue", B, 1), entry("issue", C, 2, back=True)]
    (thread,) = view(*history).threads
    assert [item.who for item in thread.signed] == [A]
    assert thread.returned is history[-1]
    assert thread.drafted == {"text": "稿"}


def test_sent_back_to_the_first_hand_its_draft_is_kept() -> None:
    (thread,) = view(entry("issue", A, text="稿"), entry("issue", B, 1, back=True)).threads
    assert thread.signed == ()
    assert thread.reached == -1
    assert thread.opener == A
    assert thread.drafted == {"text": "稿"}
    assert thread.answers == {}


def test_sent_back_over_a_hand_that_was_not_needed_it_reaches_the_one_that_signed() -> None:
    (thread,) = view(entry("issue", A), entry("issue", C, 2, back=True)).threads
    assert thread.signed == ()


def test_signed_again_it_is_no_longer_returned() -> None:
    history = [entry("issue", A, text="一"), entry("issue", B, 1, back=True), entry("issue", A, text="二")]
    (thread,) = view(*history).threads
    assert thread.returned is None
    assert thread.answers == {"text": "二"}


def test_acts_per_office_and_per_person_run_side_by_side() -> None:
    seen = view(entry("opinion", A, attempt="1", n=1), entry("opinion", B, attempt="2", n=2))
    same_office = Who("d", "head", office="office-a")
    found = pending(seen, "opinion", same_office, "office")
    assert found is not None and found.attempt == "1"
    assert pending(seen, "opinion", same_office, "person") is None
    found = pending(seen, "opinion", C, "case")
    assert found is not None and found.attempt == "2"
    assert pending(seen, "other", A) is None


def test_since_entered_begins_with_the_act_that_entered() -> None:
    moved = entry("accept", A, last=True, to="there")
    after = entry("table", A, last=True)
    assert view(entry("old", A), moved, after).since_entered == (moved, after)
    assert view(after).since_entered == (after,)


def test_since_acts_is_empty_until_one_was_done() -> None:
    formed = entry("form_panel", A, last=True)
    seen = view(entry("review", A, last=True), formed, entry("review", B, last=True))
    assert seen.since_acts(("form_panel",))[0] is formed
    assert seen.since_acts(("void_panel",)) == ()


def test_last_and_performed_do_not_count_hands_that_only_signed() -> None:
    seen = view(entry("table", A, last=True, n=1), entry("table", B, n=2))
    found = seen.last("table")
    assert found is not None and found.answers == {"n": 1}
    assert len(list(seen.performed("table"))) == 1
    assert seen.last("other") is None
