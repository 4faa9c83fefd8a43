"""`lianmeng doctor`: whatever is changed beside the ledger is found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lianmeng.cases.models import Case, Deadline, Submission
from lianmeng.cases.refusals import Refused
from lianmeng.files.actions import open_file
from lianmeng.files.models import StoredFile
from lianmeng.web import doctor

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)
    return out.getvalue()


def test_an_untouched_installation_agrees(stage) -> None:
    stage("recommended")
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "一致" in out.getvalue()


def test_a_state_made_by_no_act_is_found_and_nothing_more_is_done_on_it(stage) -> None:
    play = stage("recommended")
    case = play.case("ice")
    Case.objects.filter(pk=case.pk).update(state="notice")
    assert "状态记为“notice”" in said()
    with pytest.raises(Refused, match="与办理留痕不符"):
        play.act("close_notice", "lead-clerk", "ice", result="无")


def test_a_changed_submission_is_found(stage) -> None:
    play = stage("recommended")
    row = Submission.objects.get(case=play.case("herb"))
    Submission.objects.filter(pk=row.pk).update(facts={**row.facts, "goals": "改过"})
    assert "第1次提交的内容与校验码不符" in said()


def test_a_moved_due_date_is_found(stage) -> None:
    stage("recommended")
    row = Deadline.objects.filter(name="closing").get()
    Deadline.objects.filter(pk=row.pk).update(due_on="2017-01-01")
    assert "期限“closing”记为2017-01-01，按办理留痕应为2016-06-03" in said()


def test_a_swapped_file_is_found(stage) -> None:
    stage("recommended")
    row = StoredFile.objects.first()
    assert row is not None
    with open_file(row.sha256) as content:
        path, before = content.name, content.read()
    try:
        with open(path, "wb") as other:
            other.write(b"%PDF-1.4 swapped")
        assert any(row.sha256 in line for line in doctor.examine())
    finally:
        with open(path, "wb") as other:
            other.write(before)
