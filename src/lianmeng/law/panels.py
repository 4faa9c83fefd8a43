"""Panels and divisions: who sits, who has answered, what it comes to. Read from a case's history."""

from collections.abc import Iterable, Sequence
from datetime import date

from lianmeng.law.history import CaseView, Happened
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Opinions, Panel

FORMS = "form_panel"
REPLACES = "replace_expert"
DRAWS = "draw_experts"
RECUSES = "recuse"
REVIEWS = "review"
VOIDS = "void_panel"
CONCLUDES = ("pass_panel", "fail_panel", "ask_supplement")
DISSOLVE = ("close_consultation", "void_panel", "resolve_back")
ANEW = ("resubmit_supplement", "lapse_supplement")


def sitting(view: CaseView) -> tuple[Happened, ...]:
    """The history since the panel now sitting was formed; empty when none sits.

    A panel ends when it is void, and whenever the argument begins anew.
    """
    recent = view.since_acts((FORMS, *DISSOLVE))
    return recent if recent and recent[0].act == FORMS else ()


def seated(view: CaseView) -> tuple[str, ...]:
    """The experts now seated (natural references), replacements carried out."""
    return tuple(_seats(sitting(view)))


def _seats(recent: Iterable[Happened]) -> dict[str, None]:
    """Who sits after these acts, in order."""
    seats: list[str] = []
    for item in recent:
        if item.performed and item.act == FORMS:
            seats = list(item.answers.get("experts", ()))
        elif item.performed and item.act == REPLACES:
            seats = [seat for seat in seats if seat != item.answers.get("leaving")]
            seats.append(str(item.answers.get("joining")))
    return dict.fromkeys(seats)


def chair(view: CaseView) -> str | None:
    """The chair of the panel now sitting; the seat of a chair who was replaced passes to the successor."""
    who: str | None = None
    for item in sitting(view):
        if item.performed and item.act == FORMS:
            who = item.answers.get("chair")
        elif item.performed and item.act == REPLACES and item.answers.get("leaving") == who:
            who = str(item.answers.get("joining"))
    return who


def recused(view: CaseView) -> tuple[str, ...]:
    """The experts now seated who have said that they must stay away."""
    said = {item.party for item in sitting(view) if item.performed and item.act == RECUSES}
    return tuple(seat for seat in seated(view) if seat in said)


def draws(view: CaseView) -> tuple[Happened, ...]:
    """Every draw for the panel that is to be formed or now sits, oldest first."""
    recent = view.since_acts(DISSOLVE) or view.history
    return tuple(item for item in recent if item.performed and item.act == DRAWS)


def ranking(view: CaseView) -> tuple[str, ...]:
    """The order in which the last draw put the experts who might be drawn; empty without a draw."""
    last = draws(view)[-1:]
    return tuple(last[0].answers.get("drawn", ())) if last else ()


def first_drawn(view: CaseView) -> tuple[str, ...]:
    """Who is to sit by the last draw: so many of its order as it was to give."""
    last = draws(view)[-1:]
    return ranking(view)[: int(last[0].answers.get("size", 0))] if last else ()


def next_drawn(view: CaseView) -> str | None:
    """Who is to join in place of one who leaves: the first of the last draw who has not sat yet."""
    sat = {seat for item in sitting(view) for seat in _named(item)}
    return next((one for one in ranking(view) if one not in sat), None)


def _named(item: Happened) -> tuple[str, ...]:
    if item.performed and item.act == FORMS:
        return tuple(item.answers.get("experts", ()))
    return (str(item.answers.get("joining")),) if item.performed and item.act == REPLACES else ()


def meets_on(view: CaseView) -> date | None:
    """The day of the argument, as the panel now sitting was called to it."""
    called = next((item for item in sitting(view) if item.performed and item.act == FORMS), None)
    day = called.answers.get("meets_on") if called else None
    return date.fromisoformat(day) if day else None


def declarations(view: CaseView) -> tuple[Happened, ...]:
    """The declaration of each expert now seated, since the panel was formed."""
    return _by_seated(view, sitting(view), "declare")


def reviews(view: CaseView) -> tuple[Happened, ...]:
    """The sheet of each expert now seated; after a supplement only sheets made since count."""
    recent = sitting(view)
    begins = max((n for n, item in enumerate(recent) if item.performed and item.act in ANEW), default=0)
    return _by_seated(view, recent[begins:], "review")


