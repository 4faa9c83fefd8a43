"""第四条: alliances are made by the market; an office only encourages."""

from lianmeng.law.acts import ACTS
from lianmeng.law.schema import Door, FieldType
from tests.articles import measure

PACK = measure.pack()


def test_art_4_1_is_listed_as_discretion_and_carries_no_rule() -> None:
    row = measure.rows()["art-4-1"]
    assert row.unmodelled is not None and row.unmodelled[0] == "discretion" and row.unmodelled[1]
    assert not row.carried
    assert row.readings == ("market-rules",)


def test_art_4_1_no_act_makes_an_alliance_or_changes_its_members() -> None:
    for kind, act in ACTS:
        fields = PACK.field_of(kind, act)
        assert not {"members", "organisations", "new_alliance", "member_name"} & set(fields), act
        listing = {FieldType.ORGANISATION, FieldType.TABLE} if act != "file" else {FieldType.ORGANISATION}
        assert not any(field.type in listing for field in fields.values()), act  # a file lists its papers


def test_art_4_1_only_the_applicants_side_touches_a_members_line() -> None:
    """A page is entered for a member by itself or by its applicant; no office has a hand in it."""
    touching = [
        (kind, act)
        for kind, act in ACTS
        if any(field.source == "members" for field in PACK.field_of(kind, act).values())
    ]
    assert touching == [("recognition", "confirm_part")]
    doors = {PACK.capacities[name].door for hand in measure.hands(*touching[0]) for name in hand}
    assert doors == {Door.APPLICANT}


def test_art_4_1_an_office_names_an_alliance_only_to_admit_its_own_application() -> None:
    naming = {act for kind, act in ACTS if "alliance" in PACK.field_of(kind, act)}
    assert naming == {"start", "admit_special"}
    assert PACK.forms["admit_special"].fields["alliance"].source == "all_alliances"  # those that there are
