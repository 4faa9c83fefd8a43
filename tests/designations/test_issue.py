"""The 批复 and the title: number, days, one recommender and one meeting on one document (articles 10, 17)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lianmeng.cases.models import Case
from lianmeng.decisions.models import Resolution
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.parties.models import Office
from tests.stories.answers import APPROVAL, SIGNERS
from tests.stories.stage import Stage, invalid, refused

LAST = {name: APPROVAL[name] for name in ("number", "dated_on")}


@pytest.fixture
def signed(stage) -> Stage:
    """The 批复 of both is signed and waits for its number, on 22 July 2016."""
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    play.act("issue", SIGNERS[:-1], "ice", "herb", **APPROVAL)
    return play


def test_a_title_begins_on_the_date_of_the_document(signed: Stage) -> None:
    signed.hand("issue", "registry", "ice", "herb", **LAST | {"dated_on": "2016-07-20"})
    terms = set(Designation.objects.values_list("starts_on", "ends_on"))
    assert terms == {(date(2016, 7, 20), date(2021, 7, 20))}


def test_nothing_is_granted_before_the_last_hand(signed: Stage) -> None:
    assert not Designation.objects.exists()
    assert not Document.objects.filter(kind="approval").exists()


def test_a_date_before_the_notice_ended_needs_an_explanation(signed: Stage) -> None:
    early = LAST | {"dated_on": "2016-07-19"}
    assert set(invalid(signed, "issue", "registry", "ice", "herb", **early)) == {"dated_on"}
    signed.hand("issue", "registry", "ice", "herb", **early, explanation="先行签发，公示无异议。（演示）")
    assert Designation.objects.count() == 2


@pytest.mark.parametrize(
    "number", ["演示发(2016)21号", "演示发〔2016〕021号", "演示发〔2016〕第21号", "21", "演示发〔16〕21号"]
)
def test_a_malformed_number_is_refused_on_its_field(signed: Stage, number: str) -> None:
    errors = invalid(signed, "issue", "registry", "ice", "herb", **LAST | {"number": number})
    assert set(errors) == {"number"} and "请" in errors["number"]


def test_a_number_is_given_once(signed: Stage) -> None:
    errors = invalid(signed, "issue", "registry", "ice", "herb", **LAST | {"number": "本科发〔2016〕9号"})
    assert set(errors) == {"number"} and "已登记" in errors["number"]


def test_a_day_to_come_or_a_print_before_the_date_is_refused(signed: Stage) -> None:
    later = LAST | {"dated_on": "2016-07-23"}
    assert "dated_on" in invalid(signed, "issue", "registry", "ice", "herb", **later)
    before = LAST | {"printed_on": "2016-07-20"}
    assert set(invalid(signed, "issue", "registry", "ice", "herb", **before)) == {"printed_on"}


def test_two_recommenders_do_not_stand_on_one_document(signed: Stage) -> None:
    Case.objects.filter(pk=signed.case("herb").pk).update(recommender=Office.objects.get(code="health"))
    told = refused(signed, "issue", "registry", "ice", "herb", **LAST)
    assert "推荐单位" in told.reasons[0].text
    assert not Document.objects.filter(kind="approval").exists()


def test_the_first_hand_is_told_already(stage) -> None:
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    Case.objects.filter(pk=play.case("herb").pk).update(recommender=Office.objects.get(code="health"))
    drafted = {name: APPROVAL[name] for name in ("title", "addressee")}
    assert "推荐单位" in refused(play, "issue", "lead-clerk", "ice", "herb", **drafted).reasons[0].text


def test_two_meetings_do_not_stand_on_one_document(signed: Stage) -> None:
    Resolution.objects.filter(case=signed.case("herb")).update(minutes_no="演示纪要〔2016〕99号")
    assert "会议" in refused(signed, "issue", "registry", "ice", "herb", **LAST).reasons[0].text


def test_they_are_issued_one_by_one_on_two_documents(stage) -> None:
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    for name, number in (("ice", "演示发〔2016〕21号"), ("herb", "演示发〔2016〕22号")):
        play.act("issue", SIGNERS, name, **APPROVAL | {"number": number})
    assert Document.objects.filter(kind="approval").count() == 2


def test_a_second_title_while_one_is_in_force_is_refused(signed: Stage) -> None:
    alliance, document = signed.case("ice").alliance, Document.objects.get(kind="recommendation")
    days = {"starts_on": date(2016, 1, 1), "ends_on": date(2020, 12, 31)}
    Designation.objects.create(case=signed.case("call"), alliance=alliance, document=document, **days)
    told = refused(signed, "issue", "registry", "ice", "herb", **LAST)
    assert "有效称号" in told.reasons[0].text


def test_the_database_keeps_one_title_per_case_and_period(stage) -> None:
    play: Stage = stage("published")
    held = Designation.objects.get(case=play.case("ice"))
    days = {"starts_on": date(2022, 1, 1), "ends_on": date(2027, 1, 1), "document": held.document}
    for more in ({"case": held.case, "period": 2}, {"case": play.case("call"), "period": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Designation.objects.create(alliance=held.alliance, **days, **more)