def sheets_open(view: CaseView) -> bool:
    """Whether the sheets of the panel now sitting may be read: there is one, and the last of them is open."""
    last = max(
        (n for n, item in enumerate(view.history) if item.performed and item.act == REVIEWS), default=-1
    )
    return bool(reviews(view)) and is_sheet_open(view.history, last)


def is_sheet_open(history: Sequence[Happened], index: int) -> bool:
    """Whether the sheet that stands at ``index`` may be read by those who did not write it.

    It opens when everybody seated has submitted, or when a conclusion has been begun without those who stay
    away; the sheets of a panel that was void are closed again for good.
    """
    begins = _last(history, index, (FORMS, *ANEW))
    ends = _next(history, index, (FORMS, *ANEW, *DISSOLVE))
    if ends < len(history) and history[ends].act == VOIDS:
        return False
    if any(item.act in CONCLUDES for item in history[index:ends]):
        return True
    done = {item.party for item in history[begins:ends] if item.performed and item.act == REVIEWS}
    return set(_seats(history[_last(history, index, (FORMS,)) : ends])) <= done


def _last(history: Sequence[Happened], index: int, acts: tuple[str, ...]) -> int:
    found = (n for n in range(index, -1, -1) if history[n].performed and history[n].act in acts)
    return next(found, 0)


def _next(history: Sequence[Happened], index: int, acts: tuple[str, ...]) -> int:
    later = range(index + 1, len(history))
    return next((n for n in later if history[n].performed and history[n].act in acts), len(history))


def _by_seated(view: CaseView, recent: tuple[Happened, ...], act: str) -> tuple[Happened, ...]:
    seats = set(seated(view))
    latest = {item.party: item for item in recent if item.performed and item.act == act}
    return tuple(item for natural, item in latest.items() if natural in seats)


def size_fault(panel: Panel, size: int) -> str:
    """What is wrong with a panel of this size; empty when nothing is."""
    if size < panel.size:
        return f"专家不少于{panel.size}人，现为{size}人"
    if panel.odd and size % 2 == 0:
        return f"专家人数须为单数，现为{size}人"
    return ""


def quorum(panel: Panel, size: int) -> int:
    """How many of ``size`` experts must have reviewed."""
    return -(-size * panel.quorum_percent // 100)


def passes(panel: Panel, votes: Sequence[str], totals: Iterable[int]) -> bool:
    """Whether votes, and the average of scores where the pack asks for one, carry the case."""
    if not votes:
        return False
    part, whole = panel.share_for
    in_favour = sum(vote in panel.votes_for for vote in votes)
    scores = list(totals)
    high = panel.average is None or (bool(scores) and sum(scores) >= panel.average * len(scores))
    return in_favour * whole >= part * len(votes) and high


def vote_passes(pack: Pack, view: CaseView) -> bool:
    """Whether the panel now sitting carries the case."""
    sheets = reviews(view)
    votes = [str(item.answers.get(pack.panel.vote_field)) for item in sheets]
    return passes(pack.panel, votes, (total(pack.panel, item) for item in sheets))


def total(panel: Panel, review: Happened) -> int:
    """The sum of the scored items of one sheet."""
    return sum(int(review.answers.get(name, 0)) for name in panel.scores)


def opinions_given(view: CaseView) -> dict[str, Happened]:
    """The entry of the last opinion of each division since it was asked."""
    asked = view.since_acts(("accept",))
    given = [item for item in asked if item.performed and item.act in ("give_opinion", "add_opinion")]
    return {item.who.office or "": item for item in given}


def opinions(pack: Pack, view: CaseView) -> dict[str, str]:
    """The last opinion of each division since it was asked."""
    given = opinions_given(view)
    return {office: str(item.answers.get(pack.opinions.field)) for office, item in given.items()}


def supported(rule: Opinions, answers: Iterable[str]) -> bool:
    """Whether any division supports the case."""
    return any(answer in rule.support for answer in answers)


def silent(pack: Pack, view: CaseView) -> tuple[str, ...]:
    """The divisions asked that have not answered."""
    asked = view.last("accept")
    answered = opinions(pack, view)
    return tuple(
        office for office in (asked.answers.get("divisions", ()) if asked else ()) if office not in answered
    )
