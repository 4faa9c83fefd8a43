"""What others have said and an act rests on: opinions of divisions, sheets of experts, the members to avoid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianmeng.law import panels
from lianmeng.law.history import CaseView, Happened
from lianmeng.law.pack import Pack
from lianmeng.web.casework import wording
from lianmeng.web.casework.contents import Contents, contents

ASKED = "consulted"  # the condition of acts that close a consultation
ARGUED = "panel_ready"  # the condition of acts that conclude an argument
DECLARES, REVIEWS, ASKS = "declare", "review", "accept"


@dataclass(frozen=True)
class Said:
    """What a division or an expert said: its verdict and the rest, in words."""

    who: str
    verdict: str
    rest: tuple[wording.Answer, ...]
    on: date
    total: int = 0


@dataclass(frozen=True)
class Consulted:
    """The divisions that answered and those that did not."""

    given: tuple[Said, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """The votes and scores of a panel; ``sheets`` bear names for those who may read them."""

    seated: int
    votes: tuple[tuple[str, int], ...]
    average: str
    full: int
    carried: bool
    sheets: tuple[Said, ...]

    @property
    def named(self) -> bool:
        """Whether the sheets say whose they are."""
        return any(sheet.who for sheet in self.sheets)


@dataclass(frozen=True)
class Grounds:
    """What of all this an act asks for; None or empty where it does not."""

    consulted: Consulted | None = None
    tally: Tally | None = None
    members: Contents | None = None


def grounds(pack: Pack, act: str, view: CaseView, names: Mapping[str, str]) -> Grounds:
    """What one case says to an act; ``names`` of experts by their natural reference, empty to leave them out."""
    asked = {name for condition in pack.act(view.kind, act).when for name in condition}
    return Grounds(
        consulted=_consulted(pack, view) if ASKED in asked else None,
        tally=_tally(pack, view, names) if ARGUED in asked else None,
        members=contents(pack, view.facts) if act == DECLARES else None,
    )


def _consulted(pack: Pack, view: CaseView) -> Consulted:
    offices = {name: office.name for name, office in pack.offices.items()}
    latest = panels.opinions_given(view)
    asked = view.last(ASKS)
    order = list(asked.answers.get("divisions", ())) if asked else []
    known = sorted(latest, key=lambda name: order.index(name) if name in order else len(order))
    given = tuple(
        _said(pack, view, latest[name], pack.opinions.field, offices.get(name, name)) for name in known
    )
    return Consulted(given, tuple(offices.get(name, name) for name in panels.silent(pack, view)))


def _tally(pack: Pack, view: CaseView, names: Mapping[str, str]) -> Tally:
    rule, sheets = pack.panel, panels.reviews(view)
    fields = pack.field_of(view.kind, REVIEWS)
    options = pack.terms.lists.get(fields[rule.vote_field].options or "", {})
    cast = [str(item.answers.get(rule.vote_field)) for item in sheets]
    totals = [panels.total(rule, item) for item in sheets]
    average = f"{sum(totals) / len(totals):.1f}".removesuffix(".0") if totals else ""
    return Tally(
        seated=len(panels.seated(view)),
        votes=tuple((words, cast.count(name)) for name, words in options.items()),
        average=average,
        full=int(sum(fields[name].at_most or 0 for name in rule.scores)),
        carried=panels.vote_passes(pack, view),
        sheets=tuple(
            _said(pack, view, item, rule.vote_field, names.get(item.who.natural, ""), total)
            for item, total in zip(sheets, totals, strict=True)
        ),
    )


def _said(pack: Pack, view: CaseView, item: Happened, verdict: str, who: str, total: int = 0) -> Said:
    """An answered form in words, its verdict apart; scores stand in the total."""
    names = wording.Names(pack, view.kind)
    first = names.answers(item.act, {verdict: item.answers.get(verdict)})
    left = {verdict, *(pack.panel.scores if item.act == REVIEWS else ())}
    rest = names.answers(item.act, {name: said for name, said in item.answers.items() if name not in left})
    return Said(who, first[0].words if first else "", tuple(one for one in rest if one.words), item.on, total)
