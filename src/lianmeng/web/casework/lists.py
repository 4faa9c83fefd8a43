"""Lists of cases: filtered by the address, paged by key, in a fixed number of queries."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import case_address
from lianmeng.web.casework.casepage import is_party, state_tone

PAGE = 20
EXACT = 10_000
LONGEST = 100  # characters of a search


@dataclass(frozen=True)
class Row:
    """One case as a line."""

    case: Case
    address: str
    state: str
    tone: str

    @property
    def title(self) -> str:
        """The case's title."""
        return self.case.title

    @property
    def applicant(self) -> str:
        """Who applies; "" for a case of nobody's."""
        return self.case.applicant.name if self.case.applicant else ""

    @property
    def recommender(self) -> str:
        """Who recommends; "" where nobody does."""
        return self.case.recommender.name if self.case.recommender else ""


@dataclass(frozen=True)
class Pager:
    """Addresses of the neighbouring pages and how many there are."""

    newer: str
    older: str
    count_words: str


@dataclass(frozen=True)
class CaseList:
    """All that the template of a list prints."""

    rows: list[Row]
    pager: Pager
    states: list[tuple[str, str, bool]]
    text: str
    filtered: bool


def case_list(request: HttpRequest, actor: Actor, kind: str, door: str) -> CaseList:
    """The visible cases of a kind as the address asks for them: q, state, before, after."""
    pack, party = policies.current_pack(), is_party(viewers.viewer_of(actor))
    text, state = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST], request.GET.get("state", "")
    labels = _labels(pack, kind, party)
    found = viewers.visible(actor).filter(kind=kind)
    if text:
        found = found.filter(title__icontains=text)
    if state in labels:
        found = found.filter(state__in=labels[state])
    rows, pager = _cut(request, found)
    return CaseList(
        rows=[row(case, door, party) for case in rows],
        pager=pager,
        states=[(one, _label(pack, kind, one, party), one == state) for one in labels],
        text=text,
        filtered=bool(text or state in labels),
    )


def row(case: Case, door: str, party: bool) -> Row:
    """One case as a line, under its own policy."""
    pack = cases.pack_of(case)
    label = pack.state_label(case.kind, case.state, party=party)
    return Row(case, case_address(door, case.pk), label, state_tone(pack, case))


def _label(pack: Pack, kind: str, state: str, party: bool) -> str:
    return pack.state_label(kind, state, party=party)


def _labels(pack: Pack, kind: str, party: bool) -> dict[str, list[str]]:
    """The states that read alike, under the first of them."""
    by_words: dict[str, list[str]] = {}
    for state in pack.procedures[kind].states:
        by_words.setdefault(_label(pack, kind, state, party), []).append(state)
    return {states[0]: states for states in by_words.values()}


def _cut(request: HttpRequest, found: QuerySet[Case]) -> tuple[list[Case], Pager]:
    before, after = _key(request, "before"), _key(request, "after")
    if after is not None:
        rows = list(reversed(found.filter(pk__gt=after).order_by("pk")[: PAGE + 1]))
        more_newer, more_older = len(rows) > PAGE, True
        rows = rows[-PAGE:]
    else:
        page = found.filter(pk__lt=before) if before is not None else found
        rows = list(page.order_by("-pk")[: PAGE + 1])
        more_newer, more_older = before is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    newer = _address(request, after=rows[0].pk) if rows and more_newer else ""
    older = _address(request, before=rows[-1].pk) if rows and more_older else ""
    count = found.order_by()[: EXACT + 1].count()
    words = f"共{count}件" if count <= EXACT else f"超过{EXACT:,}件"
    return rows, Pager(newer, older, words)


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _address(request: HttpRequest, **key: int) -> str:
    kept = {name: value for name in ("q", "state") if (value := request.GET.get(name))}
    return f"?{urlencode({**kept, **key})}"
