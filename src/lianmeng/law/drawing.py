"""Drawing experts: who may be drawn, and in which order a seed puts them (article 10).

Nothing here depends on the version of Python or on the order of a table: an expert's place is the SHA-256 of
seed and reference. The same seed on the same pool gives the same order for ever, in any language.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from lianmeng.law.avoidance import Body, Conflict, ExpertFacts, Members, Tie, all_conflicts
from lianmeng.law.schema import Panel


@dataclass(frozen=True)
class Excluded:
    """An expert who may not be drawn, and for which cases why."""

    natural: str
    why: tuple[tuple[str, Conflict], ...]


@dataclass(frozen=True)
class Drawn:
    """What a draw comes to: the whole order of the eligible, those left out, the digest of what was drawn from."""

    ranking: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    digest: str


def draw(
    panel: Panel,
    experts: Sequence[ExpertFacts],
    cases: Mapping[str, Sequence[Body]],
    on: date,
    seed: str,
) -> Drawn:
    """Draw from the experts who are free of every tie to the members of all cases (by title) on this day."""
    members, excluded = Members(cases), []
    for expert in experts:
        why = all_conflicts(panel, expert, members, on)
        if why:
            excluded.append(Excluded(expert.natural, why))
    out = {item.natural for item in excluded}
    eligible = [expert.natural for expert in experts if expert.natural not in out]
    return Drawn(ranked(seed, eligible), tuple(excluded), digest(panel, experts, cases, on))


def ranked(seed: str, naturals: Iterable[str]) -> tuple[str, ...]:
    """References in the order that the seed gives them; each once."""
    return tuple(sorted(set(naturals), key=lambda one: (place(seed, one), one)))


def place(seed: str, natural: str) -> str:
    """The number by which an expert is ranked: SHA-256 of seed, a line break and reference, in hex."""
    return sha256(f"{seed}\n{natural}".encode()).hexdigest()


def digest(
    panel: Panel, experts: Sequence[ExpertFacts], cases: Mapping[str, Sequence[Body]], on: date
) -> str:
    """The digest of all that a draw depends on besides its seed; the order of experts and cases does not matter."""
    content = {
        "avoidance": dict(sorted(panel.avoidance.items())),
        "experts": sorted((plain(one) for one in experts), key=lambda one: str(one["natural"])),
        "cases": {title: sorted(map(plain, members), key=str) for title, members in sorted(cases.items())},
        "on": on.isoformat(),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def plain(value: ExpertFacts | Body) -> dict[str, Any]:
    """As JSON holds it: dates as text, lists for tuples."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str))
    return found


def expert_of(kept: Mapping[str, Any]) -> ExpertFacts:
    """An expert from what ``plain`` kept."""
    ties = tuple(
        Tie(body_of(tie["body"]), tie["kind"], date.fromisoformat(tie["until"]) if tie["until"] else None)
        for tie in kept["ties"]
    )
    return ExpertFacts(kept["natural"], kept["name"], kept["specialty"], ties)


def body_of(kept: Mapping[str, Any]) -> Body:
    """An organisation from what ``plain`` kept."""
    return Body(tuple(kept["names"]), kept["code"])
