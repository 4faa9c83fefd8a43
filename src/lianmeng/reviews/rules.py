"""Rules of review that need tables: who may note judgements on the checklist."""

from lianmeng.cases.models import Case
from lianmeng.law.pack import Pack
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
    return Verdict.of([])
