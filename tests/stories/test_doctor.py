"""`lianmeng doctor`: whatever is changed beside the ledger is found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lianmeng.cases.models import Case, Deadline, Submission
from lianmeng.cases.refusals import Refused
from lianmeng.decisions.models import Publication
from lianmeng.documents.models import Document
from lianmeng.files.actions import open_file
from lianmeng.files.models import Attachment, StoredFile
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


def test_a_deleted_case_is_found(stage) -> None:
    play = stage("recommended")
    gone = play.case("herb")
    for relation in Case._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: gone.pk})
        rows._raw_delete(rows.db)
    Case.objects.filter(pk=gone.pk)._raw_delete("default")
    assert f"{gone.stream}：有办理留痕而无此件" in said()


def test_a_deleted_submission_and_a_deleted_time_are_found(stage) -> None:
    play = stage("recommended")
    Submission.objects.filter(case=play.case("ice")).delete()
    Deadline.objects.filter(name="closing").delete()
    told = said()
    assert "按办理留痕提交过1次，存有0次" in told and "期限“closing”的记录已被删去" in told


def test_another_file_in_the_place_of_one_that_was_signed_is_found(stage) -> None:
    play = stage("recommended")
    one, other = (
        Attachment.objects.filter(owner_stream=play.case("ice").stream, kind="agreement")[0],
        StoredFile.objects.latest("pk"),
    )
    assert one.file_id != other.pk
    Attachment.objects.filter(pk=one.pk).update(file=other)
    assert f"附件{one.pk}缺失或已换成别的文件" in said()
    with pytest.raises(CommandError, match="1 处"):
        call_command("doctor", stdout=StringIO())


def test_another_file_in_the_place_of_the_approval_or_of_its_public_version_is_found(stage) -> None:
    play = stage("published")
    document = play.case("ice").designation.document
    other = StoredFile.objects.exclude(pk=document.file_id).latest("pk")
    call_command("doctor", stdout=StringIO())
    Document.objects.filter(pk=document.pk).update(file=other)
    assert f"公文{document.check_code}缺失或已换成别的文件" in said()
    Document.objects.filter(pk=document.pk).update(file=document.file)
    other = StoredFile.objects.exclude(pk__in=Publication.objects.values("file")).latest("pk")
    Publication.objects.update(file=other)
    assert f"公文{document.check_code}-public缺失或已换成别的文件" in said()


def test_another_file_in_the_place_of_a_notice_of_correction_is_found(stage) -> None:
    play = stage("submitted")
    play.act("ask_correction_pre", ["benxi-clerk", "benxi-head"], "ice", defects="1.协议缺签署页。（演示）")
    paper = play.case("ice").sheets.get().document
    call_command("doctor", stdout=StringIO())
    Document.objects.filter(pk=paper.pk).update(
        file=StoredFile.objects.exclude(pk=paper.file_id).latest("pk")
    )
    assert f"公文{paper.check_code}缺失或已换成别的文件" in said()
