"""Rules of review: who may note judgements on the checklist, who reads opinions and what panels did."""

from lianmeng.cases import queries as spine
from lianmeng.cases.models import Case
from lianmeng.law import checklist
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Door
from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.record.people import Actor


def may_review(pack: Pack, case: Case, actor: Actor) -> Verdict:
    """Whether the actor reviews this case now: with a hand in an act that rests on the checklist."""
    acts = pack.checklist.fills if pack.checklist else {}
    rules = {name: pack.act(case.kind, name) for name in acts if name in pack.procedures[case.kind].acts}
    capacities = {one for rule in rules.values() for hand in rule.hands for one in hand.by}
    articles = pack.checklist.cites if pack.checklist else ()
    recommender = case.recommender.code if case.recommender else ""
    if actor.capacity not in capacities or actor.office != recommender:
        return Verdict.of([Reason("核对表由本件的初审机关填写", articles=articles)])
    if not any(case.state in pack.from_states(case.kind, name) for name in rules):
        state = pack.state_label(case.kind, case.state) if case.state else ""
        return Verdict.of([Reason(f"现为“{state}”，核对表不再改动", articles=articles)])
    if actor.natural in checklist.former(pack, spine.view(case)):
        mend = "请另一名有权人员核对；前次的判断仍可查看"
        return Verdict.of([Reason("您办理过前次初审，复核须换人核对", articles=articles, mend=mend)])
    return Verdict.of([])


# What the department keeps to those whose work rests on it, by the acts in which they have a hand. Who only reads
# (an auditor) reads all of it; a division reads its own opinion and nobody else's.
ON_OPINIONS = ("close_consultation", "halt_no_support", "table", "resolve_pass")
ON_PANEL = ("form_panel", "close_not_passed", "void_panel", "table", "resolve_pass")
OPINIONS = frozenset({"give_opinion", "add_opinion", *ON_OPINIONS[:2]})
PANEL = frozenset(
    {
        *(
            "draw_experts",
            "recuse",
            "form_panel",
            "declare",
            "replace_expert",
            "review",
            "pass_panel",
            "fail_panel",
        ),
        *("ask_supplement", "void_panel", "close_not_passed"),
    }
)


def reads_opinions(pack: Pack, actor: Actor) -> bool:
    """Whether the opinions of all divisions are this capacity's to read (article 10)."""
    return _has_hand(pack, actor, ON_OPINIONS)


def reads_panel(pack: Pack, actor: Actor) -> bool:
    """Whether experts' names, sheets and conclusions are this capacity's to read (article 10)."""
    return _has_hand(pack, actor, ON_PANEL)


def _has_hand(pack: Pack, actor: Actor, names: tuple[str, ...]) -> bool:
    capacity = pack.capacities.get(actor.capacity)
    if capacity is None or capacity.door is not Door.OFFICE:
        return False
    rules = [kind.acts[name] for kind in pack.procedures.values() for name in names if name in kind.acts]
    return capacity.reads_only or any(actor.capacity in hand.by for rule in rules for hand in rule.hands)
