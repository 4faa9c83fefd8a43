"""Accounts, natural persons, appointments, names: what is written, what is refused, what the ledger keeps."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from lianmeng.parties import actions, queries
from lianmeng.parties.codes import CodeRefused
from lianmeng.parties.models import Appointment, Identity, Office, Person
from lianmeng.parties.rules import PartyRefused
from lianmeng.parties.samplecodes import make_code, make_identity_number
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from tests.parties import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2016, 8, 8)
NUMBER = make_identity_number("210000", 364_000)
BY: Actor = make.ActorFactory()


@contextmanager
def refused(says: str) -> Iterator[None]:
    """Assert a refusal in Chinese with a mend, and that nothing was written."""
    before = Entry.objects.count(), Appointment.objects.count(), Person.objects.count()
    with pytest.raises(PartyRefused, match=says) as error:
        yield
    assert all(reason.mend for reason in error.value.verdict.reasons)
    assert before == (Entry.objects.count(), Appointment.objects.count(), Person.objects.count())


def add(username: str, name: str = "经办甲（演示）", number: str | None = None) -> Person:
    return actions.add_person(username, name, by=BY, on=DAY, identity_number=number)


def whole_database() -> str:
    """Every value of every table of ours, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("parties_", "record_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_two_accounts_of_one_identity_are_one_natural_person() -> None:
    first, second, other = add("a", number=NUMBER), add("b", number=f" {NUMBER} "), add("c")
    assert first.natural == second.natural
    assert first.ref != second.ref
    assert other.natural == other.ref.hex
    assert len({first.natural, other.natural, add("d").natural}) == 3
    assert Identity.objects.count() == 1
    held = [make.AppointmentFactory(person=person) for person in (first, second)]
    assert len({queries.actor_of(each).natural for each in held}) == 1
    assert len({queries.actor_of(each).person for each in held}) == 2


def test_the_number_is_kept_nowhere() -> None:
    person = add("a", number=NUMBER)
    make.AppointmentFactory(person=person)
    text = whole_database()
    assert person.natural in text.replace("-", "")
    assert NUMBER not in text
    key = Identity.objects.get().key
    assert key not in json.dumps(list(Entry.objects.values_list("data", flat=True)))


def test_an_account_and_its_entry() -> None:
    person = add("a", number=NUMBER)
    entry = Entry.objects.get()
    assert (entry.stream, entry.act, entry.on) == (f"party:{person.ref.hex}", "add_person", DAY)
    assert entry.actor == BY
    assert entry.data == {"person": person.ref.hex, "natural": person.natural, "name": person.name}
    assert person.joined_on == DAY and not person.has_usable_password()
    with refused("用户名已被使用"):
        add(" a ")


def test_a_password_opens_the_account() -> None:
    person = actions.add_person("a", "经办甲（演示）", by=BY, on=DAY, password="correct horse battery")
    assert person.check_password("correct horse battery")
    assert "correct horse" not in whole_database()


def test_a_wrong_number_writes_nothing() -> None:
    with pytest.raises(CodeRefused):
        add("a", number=NUMBER[:-1])
    assert not Person.objects.exists() and not Identity.objects.exists() and not Entry.objects.exists()


def test_an_identity_is_recorded_once() -> None:
    person = actions.record_identity(add("a"), NUMBER, by=BY, on=DAY)
    assert person.natural == add("b", number=NUMBER).natural
    with refused("身份信息已登记"):
        actions.record_identity(person, make_identity_number("210000", 5), by=BY, on=DAY)


def test_a_closed_account_holds_nothing() -> None:
    held = make.AppointmentFactory()
    actions.close_account(held.person, by=BY, on=DAY, reason="调离")
    assert not queries.appointments_of(held.person, DAY).exists()
    assert Entry.objects.get().data["reason"] == "调离"
    with refused("账号已停用"):
        actions.close_account(held.person, by=BY, on=DAY, reason="调离")
    with refused("账号已停用"):
        actions.appoint(
            held.person, "head", by=BY, valid_from=DAY, identity_required=False, office=held.office
        )


def test_officials_need_an_identity_and_firms_do_not() -> None:
    person, office, firm = add("a"), make.OfficeFactory(), make.OrganisationFactory()
    with refused("须先登记居民身份证号码"):
        actions.appoint(person, "clerk", by=BY, valid_from=DAY, identity_required=True, office=office)
    held = actions.appoint(
        person, "applicant", by=BY, valid_from=DAY, identity_required=False, organisation=firm
    )
    actor = queries.actor_of(held)
    assert (actor.organisation, actor.organisation_name, actor.office) == (firm.pk, firm.name, None)
    assert actor.natural == person.ref.hex


def test_an_appointment_and_its_entry() -> None:
    person, office = add("a", "处长乙（演示）", NUMBER), make.OfficeFactory()
    held = actions.appoint(
        person,
        "head",
        by=BY,
        valid_from=DAY,
        identity_required=True,
        office=office,
        appointed_by="样例机关（演示）",
        source="任免通知（演示）",
    )
    entry = Entry.objects.last()
    assert entry is not None and entry.act == "appoint" and entry.no == 2
    assert entry.data["office_name"] == office.name and entry.data["valid_from"] == "2016-08-08"
    assert list(queries.appointments_of(person, DAY)) == [held]
    assert not queries.appointments_of(person, DAY - timedelta(days=1)).exists()


def test_every_reason_at_once() -> None:
    person = make.PersonFactory(identity=None)
    with pytest.raises(PartyRefused) as error:
        actions.appoint(
            person,
            "clerk",
            by=BY,
            valid_from=DAY,
            valid_to=DAY - timedelta(days=1),
            identity_required=True,
        )
    assert len(error.value.verdict.reasons) == 3


def test_no_second_appointment_in_the_same_time() -> None:
    held = make.AppointmentFactory(valid_from=DAY, valid_to=DAY + timedelta(days=10))
    place = {"office": held.office, "identity_required": True, "by": BY}
    with refused("相同任职"):
        actions.appoint(held.person, "clerk", valid_from=DAY + timedelta(days=10), **place)
    with refused("相同任职"):
        before = DAY - timedelta(days=5)
        actions.appoint(held.person, "clerk", valid_from=before, valid_to=DAY, **place)
    actions.appoint(held.person, "clerk", valid_from=DAY + timedelta(days=11), **place)
    actions.appoint(held.person, "head", valid_from=DAY, **place)
    assert queries.appointments_of(held.person, DAY).count() == 2


def test_once_makes_a_repeated_request_fail_whole() -> None:
    person, office = make.PersonFactory(), make.OfficeFactory()
    for number, capacity in enumerate(["clerk", "head"]):
        request = {"by": BY, "valid_from": DAY, "identity_required": True, "office": office, "once": "x"}
        if number:
            with pytest.raises(IntegrityError), transaction.atomic():
                actions.appoint(person, capacity, **request)
        else:
            actions.appoint(person, capacity, **request)
    assert Appointment.objects.count() == 1


def test_ending_an_appointment() -> None:
    held = make.AppointmentFactory()
    ended = actions.end_appointment(held, on=DAY, by=BY, reason="退休")
    assert ended.valid_to == DAY
    assert queries.appointments_of(held.person, DAY).exists()
    assert not queries.appointments_of(held.person, DAY + timedelta(days=1)).exists()
    with refused("任职已于2016-08-08终止"):
        actions.end_appointment(held, on=DAY, by=BY)


def test_moving_an_office_is_one_act() -> None:
    old, new = make.OfficeFactory.create_batch(2)
    clerk = make.AppointmentFactory(office=old)
    leaving = make.AppointmentFactory(office=old, valid_to=DAY + timedelta(days=30))
    gone = make.AppointmentFactory(office=old, valid_to=DAY - timedelta(days=1))
    both = make.AppointmentFactory(office=old)
    make.AppointmentFactory(office=new, person=both.person)
    assert set(queries.appointments_to_move(old, DAY)) == {clerk, leaving, both}

    moved = actions.move_appointments(old, new, DAY, "样例文〔2016〕1号", by=BY)

    assert {each.person for each in moved} == {clerk.person, leaving.person}
    assert {each.valid_to for each in moved} == {None, DAY + timedelta(days=30)}
    assert not queries.appointments_with("clerk", DAY, old).exists()
    assert queries.people_with("clerk", DAY, new).count() == 3
    assert queries.appointments_with("clerk", DAY - timedelta(days=1), old).count() == 4
    gone.refresh_from_db()
    assert gone.valid_to == DAY - timedelta(days=1)
    entries = list(Entry.objects.order_by("seq"))
    assert len({entry.act_id for entry in entries}) == 1
    assert entries[0].stream == f"party:office:{old.code}" and len(entries[0].data["ended"]) == 3
    mine = next(entry for entry in entries if entry.stream == f"party:{both.person.ref.hex}")
    assert (len(mine.data["ended"]), len(mine.data["begun"])) == (1, 0)


def test_a_move_is_refused_whole() -> None:
    old, new = make.OfficeFactory.create_batch(2)
    with refused("没有需要划转的任职"):
        actions.move_appointments(old, new, DAY, "样例文〔2016〕1号", by=BY)
    make.AppointmentFactory(office=old)
    make.AppointmentFactory(office=old, valid_from=DAY)
    with refused("依据文件；有任职在划转日"):
        actions.move_appointments(old, new, DAY, " ", by=BY)
    with refused("处室相同"):
        actions.move_appointments(old, old, DAY, "样例文〔2016〕1号", by=BY)


def test_organisations() -> None:
    code = make_code("210500", 99_999)
    spaced = f"{code[:4]} {code[4:]}".lower()
    firm = actions.add_organisation("甲公司（演示）", "company", code=spaced, region="210500")
    assert (firm.code, firm.code_status) == (code, "checked")
    with pytest.raises(PartyRefused, match="该代码已登记"):
        actions.add_organisation("乙公司（演示）", "company", code=code)
    with pytest.raises(CodeRefused):
        actions.add_organisation("乙公司（演示）", "company", code="12345")
    with pytest.raises(ValueError, match="club"):
        actions.add_organisation("乙公司（演示）", "club")
    old = actions.add_organisation("丙研究所（演示）", "institute", code="46301234-5", old_code=True)
    none = actions.add_organisation("丁协会（演示）", "association", domicile="样例路1号")
    assert (old.code_status, none.code_status, none.domicile) == ("old", "none", "样例路1号")
    assert not Entry.objects.exists()


def test_a_renamed_organisation_keeps_its_name_on_old_papers() -> None:
    firm = make.OrganisationFactory(name="旧名公司（演示）")
    held = make.AppointmentFactory(office=None, organisation=firm)
    actions.rename_organisation(firm, "新名公司（演示）", on=DAY, document="准予变更证明", by=BY)
    held.refresh_from_db()
    assert queries.actor_of(held, DAY - timedelta(days=1)).organisation_name == "旧名公司（演示）"
    assert queries.actor_of(held, DAY).organisation_name == "新名公司（演示）"
    assert queries.actor_of(held).organisation_name == "新名公司（演示）"
    assert Entry.objects.get().data["old"] == "旧名公司（演示）"
    with refused("相同"):
        actions.rename_organisation(firm, "新名公司（演示）", on=DAY, document="", by=BY)
    with refused("不晚于上一次更名"):
        actions.rename_organisation(firm, "第三名（演示）", on=DAY, document="", by=BY)


def test_offices_follow_the_pack_and_keep_old_names() -> None:
    rows = [
        {"id": "lead", "name": "样例一处", "kind": "division"},
        {"id": "city", "name": "样例市局", "kind": "office", "region": "210500", "position": 9},
    ]
    actions.adopt_offices(rows, on=DAY)
    lead = queries.office("lead")
    held = make.AppointmentFactory(office=lead)
    later = DAY + timedelta(days=365)
    renamed = [{**rows[0], "name": "样例新处"}]
    for _ in range(2):
        actions.adopt_offices(renamed, on=later, document="样例编〔2017〕1号")
    held.refresh_from_db()
    assert queries.actor_of(held, later - timedelta(days=1)).office_name == "样例一处"
    assert queries.actor_of(held, later).office_name == "样例新处"
    assert lead.former_names.count() == 1
    assert [office.code for office in queries.offices()] == ["lead", "city"]
    assert [office.region for office in queries.offices("office")] == ["210500"]
    with pytest.raises(PartyRefused, match="早于上一次更名"):
        actions.adopt_offices([{**rows[0], "name": "样例三处"}], on=DAY)
    with pytest.raises(Office.DoesNotExist):
        queries.office("nowhere")


def test_a_name_that_did_not_last_a_day_leaves_nothing() -> None:
    for name in ("甲处", "乙处", "丙处"):
        actions.adopt_offices([{"id": "lead", "name": name}], on=DAY)
    lead = queries.office("lead")
    assert lead.name == "丙处"
    assert [former.name for former in lead.former_names.all()] == ["甲处"]


def test_experts() -> None:
    without = make.PersonFactory(identity=None)
    employer = make.OrganisationFactory()
    with refused("须先登记居民身份证号码"):
        actions.add_expert(without, employer, "材料", by=BY, on=DAY)
    person = add("a", "专家甲（演示）", NUMBER)
    expert = actions.add_expert(person, employer, "材料", by=BY, on=DAY)
    same_again = make.PersonFactory(identity=person.identity)
    with refused("已在库"):
        actions.add_expert(same_again, employer, "材料", by=BY, on=DAY)
    assert list(queries.experts()) == [expert] == list(queries.experts("材料"))
    assert not queries.experts("化工").exists()


def test_what_rules_know_of_an_expert_are_employer_and_ties_that_were_not_taken_back() -> None:
    expert = make.ExpertFactory()
    make.ExpertTieFactory(expert=expert, until=DAY, kind="former")
    make.ExpertTieFactory(expert=expert, kind="adviser", withdrawn=True)
    (facts,) = queries.expert_facts([expert.person.natural])
    assert [(tie.kind, tie.until) for tie in facts.ties] == [("employer", None), ("former", DAY)]
    assert facts.ties[0].body.names == (expert.employer.name,)


@pytest.mark.parametrize("rows", [1, 30])
def test_actors_cost_one_query_however_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.AppointmentFactory.create_batch(rows)
    with django_assert_num_queries(1):
        assert len([queries.actor_of(each) for each in queries.in_force(DAY)]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_facts_of_experts_cost_the_same_queries_however_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for expert in make.ExpertFactory.create_batch(rows):
        make.ExpertTieFactory(expert=expert, kind="former")
    with django_assert_num_queries(5):
        assert len(queries.expert_facts()) == rows


@pytest.mark.parametrize("length", [None, 5])
def test_overlap_is_told_to_the_day(length: int | None) -> None:
    """Against every position of an old appointment of three days: refused exactly when a day is shared."""
    end = DAY + timedelta(days=length) if length else None
    for shift in range(-5, 9):
        first = DAY + timedelta(days=shift)
        last = first + timedelta(days=2)
        held = make.AppointmentFactory(valid_from=first, valid_to=last)
        place = {"office": held.office, "identity_required": True, "by": BY}
        shares = last >= DAY and (end is None or first <= end)
        try:
            actions.appoint(held.person, "clerk", valid_from=DAY, valid_to=end, **place)
        except PartyRefused:
            assert shares
        else:
            assert not shares
