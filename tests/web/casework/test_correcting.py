"""A correction: what was asked stands beside what answers it, and everybody reads exactly what it changes."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.alliances.models import Agreement, Alliance
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from lianmeng.web.demonstration.story import Signature
from lianmeng.web.demonstration.world import paper
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
ASKED = "1. 协议生效日与文本不符。（演示）"


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    started = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        started.sign(step("ask_correction_pre", by, "ice", defects=ASKED))
    return started


def read(play: PagePlay, by: str, path: str, status: int = 200) -> str:
    answer = play.client(by).get(path)
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


def base(play: PagePlay, door: str = "apply") -> str:
    return f"/{door}/cases/{play.case('ice').pk}"


def change(play: PagePlay) -> None:
    alliance = Alliance.objects.get(pk=play.world.alliances["ice-wine"].pk)
    Alliance.objects.filter(pk=alliance.pk).update(goals="更正后的目标（演示）")
    before = Agreement.objects.get(alliance=alliance).effective_on
    Agreement.objects.filter(alliance=alliance).update(effective_on=before.replace(day=before.day + 1))


def test_what_was_asked_and_where_to_mend_it_stand_on_the_case_and_above_the_answer(play: PagePlay) -> None:
    for page in (
        read(play, "ice-clerk", base(play)),
        read(play, "ice-clerk", f"{base(play)}/do/resubmit_pre"),
    ):
        assert ASKED in page and "一次性告知补正" in page
        for place in ("联盟资料", "成员证照", "条件对照表", "已改动的"):
            assert place in page
    assert "在这里改" not in read(play, "benxi-clerk", base(play, "office"))


def test_the_answer_is_judged_on_what_will_be_submitted(play: PagePlay) -> None:
    Alliance.objects.filter(pk=play.world.alliances["ice-wine"].pk).update(goals="")
    page = read(play, "ice-clerk", f"{base(play)}/do/resubmit_pre")
    assert page.index("技术创新目标和任务明确") < page.index("已满足的")


def test_a_licence_is_replaced_while_correcting_the_papers_are_not(play: PagePlay) -> None:
    draft = f"/apply/drafts/{play.case('ice').application.pk}/papers"
    page = read(play, "ice-clerk", draft)
    assert (
        "补正期间，在本页只换成员证照" in page and "更换、有效期" in page and 'value="agreement"' not in page
    )
    member = Alliance.objects.get(pk=play.world.alliances["ice-wine"].pk).members.first()
    fresh = SimpleUploadedFile("换证.pdf", paper("换证.pdf"))
    posted = {"do": "licence", "member": member.pk, "files": fresh, "valid_until": "2030-01-01"}
    assert play.client("ice-clerk").post(draft, posted).status_code == 302
    upload = SimpleUploadedFile("协议.pdf", paper("协议.pdf"))
    refused = play.client("ice-clerk").post(draft, {"do": "upload", "paper": "agreement", "files": upload})
    assert refused.status_code == 409
    changed = read(play, "ice-clerk", f"{base(play)}/compare?to=now")
    assert "换证.pdf" in changed and member.organisation.name in changed
    for by in ("ice-clerk", "ice-head"):
        play.sign(step("resubmit_pre", by, "ice", changes="已换证（演示）"))
    late = SimpleUploadedFile("迟.pdf", paper("迟.pdf"))
    posted = {"do": "licence", "member": member.pk, "files": late, "valid_until": ""}
    assert play.client("ice-clerk").post(draft, posted).status_code == 409


def test_both_sides_read_exactly_what_the_resubmission_changes(play: PagePlay) -> None:
    change(play)
    now = read(play, "ice-clerk", f"{base(play)}/compare?to=now")
    assert "更正后的目标（演示）" in now and "成立起算日" in now and "本次补正" in now
    read(play, "benxi-clerk", f"{base(play, 'office')}/compare?to=now", 404)
    attachment = {"file": "补充说明（演示）.pdf"}
    play.sign(step("resubmit_pre", "ice-clerk", "ice", changes="已更正（演示）", attachment=attachment))
    assert "本次改动了什么" in read(play, "ice-head", f"{base(play)}/do/resubmit_pre")
    assert "补充说明（演示）.pdf" in read(play, "ice-head", f"{base(play)}/compare?to=now")
    read(play, "benxi-clerk", f"{base(play, 'office')}/compare?to=now", 404)
    play.sign(step("resubmit_pre", "ice-head", "ice"))
    for by, door in (("benxi-clerk", "office"), ("ice-clerk", "apply")):
        assert f"{base(play, door)}/compare?to=2" in read(play, by, base(play, door))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = read(play, by, f"{base(play, door)}/compare?to=2")
        assert "第1次提交 → 第2次提交" in page and "更正后的目标（演示）" in page
        assert "补充说明（演示）.pdf" in page and "没有不同的部分" in page
        assert len(queries) <= 15
    assert "成立起算日" in read(play, "ice-clerk", alliance_compare(play))


def test_a_file_that_came_with_the_correction_is_marked_and_one_that_is_the_same_is_told(
    play: PagePlay,
) -> None:
    case = play.case("ice")
    old = Attachment.objects.filter(owner_stream=case.stream, kind="application_form").get()
    assert "本次新交" not in read(play, "benxi-clerk", base(play, "office"))
    again = files.attach(
        old.file,
        name="补正后的申请表（演示）.pdf",
        owner_stream=f"upload:{play.actor('ice-clerk').person}",
        kind="application_form",
        by=play.actor("ice-clerk").person,
        added_on=play.day,
    )
    play.sign(
        step("resubmit_pre", "ice-clerk", "ice", changes="换了一份（演示）", application_form=[again.pk])
    )
    play.sign(step("resubmit_pre", "ice-head", "ice"))
    page = read(play, "benxi-clerk", base(play, "office"))
    assert page.count("本次新交") == 1
    page = read(play, "benxi-clerk", f"{base(play, 'office')}/compare?to=2")
    assert f"补正后的申请表（演示）.pdf（内容与原有的“{old.name}”相同）" in page and "材料相同" not in page


def alliance_compare(play: PagePlay) -> str:
    first = play.case("ice").submissions.get(no=1)
    return f"/apply/alliances/{play.world.alliances['ice-wine'].pk}/compare?from=s{first.pk}&to=now"


def test_others_read_no_comparison_and_a_wrong_number_is_told(play: PagePlay) -> None:
    for by, door in (("herb-clerk", "apply"), ("expert-1", "expert"), ("lead-clerk", "office")):
        if by in play.world.people:
            assert play.client(by).get(f"{base(play, door)}/compare").status_code == 404
    read(play, "ice-clerk", f"{base(play)}/compare?from=9&to=now", 404)


def test_a_case_sent_to_another_office_says_why_and_compares_with_what_stands_now(pages: Pages) -> None:
    started = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        started.sign(step("redirect", by, "ice", office="education", reason="应由省教育厅初审（演示）"))
    page = read(started, "ice-clerk", base(started))
    assert "应由省教育厅初审（演示）" in page and "退转" in page
    assert "第1次提交 → 现在的资料" in read(started, "ice-clerk", f"{base(started)}/compare?to=now")
