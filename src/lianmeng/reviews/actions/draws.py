"""Drawing experts by a recorded seed, and drawing again to compare (article 10)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lianmeng.cases.guard import Acting, Answers, Sent, acting
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.law import avoidance, drawing
from lianmeng.law.schema import Panel as Rule
from lianmeng.parties import queries as parties
from lianmeng.record import queries as record
from lianmeng.reviews.models import Draw

SEED_BYTES = 16
DRAWN, DRAW, SEED, DIGEST = "drawn", "draw", "seed", "digest"  # what the entry keeps besides the answers


def draw_experts(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """抽取专家: rank those who may sit on the panel of all these cases, by a seed that nobody chooses.

    The whole order is kept: the first ones sit, the next ones fill in.
    Raises as ``acting``; ``Invalid`` when fewer are free than are to sit.
    """
    with acting(cases, "draw_experts", answers, sent) as doing:
        if doing.performed:
            row = _row(doing, secrets.token_hex(SEED_BYTES))
            row.save(force_insert=True)
            row.cases.set(doing.performed)
            kept = {DRAWN: row.ranking, DRAW: row.pk, SEED: row.seed, DIGEST: row.digest}
            for case in doing.performed:
                doing.each[case.pk] = {**doing.each.get(case.pk, {}), **kept}
    return doing


def _row(doing: Acting, seed: str) -> Draw:
    said, rule = doing.answers, doing.pack.panel
    fields = list(said.get("specialties") or ())
    experts = parties.expert_facts(fields=fields)
    members = {_name(case): avoidance.bodies(doing.views[case.pk].facts) for case in doing.performed}
    drawn = drawing.draw(rule, experts, members, doing.on, seed)
    size = int(said["size"])
    if len(drawn.ranking) < size:
        free = f"可以抽取的专家只有{len(drawn.ranking)}人，应回避的{len(drawn.excluded)}人"
        raise Invalid({"size": f"{free}；放宽抽取范围，或分批组建，或增补专家库"})
    return Draw(
        seed=seed,
        size=size,
        fields=fields,
        experts=[drawing.plain(one) for one in experts],
        members={title: [drawing.plain(one) for one in bodies] for title, bodies in members.items()},
        avoidance=rule.avoidance,
        digest=drawn.digest,
        ranking=list(drawn.ranking),
        excluded=[_excluded(one) for one in drawn.excluded],
        reason=said.get("reason") or "",
        drawn_on=doing.on,
        natural=doing.by.natural,
        name=f"{doing.by.office_name}{doing.by.name}",
    )


def _name(case: Case) -> str:
    """A case as the draw keeps it: number and title, so that two of one name stay two."""
    return f"{case.pk} {case.title}"


def _excluded(one: drawing.Excluded) -> dict[str, Any]:
    why = [
        {
            "case": title,
            "member": tie.member,
            "kind": tie.kind,
            "ended": tie.ended.isoformat() if tie.ended else None,
            "free_after": tie.free_after.isoformat() if tie.free_after else None,
        }
        for title, tie in one.why
    ]
    return {"natural": one.natural, "why": why}


@dataclass(frozen=True)
class Replayed:
    """A draw made again from what was kept: whether everything is as recorded, and what is not."""

    draw: Draw
    faults: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether the draw comes out as recorded."""
        return not self.faults


def replay(draw: Draw, rule: Rule) -> Replayed:
    """Draw again from what the row keeps, and hold order, digest and ledger against it. Writes nothing."""
    experts = [drawing.expert_of(one) for one in draw.experts]
    members = {title: [drawing.body_of(one) for one in bodies] for title, bodies in draw.members.items()}
    rule = rule.model_copy(update={"avoidance": dict(draw.avoidance)})
    again = drawing.draw(rule, experts, members, draw.drawn_on, draw.seed)
    faults = []
    if again.digest != draw.digest:
        faults.append("备选专家、成员单位或回避年限与校验码不符")
    if list(again.ranking) != draw.ranking:
        faults.append("抽取次序与重新计算的不符")
    if [_excluded(one) for one in again.excluded] != draw.excluded:
        faults.append("回避名单与重新计算的不符")
    faults += [
        f"“{case.title}”的办理留痕与凭证不符" for case in draw.cases.all() if not _in_ledger(draw, case)
    ]
    return Replayed(draw, tuple(faults))


def _in_ledger(draw: Draw, case: Case) -> bool:
    for entry in record.stream(case.stream):
        kept = entry.data.get("answers", {}) if entry.act == "draw_experts" else {}
        if kept.get(DRAW) == draw.pk:
            told = (kept.get(SEED), kept.get(DIGEST), kept.get(DRAWN))
            return told == (draw.seed, draw.digest, draw.ranking)
    return False
