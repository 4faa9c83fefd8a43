"""第二条: what an alliance is."""

from tests.articles import measure

CLAUSES = measure.pack().criteria["agreement-clauses"].of


def test_art_2_1_other_organisations_may_be_members() -> None:
    """其他组织机构: offices, associations, co-operatives and the rest are kinds of member, and stop nothing."""
    kinds = measure.pack().terms.lists["member_kind"]
    others = {"government", "institution", "association", "cooperative", "private_nonprofit"}
    assert others < set(kinds)
    members = [{"kind": kind} for kind in ("enterprise", "university", *sorted(others))]
    assert measure.finding("members-number", members=members).met == "met"


def test_art_2_1_the_binding_contract_is_a_required_paper() -> None:
    paper = measure.pack().materials["agreement"]
    assert paper.required and "art-2-1" in paper.cites
    assert "风险共担" in paper.outline


def test_art_2_1_shared_risk_is_looked_for_in_the_agreement_and_only_warns() -> None:
    assert "risk" in CLAUSES
    without = [name for name in CLAUSES if name != "risk"]
    found = measure.finding("agreement-clauses", agreement={"clauses": without})
    assert found.met == "not_met" and not found.stops
    assert measure.finding("agreement-clauses", agreement={"clauses": CLAUSES}).met == "met"


def test_art_2_1_what_is_not_yet_compared_is_listed_as_planned() -> None:
    row = measure.rows()["art-2-1"]
    assert row.unmodelled is not None and row.unmodelled[0] == "planned" and "风险共担" in row.unmodelled[1]
    assert row.criteria == ("agreement-clauses",)
