"""Founding, saving, confirming."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lianmeng.alliances import actions, queries
from lianmeng.alliances.actions import NewAgreement, NewMember
from lianmeng.alliances.models import Alliance, Member, Revision
from lianmeng.alliances.rules import AllianceRefused
from lianmeng.record import queries as ledger
from lianmeng.record.people import Actor
from tests.alliances.factories import SIGNED, AttachmentFactory, make_alliance
from tests.parties.factories import ActorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DAY = date(2016, 6, 1)


def own(member: Member) -> Actor:
    return ActorFactory(organisation=member.organisation_id, organisation_name=member.organisation.name)


def lead_of(alliance: Alliance) -> Actor:
    return ActorFactory(organisation=alliance.lead_id, organisation_name=alliance.lead.name)


def test_found_enters_everything_at_once() -> None:
    lead, other = OrganisationFactory(), OrganisationFactory()
    alliance = actions.found(
        " 样例联盟（演示） ",
        lead=lead,
        host=other,
        members=[
            NewMember(organisation=lead, kind="enterprise", task="牵头", signed_on=SIGNED),
            NewMember(organisation=other, kind="university", input="设备", founding=False),
        ],
        on=DAY,
        foci=["farming", "health"],
        main_focus="health",
        goals="目标",
        agreement=NewAgreement(effective_on=SIGNED, valid_until=date(2021, 3, 1), clauses=["goals"]),
        organs=[{"kind": "executive", "name": "秘书处", "head": "甲", "full_time": 3}],
        funds={"daily": Decimal("12.5"), "joint": Decimal(100)},
        earlier_recognitions=[{"title": "市级联盟", "by": "市科技局", "on": SIGNED}],
        demonstration=True,
    )
    sheet = queries.fact_sheet(alliance)
    assert (alliance.name, alliance.demonstration, alliance.created_on) == ("样例联盟（演示）", True, DAY)
    assert [member.role for member in sheet.members] == ["lead", "host"]
    assert (sheet.agreement.valid_until, sheet.agreement.clauses) == (date(2021, 3, 1), ("goals",))
    assert (sheet.organs[0].head, sheet.funds.daily) == ("甲", Decimal("12.5"))
    assert sheet.earlier_recognition == ("市级联盟",)
    assert ledger.count() == 0


def test_found_refuses_with_every_reason() -> None:
    lead, other = OrganisationFactory(), OrganisationFactory()
    twice = [NewMember(organisation=other, kind="enterprise")] * 2
    with pytest.raises(AllianceRefused) as refused:
        actions.found(" ", lead=lead, members=twice, on=DAY, foci=["a"], main_focus="b")
    assert [reason.field for reason in refused.value.verdict.reasons] == [
        "name",
        "members",
        "members",
        "main_focus",
    ]
    assert not Alliance.objects.exists()


def test_a_saved_revision_is_frozen_and_numbered() -> None:
    alliance, by = make_alliance(), ActorFactory()
    first = actions.save_revision(alliance, by=by, on=DAY)
    assert actions.save_revision(alliance, by=by, on=DAY) == first
    alliance.goals = "新目标"
    alliance.save()
    second = actions.save_revision(alliance, by=by, on=DAY)
    assert [first.no, second.no] == [1, 2]
    assert Revision.objects.get(pk=first.pk).facts["goals"] == "样例目标"
    assert (second.by, second.by_name, second.sha256 != first.sha256) == (by.person, by.name, True)


def test_a_member_confirms_its_own_line() -> None:
    alliance = make_alliance()
    member = alliance.members.last()
    confirmed = actions.confirm_part(
        member, page_file=None, by=own(member), on=DAY, once="o1", articles=["art-9-1"]
    )
    assert confirmed.confirmed_on == DAY
    (entry,) = ledger.stream(f"alliance:{alliance.pk}")
    assert (entry.act, entry.on, entry.articles) == ("confirm_part", DAY, ["art-9-1"])
    assert (entry.data["entered_for"], entry.data["organisation"]) == (None, member.organisation_id)
    assert [each.confirmed for each in queries.fact_sheet(alliance).members] == [False, False, True]


def test_the_leads_people_enter_the_signed_page_for_a_member() -> None:
    alliance = make_alliance()
    member, page = alliance.members.last(), AttachmentFactory()
    confirmed = actions.confirm_part(member, page_file=page, by=lead_of(alliance), on=DAY, once="o1")
    (entry,) = ledger.stream(alliance.stream)
    assert entry.data["entered_for"] == member.organisation_id
    assert (entry.data["page"], confirmed.signed_page) == (page.file.sha256, page)


def test_the_leads_people_cannot_confirm_for_a_member_without_its_page() -> None:
    alliance = make_alliance()
    member = alliance.members.last()
    with pytest.raises(AllianceRefused, match="签署页"):
        actions.confirm_part(member, page_file=None, by=lead_of(alliance), on=DAY, once="o1")
    assert ledger.count() == 0


@pytest.mark.parametrize("organisation", [None, 999_999])
def test_strangers_cannot_confirm(organisation: int | None) -> None:
    member = make_alliance().members.last()
    by = ActorFactory(organisation=organisation)
    with pytest.raises(AllianceRefused, match="只能由成员单位确认"):
        actions.confirm_part(member, page_file=AttachmentFactory(), by=by, on=DAY, once="o1")


@pytest.mark.parametrize(("field", "value"), [("task", "新分工"), ("kind", "key_user"), ("signed_on", DAY)])
def test_a_confirmation_lapses_when_the_line_changes(field: str, value: object) -> None:
    alliance = make_alliance()
    member = alliance.members.last()
    actions.confirm_part(member, page_file=None, by=own(member), on=DAY, once="o1")
    Member.objects.filter(pk=member.pk).update(**{field: value})
    assert not any(each.confirmed for each in queries.fact_sheet(alliance).members)
    actions.confirm_part(member, page_file=None, by=own(member), on=DAY, once="o2")
    assert queries.fact_sheet(alliance).members[-1].confirmed


def test_confirming_twice_is_told() -> None:
    member = make_alliance().members.last()
    actions.confirm_part(member, page_file=None, by=own(member), on=DAY, once="o1")
    with pytest.raises(AllianceRefused, match="已确认"):
        actions.confirm_part(member, page_file=None, by=own(member), on=DAY, once="o2")


def test_a_used_once_undoes_the_confirmation() -> None:
    alliance = make_alliance()
    first, *_, last = alliance.members.all()
    actions.confirm_part(first, page_file=None, by=own(first), on=DAY, once="o1")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.confirm_part(last, page_file=None, by=own(last), on=DAY, once="o1")
    last.refresh_from_db()
    assert last.confirmed_on is None
