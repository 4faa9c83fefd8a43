"""The dossier: one PDF of what was submitted, for its own people and the offices, whatever was uploaded."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from lianmeng.alliances.models import Alliance
from lianmeng.applications import dossier
from lianmeng.applications.actions.dossiers import dossier_of
from lianmeng.cases.models import Submission
from lianmeng.documents.render import complaints
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from tests.files.test_inside import made as blank
from tests.stories.answers import APPLICANT, SUBMISSION
from tests.stories.stage import Stage
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def content(play: PagePlay, by: str, address: str) -> bytes:
    answer = play.client(by).get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a file


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def test_everything_submitted_is_one_numbered_paper(pages: Pages) -> None:
    play = pages("submitted")
    case = play.case("ice")
    read = pages_of(content(play, "ice-clerk", f"/apply/cases/{case.pk}/dossier.pdf"))
    digest = case.submissions.get().digest.upper()
    for number, page in enumerate(read, 1):
        assert f"第{number}页" in page and f"共{len(read)}页" in page
        assert f"{digest[:4]}-{digest[4:8]}" in page
    whole = "".join(read)
    for words in (
        "申报材料",
        case.number,
        "本溪市科学技术局",
        "目录",
        "条件对照表",
        "自愿申请参加省级联盟试点",
    ):
        assert words in whole
    for words in ("同意电子送达", "经办甲", "负责人甲", "组织农户按标准种植", "联盟成立满3个月"):
        assert words in whole
    assert "演示材料，只代表此处应有的文件" in read[-1]


def test_the_contents_name_the_page_on_which_a_paper_stands(pages: Pages) -> None:
    play = pages("submitted")
    read = pages_of(content(play, "ice-clerk", f"/apply/cases/{play.case('ice').pk}/dossier.pdf"))
    listed = next(page for page in read if page.startswith("目录") or "目录" in page[:40])
    for paper in ("联盟协议文本", "联盟试点申请表"):
        number = int(re.findall(rf"{paper}[.…]*(\d+?)(?=[一二三四五六七八九十]、)", listed)[0])
        assert paper in read[number - 1]


def test_it_is_the_same_file_for_the_offices_that_may_see_the_case(pages: Pages) -> None:
    play = pages("recommended")
    case = play.case("ice").pk
    own = content(play, "ice-clerk", f"/apply/cases/{case}/dossier.pdf")
    assert content(play, "benxi-clerk", f"/office/cases/{case}/dossier.pdf") == own
    assert Attachment.objects.filter(kind="dossier").count() == 1
    for by, address in (
        ("herb-clerk", f"/apply/cases/{case}/dossier.pdf"),
        ("registry", f"/office/cases/{case}/dossier.pdf?no=2"),
        ("registry", f"/office/cases/{case}/dossier.pdf?no=x"),
    ):
        assert play.client(by).get(address).status_code in (404,)


def test_the_page_of_the_case_leads_to_it(pages: Pages) -> None:
    play = pages("submitted")
    case = play.case("ice").pk
    page = play.client("ice-clerk").get(f"/apply/cases/{case}").content.decode()
    assert f"/apply/cases/{case}/dossier.pdf?no=1" in page


@pytest.fixture
def submitted(stage: Callable[[str], Stage]) -> Stage:
    return stage("submitted")


def test_it_is_made_of_what_was_submitted_alone_and_always_the_same(submitted: Stage) -> None:
    case = submitted.case("ice")
    sent = case.submissions.get()
    first = dossier.make(case, sent)
    Alliance.objects.filter(pk=case.alliance_id).update(goals="后来改的", name="后来的名称")
    case.alliance.members.update(task="后来的任务", licence_copy=None)
    assert dossier.make(submitted.case("ice"), sent) == first
    assert dossier_of(case, sent) == dossier_of(case, sent)


def test_every_submission_has_its_own(submitted: Stage) -> None:
    submitted.hand("recall", "ice-clerk", "ice")
    goals = "第二次提交的目标（演示）"
    Alliance.objects.filter(pk=submitted.case("ice").alliance_id).update(goals=goals)
    submitted.act("submit", APPLICANT, "ice", **SUBMISSION)
    case = submitted.case("ice")
    first, second = ("".join(pages_of(dossier.make(case, row))) for row in case.submissions.all())
    assert goals in second and goals not in first and "第2次提交" in second


def put(case: object, sent: Submission, *contents: tuple[str, bytes]) -> Submission:
    """The submission with other papers; the digest is left as it is."""
    sent.papers = [
        {"paper": "evidence", "name": name, "sha256": files.store(given, name).sha256}
        for name, given in contents
    ]
    return sent


def test_damaged_and_foreign_files_are_named_and_break_nothing(submitted: Stage) -> None:
    case = submitted.case("ice")
    sent = put(
        case,
        case.submissions.get(),
        ("好的.pdf", blank(2)),
        ("加密.pdf", blank(1, "secret")),
        ("损坏.pdf", b"%PDF-1.4\n% nothing\n"),
        ("半张.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x80"),
        ("巨大.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0"),
        ("压缩.zip", zipped()),
    )
    sent.papers.append({"paper": "evidence", "name": "不见了.pdf", "sha256": "0" * 64})
    read = pages_of(dossier.make(case, sent))
    for name, why in (
        ("加密.pdf", "加了密"),
        ("损坏.pdf", "已损坏"),
        ("半张.png", "图像已损坏"),
        ("巨大.png", "图像过大"),
        ("压缩.zip", "不能装订"),
        ("不见了.pdf", "文件缺失"),
    ):
        page = next(page for page in read if name in page and "SHA-256" in page)
        assert why in page
    assert sum("好的.pdf第" in page for page in read) == 2
    assert all(f"共{len(read)}页" in page for page in read)


def zipped() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    return packed.getvalue()


def test_a_pdf_that_breaks_while_it_is_bound_is_named_too(
    submitted: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = submitted.case("ice")
    sent = put(case, case.submissions.get(), ("一.pdf", blank(1)), ("二.pdf", blank(3)))
    plain, tried = dossier.bind, []

    def second_breaks(pdf: bytes, inserts: list[dossier.Insert]) -> tuple[bytes, list[dossier.Insert]]:
        tried.append(len(inserts))
        return (b"", inserts[1:]) if len(inserts) == 2 else plain(pdf, inserts)

    monkeypatch.setattr(dossier, "bind", second_breaks)
    read = pages_of(dossier.make(case, sent))
    assert tried == [2, 1] and any("二.pdf" in page and "没有装订" in page for page in read)


def test_too_much_is_not_bound(submitted: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "BOUND_AT_MOST", 10)
    case = submitted.case("ice")
    assert "合订本过大，没有装订" in "".join(pages_of(dossier.make(case, case.submissions.get())))


def test_the_template_sets_without_a_complaint(submitted: Stage) -> None:
    case = submitted.case("ice")
    pack = submitted.world.pack
    data = {**dossier._data(pack, case, case.submissions.get()), "items": []}
    assert complaints(dossier.template_of(pack), data) == []
