"""The page of an application's papers: uploading, every way in which a file may be bad, and who may see them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.alliances.models import Member
from lianmeng.applications import queries
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.parties.models import Office, Registration
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from lianmeng.web.demonstration.world import paper
from tests.stories.answers import ICE, SUBMISSION
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
ONE_BY_ONE = {"X-Upload": "1"}


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    started = pages("called")
    started.day = started.day.replace(day=9)
    clock.move_to(started.day)
    started.sign(Signature("recognition", "start", "ice-clerk", makes="ice", answers=ICE))
    return started


def address(play: PagePlay) -> str:
    return f"/apply/drafts/{play.application('ice').pk}/papers"


def file(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper(name) if content is None else content)


def send(play: PagePlay, by: str = "ice-clerk", headers: Any = None, **posted: Any) -> Any:
    return play.client(by).post(
        address(play), {"do": "upload", "paper": "agreement", **posted}, headers=headers
    )


def held(play: PagePlay) -> list[str]:
    return [one.name for rows in queries.papers_of(play.application("ice")).values() for one in rows]


def text(play: PagePlay, by: str = "ice-clerk") -> str:
    return play.client(by).get(address(play)).content.decode()


def test_the_page_asks_for_the_papers_of_article_nine(play: PagePlay) -> None:
    page = text(play)
    for words in (
        "联盟协议文本",
        "第九条①",
        "风险共担",
        "联盟试点申请表",
        "联盟组建必要性的说明",
        "选交",
        "还缺3项",
    ):
        assert words in page
    for words in ("自愿申请参加省级联盟试点", "同意电子送达", "所传文件不含国家秘密", "每个不超过200MB"):
        assert words in page


def test_several_files_at_once_are_told_one_by_one(play: PagePlay) -> None:
    before = StoredFile.objects.count()
    answer = send(play, files=[file("协议.pdf"), file("假的.pdf", b"<html>"), file("附件.pdf")])
    page = answer.content.decode()
    assert answer.status_code == 422 and held(play) == ["协议.pdf", "附件.pdf"]
    assert "“协议.pdf”已上传" in page and "“假的.pdf”未收：不接收这种类型的文件" in page
    assert StoredFile.objects.count() == before + 2


def test_a_file_is_there_for_every_clerk_with_what_it_is(play: PagePlay) -> None:
    assert send(play, files=file("协议.pdf"))["Location"] == f"{address(play)}#agreement"
    page = text(play, "ice-head")
    for words in ("协议.pdf", "1页", "2016年5月9日", "经办甲", "已上传1个文件", "还缺2项"):
        assert words in page
    number = Attachment.objects.get(owner_stream=play.application("ice").stream).pk
    assert play.client("ice-head").get(f"/files/{number}").status_code == 200
    for other in ("herb-clerk", "benxi-clerk", "lead-clerk"):
        assert play.client(other).get(f"/files/{number}").status_code == 404


def test_another_s_address_typed_by_hand_is_not_there(play: PagePlay) -> None:
    assert send(play, by="herb-clerk", files=file("协议.pdf")).status_code == 404
    assert play.client("herb-clerk").get(address(play)).status_code == 404
    assert play.client("benxi-clerk").get(address(play)).status_code == 403
    assert Client().get(address(play)).status_code == 302 and held(play) == []


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}", b"\0" * 2**20)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("协议.pdf", b"<html><script>", "不接收这种类型"),
        ("协议.pdf", b"MZ\x90\0", "不接收这种类型"),
        ("协议.docx", b"%PDF-1.4\n", "扩展名与内容不符"),
        ("协议.zip", b"PK\x03\x04rest", "已损坏"),
        ("协议.pdf", b"%PDF-1.4\n" + b"0" * 200, "文件超过"),
        ("大.zip", bomb(), "解开后过大"),
    ],
)
def test_bad_files_are_refused_in_words_and_leave_nothing(
    play: PagePlay, monkeypatch: pytest.MonkeyPatch, settings: Any, name: str, content: bytes, said: str
) -> None:
    monkeypatch.setattr("lianmeng.files.kinds.EXPANSION_LIMIT", 2**20)
    if "超过" in said:
        settings.LIANMENG_UPLOAD_LIMIT = len(content) - 1
    before = StoredFile.objects.count()
    answer = send(play, headers=ONE_BY_ONE, files=file(name, content))
    assert answer.status_code == 422 and said in answer.content.decode()
    page = send(play, files=file(name, content))
    assert page.status_code == 422 and said in page.content.decode()
    assert StoredFile.objects.count() == before and held(play) == []


def test_a_file_of_exactly_the_largest_size_passes(play: PagePlay, settings: Any) -> None:
    whole = paper("协议.pdf") + b"\n" * 3_000_000  # more than is kept in memory
    settings.LIANMENG_UPLOAD_LIMIT = len(whole)
    assert send(play, headers=ONE_BY_ONE, files=file("协议.pdf", whole)).status_code == 200
    assert send(play, headers=ONE_BY_ONE, files=file("大一个字节.pdf", whole + b"\n")).status_code == 422
    assert Attachment.objects.get(name="协议.pdf").file.size == len(whole) and held(play) == ["协议.pdf"]


def test_a_page_sent_twice_does_nothing_twice(play: PagePlay) -> None:
    for _ in range(2):
        assert send(play, files=file("协议.pdf")).status_code == 302
    assert held(play) == ["协议.pdf"]
    number = Attachment.objects.get(owner_stream=play.application("ice").stream).pk
    for _ in range(2):
        assert send(play, do="remove", number=number).status_code == 302
    assert held(play) == []


def test_a_page_sent_after_the_state_moved_is_refused(play: PagePlay) -> None:
    for by in ("ice-clerk", "ice-head"):
        play.sign_on_page(Signature("recognition", "submit", by, draft="ice", answers=SUBMISSION))
    before = StoredFile.objects.count()
    answer = send(play, files=file("后来的.pdf"))
    assert answer.status_code == 409 and "材料不能再改" in answer.content.decode()
    assert send(play, headers=ONE_BY_ONE, files=file("后来的.pdf")).status_code == 409
    assert StoredFile.objects.count() == before and "材料现在不能改动" in text(play)


def test_the_form_of_submission_shows_them_and_does_not_ask_again(play: PagePlay) -> None:
    for name in ("agreement", "application_form", "necessity"):
        send(play, paper=name, files=file(f"{name}.pdf"))
    step = Signature("recognition", "submit", "ice-clerk", draft="ice")
    page = play.client("ice-clerk").get(play.address(step)).content.decode()
    assert page.count("随本次一并提交") == 3
    bad = play.send(step, funding_rules=file("坏的.pdf", b"<html>"))
    said = bad.content.decode()
    assert bad.status_code == 422 and "请上传“联盟协议文本”" not in said and "请选择“申报声明”" in said
    declared = {name: SUBMISSION[name] for name in ("declarations", "delivery_consent")}
    assert play.send(step, **declared).status_code == 302


def test_licences_are_told_by_the_names_of_their_files(play: PagePlay) -> None:
    members = play.application("ice").alliance.members.select_related("organisation")
    Member.objects.filter(pk__in=[one.pk for one in members]).update(licence_copy=None)
    assert f"还缺{len(members)}家" in text(play)
    one, two = members[0].organisation.name, members[1].organisation.name
    sent = [file(f"{one}执照.pdf"), file(f"（{two}）.pdf"), file("不知是谁.pdf")]
    answer = send(play, do="licences", files=sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "“不知是谁.pdf”未收：文件名中没有成员单位的全称" in page
    assert f"还缺{len(members) - 2}家" in page


def test_a_licence_and_its_last_day(play: PagePlay) -> None:
    member = play.application("ice").alliance.members.select_related("organisation")[2]
    sent = {"do": "licence", "member": member.pk}
    assert send(play, **sent, valid_until="2016-01-31").status_code == 302
    page = text(play)
    assert "有效期至2016年1月31日，已过期" in page
    wrong = send(play, **sent, valid_until="2016-02-31", files=file("证.pdf"))
    assert wrong.status_code == 422 and "没有这一天" in wrong.content.decode()
    assert send(play, **sent, files=file("证.pdf")).status_code == 302 and "证.pdf" in text(play)
    foreign = Member.objects.exclude(alliance=play.application("ice").alliance)[0]
    assert send(play, do="licence", member=foreign.pk, files=file("证.pdf")).status_code == 404


def test_the_licence_of_the_registration_serves_the_own_organisation_alone(play: PagePlay) -> None:
    application, own = play.application("ice"), play.actor("ice-clerk").organisation
    members = application.alliance.members.select_related("organisation")
    Member.objects.filter(alliance=application.alliance).update(licence_copy=None)
    mine, other = members.get(organisation=own), members.exclude(organisation=own)[0]
    reuse = {"do": "reuse", "paper": ""}
    assert "用注册时核验的证照" not in text(play)
    assert send(play, **reuse, member=mine.pk).status_code == 409
    copy = files.attach(
        files.store(paper("注册证照.pdf"), "注册证照.pdf"),
        name="注册证照.pdf",
        owner_stream="registration:1",
        kind="licence",
        by=play.actor("ice-clerk").person,
        added_on=play.day,
    )
    Registration.objects.create(
        person=play.world.people["ice-clerk"],
        office=Office.objects.get(code="benxi"),
        state="confirmed",
        name=mine.organisation.name,
        code="91210500DEM000017X",
        licence_type="company",
        domicile="桓仁",
        legal_representative="某（演示）",
        licence=copy,
        submitted_on=play.day,
        decided_on=play.day,
        organisation=mine.organisation,
    )
    assert text(play).count("用注册时核验的证照") == 1
    assert send(play, **reuse, member=other.pk).status_code == 409
    assert send(play, **reuse, member=mine.pk).status_code == 302
    mine.refresh_from_db()
    assert mine.licence_copy and mine.licence_copy.file_id == copy.file_id
    assert mine.licence_copy.owner_stream == application.alliance.stream
    assert "注册证照.pdf" in text(play) and "用注册时核验的证照" not in text(play)


def test_nonsense_is_answered_with_a_page(play: PagePlay) -> None:
    for posted in ({"do": "x"}, {"do": "upload"}, {"paper": "licence_copy", "files": file("a.pdf")}):
        assert send(play, **posted).status_code == 422
    assert send(play, do="remove", number="9" * 40).status_code == 302
    assert send(play, do="licence", member="x").status_code == 404


@pytest.mark.parametrize("copies", [1, 12])
def test_the_page_costs_a_fixed_number_of_queries(play: PagePlay, copies: int) -> None:
    for number in range(copies):
        send(play, files=file(f"{number}.pdf"))
    with CaptureQueriesContext(connection) as asked:
        text(play)
    assert len(asked) <= 15, "\n".join(q["sql"][:160] for q in asked.captured_queries)
