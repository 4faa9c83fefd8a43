"""The fact sheet says what the tables say, in few queries."""

from datetime import date
from decimal import Decimal

import pytest

from lianmeng.alliances import queries
from lianmeng.law.facts import FactSheet
from lianmeng.parties.enums import LicenceType
from tests.alliances.factories import SIGNED, AllianceFactory, AttachmentFactory, MemberFactory, make_alliance
from tests.parties.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_whole_alliance() -> None:
    alliance = make_alliance(foci=["modern_farming"], main_focus="modern_farming")
    sheet = queries.fact_sheet(
        alliance, applicant=alliance.lead, office="city", declarations=["true"], papers=["agreement"]
    )
    assert (sheet.name, sheet.foci, sheet.main_focus) == (
        alliance.name,
        ("modern_farming",),
        "modern_farming",
    )
    assert (sheet.applicant.name, sheet.applicant.office) == (alliance.lead.name, "city")
    assert (sheet.agreement.effective_on, sheet.agreement.signed_on) == (SIGNED, (SIGNED,) * 3)
    assert [member.role for member in sheet.members] == ["lead", "member", "member"]
    assert [member.kind for member in sheet.members] == ["enterprise", "university", "enterprise"]
    assert all(member.signed and member.counted and not member.confirmed for member in sheet.members)
    assert (sheet.organs[0].kind, sheet.organs[0].full_time) == ("executive", 2)
    assert (sheet.funds.daily, sheet.funds.joint, sheet.funds.rules) == (Decimal("30.5"), Decimal(200), False)
    assert (sheet.papers, sheet.declarations) == (("agreement",), ("true",))
    assert sheet.earlier_recognition == ("市级联盟（演示）",)


def test_an_alliance_of_which_little_is_entered() -> None:
    alliance = AllianceFactory()
    assert queries.fact_sheet(alliance) == FactSheet(name=alliance.name, goals="样例目标")


@pytest.mark.parametrize("others", [1, 30])
def test_the_number_of_queries_does_not_grow(others: int, django_assert_num_queries: object) -> None:
    alliance = make_alliance(others)
    with django_assert_num_queries(4):
        queries.fact_sheet(alliance, applicant=alliance.lead, office="city")


def test_the_sheet_is_read_freshly() -> None:
    alliance = make_alliance()
    list(alliance.members.all())
    MemberFactory(alliance=alliance)
    assert len(queries.fact_sheet(alliance).members) == 4


def test_a_lead_that_hosts_is_lead_and_another_host_is_host() -> None:
    alliance = make_alliance()
    host = alliance.members.last().organisation
    alliance.host = host
    alliance.save()
    assert [member.role for member in queries.fact_sheet(alliance).members] == ["lead", "member", "host"]
    alliance.host = alliance.lead
    alliance.save()
    assert [member.role for member in queries.fact_sheet(alliance).members] == ["lead", "member", "member"]


def test_the_agreement_holds_from_the_last_founders_signature() -> None:
    alliance = make_alliance()
    MemberFactory(alliance=alliance, signed_on=date(2016, 4, 5))
    MemberFactory(alliance=alliance, signed_on=date(2016, 9, 9), founding=False)
    MemberFactory(alliance=alliance, signed_on=None)
    assert queries.fact_sheet(alliance).agreement.effective_on == date(2016, 4, 5)


def test_the_agreement_holds_from_a_later_day_that_it_names() -> None:
    alliance = make_alliance()
    alliance.agreement.effective_on = date(2016, 5, 1)
    alliance.agreement.save()
    assert queries.fact_sheet(alliance).agreement.effective_on == date(2016, 5, 1)


@pytest.mark.parametrize(
    ("licence_type", "read", "counted"),
    [
        (LicenceType.COMPANY, None, True),
        (LicenceType.BRANCH, None, False),
        (LicenceType.SOLE_TRADER, None, False),
        (LicenceType.BRANCH, True, True),
        (LicenceType.PRIVATE_NONPROFIT, None, True),
        (LicenceType.PRIVATE_NONPROFIT, False, False),
        (LicenceType.FOREIGN, None, True),
    ],
)
def test_who_counts_as_an_independent_legal_person(
    licence_type: LicenceType, read: bool | None, counted: bool
) -> None:
    alliance = AllianceFactory()
    MemberFactory(alliance=alliance, organisation__licence_type=licence_type, legal_person=read)
    assert queries.fact_sheet(alliance).members[0].counted is counted


def test_a_licence_copy_and_its_last_day() -> None:
    organisation = OrganisationFactory(valid_until=date(2018, 1, 1))
    alliance = AllianceFactory()
    MemberFactory(alliance=alliance, organisation=organisation, licence_copy=AttachmentFactory())
    member = queries.fact_sheet(alliance).members[0]
    assert (member.licence_copy, member.licence_until) == (True, date(2018, 1, 1))


def test_alliances_for_which_an_organisation_may_apply() -> None:
    led, hosted, joined = AllianceFactory(), AllianceFactory(host=OrganisationFactory()), AllianceFactory()
    MemberFactory(alliance=joined, organisation=led.lead)
    assert list(queries.alliances_of(led.lead_id)) == [led]
    assert list(queries.alliances_of(hosted.host_id)) == [hosted]
    assert [member.alliance for member in queries.memberships_of(led.lead_id)] == [joined]


def test_members_of_costs_one_query(django_assert_num_queries: object) -> None:
    alliance = make_alliance(10)
    with django_assert_num_queries(1):
        assert (
            len([(m.organisation.name, m.role, queries.line_digest(m)) for m in queries.members_of(alliance)])
            == 11
        )
