"""本溪 2016 through the acts: from the call to two published titles on one 批复."""

from datetime import date

import pytest

from lianmeng.applications.models import Incoming, Letter, LetterItem
from lianmeng.cases import actions as spine
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.decisions import queries as decisions
from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.files import actions as files
from lianmeng.law import procedures
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from tests.documents.papers import page_texts
from tests.stories.stage import Stage

NAMES = ["桓仁冰葡萄产业技术创新战略联盟", "中药生产过程化质量控制产业技术创新战略联盟"]


@pytest.fixture
def told(stage) -> Stage:
    """The story told to its end."""
    return stage("published")


def test_both_alliances_hold_a_title_of_five_years(told: Stage) -> None:
    titles = Designation.objects.order_by("pk")
    assert [title.alliance.name for title in titles] == NAMES
    for title in titles:
        assert (title.starts_on, title.ends_on) == (date(2016, 7, 21), date(2021, 7, 21))
        assert title.period == 1
        assert designations.in_force(title.alliance, date(2021, 7, 21)) == title
        assert designations.in_force(title.alliance, date(2021, 7, 22)) is None
        assert designations.in_force(title.alliance, date(2016, 7, 20)) is None


def test_one_approval_names_both(told: Stage) -> None:
    document = Document.objects.get(kind="approval")
    assert {title.document_id for title in Designation.objects.all()} == {document.pk}
    assert (document.number, document.number_year) == ("演示发〔2016〕21号", 2016)
    assert (document.dated_on, document.issued_on) == (date(2016, 7, 21), date(2016, 7, 22))
    assert document.file is not None
    with files.open_file(document.file.sha256) as paper:
        text = "".join(page_texts(paper.read()))
    for said in (*NAMES, "演示发〔2016〕21号", "2016年7月21日", "本溪市科学技术局", document.check_code):
        assert said in text
    assert "本科发〔2016〕9号" in text  # the request that it answers


def test_one_letter_brought_both(told: Stage) -> None:
    letter = Letter.objects.get()
    assert letter.office.code == "benxi"
    assert letter.document.number == "本科发〔2016〕9号"
    incoming = Incoming.objects.get()
    assert incoming.received_on == date(2016, 5, 25)
    items = LetterItem.objects.order_by("pk")
    assert [item.case_id for item in items] == [told.case("ice").pk, told.case("herb").pk]
    assert {(item.incoming_id, item.taken_back_on) for item in items} == {(incoming.pk, None)}


def test_notice_stood_five_working_days_and_waited_for_the_mail(told: Stage) -> None:
    for name in ("ice", "herb"):
        notice = decisions.last_notice(told.case(name))
        assert notice is not None
        assert (notice.posted_on, notice.closes_on) == (date(2016, 7, 8), date(2016, 7, 14))
        assert notice.grace_until == date(2016, 7, 19)


def test_notice_is_public_on_its_days_only(told: Stage) -> None:
    shown = {day: decisions.public_notices(date(2016, 7, day)).count() for day in (7, 8, 14, 15)}
    assert shown == {7: 0, 8: 2, 14: 2, 15: 0}


def test_titles_are_public_from_the_day_of_publication(told: Stage) -> None:
    assert designations.public_titles(date(2016, 7, 21)).count() == 0
    assert designations.public_titles(date(2016, 7, 22)).count() == 2


def test_ledger_verifies_and_every_act_names_person_case_and_articles(told: Stage) -> None:
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    entries = [entry for case in Case.objects.all() for entry in ledger.stream(case.stream)]
    assert len(entries) > 90
    for entry in entries:
        assert entry.person and entry.natural and entry.capacity and entry.articles


def test_every_state_is_rebuilt_from_the_ledger(told: Stage) -> None:
    for case in Case.objects.all():
        history = cases.view(case).history
        assert procedures.replay(cases.pack_of(case), case.kind, history) == case.state
        assert len(history) == case.version
    assert {case.state for case in Case.objects.filter(kind="recognition")} == {"recognised"}


def test_what_was_submitted_has_the_digest_it_bears(told: Stage) -> None:
    submissions = Submission.objects.all()
    assert [row.no for row in submissions] == [1, 1]
    for row in submissions:
        assert spine.digest(row.facts, row.papers) == row.digest
        enclosed = {"agreement", "application_form", "necessity", "licence_copy"}
        assert {paper["paper"] for paper in row.papers} == enclosed


def test_both_applications_bear_a_number_of_their_own(told: Stage) -> None:
    numbers = [told.case(name).number for name in ("ice", "herb")]
    assert len(set(numbers)) == 2 and all(numbers)


def test_a_division_that_kept_silent_is_written_down_as_silent(told: Stage) -> None:
    for name in ("ice", "herb"):
        consultation = told.case(name).consultations.get()
        assert consultation.silent == ["cooperation"]
        assert consultation.closed_on == date(2016, 6, 15)
