"""The register of pilots: asked by its address, filtered in the database, paged by key."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation
from lianmeng.designations.queries import EXPIRED, IN_FORCE, Asked
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies

PAGE = 20
EXACT = 10_000
LONGEST = 100  # characters of a search
ASKED = ("q", "place", "focus", "standing")
STANDINGS = ((IN_FORCE, "有效"), (EXPIRED, "期满"))
FOCI = "focus"  # the pack's list
Options = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Title:
    """One line of the register."""

    row: Designation
    place: str
    focus: str
    in_force: bool


@dataclass(frozen=True)
class Register:
    """One page of the register, with the numbers of all of it and what may be asked."""

    titles: list[Title]
    asked: Asked
    found: str
    all: str
    in_force: str
    newer: str
    older: str
    places: Options
    foci: Options
    standings: Options
    export: str


def asked(pack: Pack, get: QueryDict) -> Asked:
    """What an address asks for; what it cannot mean is left out."""
    text = re.sub(r"\s+", " ", get.get("q", "").replace("\0", "")).strip()[:LONGEST]
    place, focus, standing = (get.get(name, "") for name in ASKED[1:])
    return Asked(
        text,
        place if place in dict(_places(pack)) else "",
        focus if focus in pack.terms.lists.get(FOCI, {}) else "",
        standing if standing in dict(STANDINGS) else "",
    )


def register(on: date, get: QueryDict) -> Register:
    """The page that an address asks for, in a fixed number of queries."""
    pack = policies.current_pack()
    wanted = asked(pack, get)
    found = designations.public_titles(on, wanted)
    rows, newer, older = _cut(found, get)
    everything, force = (
        designations.count(designations.public_titles(on, one), EXACT)
        for one in (Asked(), Asked(standing=IN_FORCE))
    )
    number = designations.count(found, EXACT) if wanted.narrows else everything
    lists = pack.terms.lists.get(FOCI, {})
    return Register(
        titles=[line(pack, row, on) for row in rows],
        asked=wanted,
        found=_counted(number),
        all=_counted(everything),
        in_force=_counted(force),
        newer=newer,
        older=older,
        places=_options(_places(pack), wanted.place),
        foci=_options(lists.items(), wanted.focus),
        standings=_options(STANDINGS, wanted.standing),
        export=urlencode(_kept(get)),
    )


def line(pack: Pack, row: Designation, on: date) -> Title:
    """A title in words."""
    office = pack.offices.get(row.place)
    focus = pack.terms.lists.get(FOCI, {}).get(row.focus, row.focus)
    return Title(
        row, (office.place or office.name) if office else "", focus, row.starts_on <= on <= row.ends_on
    )


def _cut(found: QuerySet[Designation], get: QueryDict) -> tuple[list[Designation], str, str]:
    """The rows of one page, and the addresses of its neighbours; the key is the first day and the number."""
    before, after = _key(get, "before"), _key(get, "after")
    if after:
        later = Q(starts_on__gt=after[0]) | Q(starts_on=after[0], pk__gt=after[1])
        later &= Q(starts_on__gte=after[0])  # says the same, but lets the index begin there
        rows = list(reversed(found.filter(later).order_by("starts_on", "pk")[: PAGE + 1]))
        more_newer, more_older, rows = len(rows) > PAGE, True, rows[-PAGE:]
    else:
        page = found
        if before:
            earlier = Q(starts_on__lt=before[0]) | Q(starts_on=before[0], pk__lt=before[1])
            page = found.filter(earlier, starts_on__lte=before[0])
        rows = list(page.order_by("-starts_on", "-pk")[: PAGE + 1])
        more_newer, more_older, rows = before is not None, len(rows) > PAGE, rows[:PAGE]
    newer = _address(get, "after", rows[0]) if rows and more_newer else ""
    older = _address(get, "before", rows[-1]) if rows and more_older else ""
    return rows, newer, older


def _key(get: QueryDict, name: str) -> tuple[date, int] | None:
    day, _, number = get.get(name, "").partition(".")
    if not (re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) and number.isdecimal() and len(number) < 19):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def _address(get: QueryDict, name: str, row: Designation) -> str:
    return f"?{urlencode({**_kept(get), name: f'{row.starts_on.isoformat()}.{row.pk}'})}"


def _kept(get: QueryDict) -> dict[str, str]:
    return {name: value[:LONGEST] for name in ASKED if (value := get.get(name, "").replace("\0", ""))}


def _places(pack: Pack) -> list[tuple[str, str]]:
    return [(name, office.place or office.name) for name, office in pack.offices.items() if office.region]


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> Options:
    return [(name, words, name == chosen) for name, words in pairs]


def _counted(number: int) -> str:
    return str(number) if number <= EXACT else f"超过{EXACT:,}"
