"""The papers of a draft: uploaded before the submission, taken along with it, frozen in it."""

from io import BytesIO

import pytest

from lianmeng.alliances.models import Member
from lianmeng.applications import actions, queries
from lianmeng.applications.models import Application
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.files.kinds import FileRefused
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.web.demonstration.world import paper
from tests.stories.answers import APPLICANT, ICE, SUBMISSION
from tests.stories.stage import Stage, refused

PAPERS = ("agreement", "application_form", "necessity")
DECLARED = {name: value for name, value in SUBMISSION.items() if name not in PAPERS}


@pytest.fixture
def called(stage) -> Stage:
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    play.hand("start", "ice-clerk", "ice", **ICE)
    return play


def add(play: Stage, kind: str, name: str, by: str = "ice-clerk", instead: int = 0) -> Attachment:
    content = BytesIO(paper(name))
    day = play.day
    draft = play.application("ice")
    return actions.add_paper(draft, kind, content, name, by=play.actor(by), on=day, instead=instead)


def held(draft: Application) -> dict[str, list[str]]:
    return {kind: [one.name for one in rows] for kind, rows in queries.papers_of(draft).items()}


def test_papers_uploaded_before_are_submitted_without_being_asked_for_again(called: Stage) -> None:
    for name in PAPERS:
        add(called, name, f"{name}.pdf")
    called.act("submit", APPLICANT, "ice", **DECLARED)
    sent = called.case("ice").submissions.get()
    alliance = [one for one in sent.papers if "member" not in one]
    assert [(one["paper"], one["name"]) for one in alliance] == [(n, f"{n}.pdf") for n in PAPERS]
    assert (
        len(sent.papers) - len(alliance)
        == Member.objects.filter(alliance=called.case("ice").alliance).count()
    )


def test_what_is_uploaded_at_submission_joins_the_draft(called: Stage) -> None:
    add(called, "agreement", "先传的协议.pdf")
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert held(called.application("ice"))["agreement"] == ["先传的协议.pdf", "联盟协议（演示）.pdf"]
    sent = called.case("ice").submissions.get()
    assert [p["name"] for p in sent.papers if p["paper"] == "agreement"] == [
        "先传的协议.pdf",
        "联盟协议（演示）.pdf",
    ]


def test_after_a_recall_the_papers_are_still_there(called: Stage) -> None:
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    called.hand("recall", "ice-clerk", "ice")
    called.act("submit", APPLICANT, "ice", **DECLARED)
    first, second = called.case("ice").submissions.all()
    assert first.papers == second.papers


def test_a_refused_submission_leaves_nothing_in_the_draft(called: Stage) -> None:
    called.on(2016, 6, 4)
    refused(called, "submit", "ice-clerk", "ice", **SUBMISSION)
    assert held(called.application("ice")) == {}


def test_files_stand_in_an_order_and_are_replaced_in_their_place(called: Stage) -> None:
    one, two, three = (add(called, "agreement", f"{n}.pdf") for n in ("甲", "乙", "丙"))
    draft, by = called.application("ice"), called.actor("ice-clerk")
    for _ in range(2):  # sent twice
        actions.raise_paper(draft, three.pk, two.pk, by=by)
    assert held(draft)["agreement"] == ["甲.pdf", "丙.pdf", "乙.pdf"]
    add(called, "agreement", "丁.pdf", instead=three.pk)
    assert held(draft)["agreement"] == ["甲.pdf", "丁.pdf", "乙.pdf"]
    assert actions.remove_paper(draft, one.pk, by=by) == "甲.pdf"
    assert actions.remove_paper(draft, one.pk, by=by) == ""
    assert held(draft)["agreement"] == ["丁.pdf", "乙.pdf"]


def test_the_same_file_sent_twice_stands_there_once(called: Stage) -> None:
    assert add(called, "agreement", "协议.pdf") == add(called, "agreement", "协议.pdf")
    assert held(called.application("ice")) == {"agreement": ["协议.pdf"]}


def test_every_clerk_of_the_applicant_works_on_the_same_papers(called: Stage) -> None:
    add(called, "agreement", "协议.pdf")
    called.hire("colleague", "applicant_clerk", "ice-lead")
    add(called, "agreement", "附件.pdf", by="colleague")
    assert held(called.application("ice"))["agreement"] == ["协议.pdf", "附件.pdf"]
    with pytest.raises(Refused):
        add(called, "agreement", "别人的.pdf", by="herb-clerk")


def test_between_the_two_hands_and_after_them_nothing_is_changed(called: Stage) -> None:
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    before = StoredFile.objects.count()
    with pytest.raises(Refused) as waiting:
        add(called, "agreement", "后来的.pdf")
    assert "等负责人审签" in waiting.value.reasons[0].text and waiting.value.reasons[0].articles
    called.hand("submit", "ice-head", "ice")
    with pytest.raises(Refused) as submitted:
        add(called, "agreement", "后来的.pdf")
    assert "已提交" in submitted.value.reasons[0].text and StoredFile.objects.count() == before


def test_sent_back_the_clerk_changes_the_papers(called: Stage) -> None:
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    called.send_back("submit", "ice-head", "ice")
    (old,) = queries.papers_of(called.application("ice"))["agreement"]
    add(called, "agreement", "改好的协议.pdf", instead=old.pk)
    called.act("submit", APPLICANT, "ice", **DECLARED)
    sent = called.case("ice").submissions.get()
    assert [p["name"] for p in sent.papers if p["paper"] == "agreement"] == ["改好的协议.pdf"]


def test_a_licence_changed_between_the_hands_is_seen(called: Stage) -> None:
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    member = Member.objects.filter(alliance=called.application("ice").alliance).first()
    Member.objects.filter(pk=member.pk).update(
        licence_copy=Member.objects.exclude(pk=member.pk)[0].licence_copy
    )
    assert "有改动" in refused(called, "submit", "ice-head", "ice").reasons[0].text


def test_what_is_submitted_keeps_its_licences(called: Stage) -> None:
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    case = called.case("ice")
    licences = {p["sha256"] for p in case.submissions.get().papers if p.get("member")}
    Member.objects.filter(alliance=case.alliance).update(licence_copy=None)
    own = Attachment.objects.filter(owner_stream=case.stream).values_list("file__sha256", flat=True)
    assert licences and licences <= set(own)


def test_licences_and_their_last_days_are_kept_by_member(called: Stage) -> None:
    draft, by = called.application("ice"), called.actor("ice-clerk")
    member = draft.alliance.members.select_related("organisation")[3]
    day = called.day.replace(year=2020)
    actions.add_licence(
        draft, member, BytesIO(paper("新证.pdf")), "新证.pdf", by=by, on=called.day, valid_until=day
    )
    member = Member.objects.select_related("organisation", "licence_copy").get(pk=member.pk)
    assert member.licence_copy.name == "新证.pdf" and member.organisation.valid_until == day
    actions.drop_licence(draft, member, by=by)
    assert Member.objects.get(pk=member.pk).licence_copy is None


def test_unknown_papers_and_refused_files_leave_nothing(called: Stage) -> None:
    before = StoredFile.objects.count()
    for kind in ("licence_copy", "nothing", ""):
        with pytest.raises(Invalid):
            add(called, kind, "协议.pdf")
    with pytest.raises(FileRefused):
        actions.add_paper(
            called.application("ice"),
            "agreement",
            b"<html>",
            "协议.pdf",
            by=called.actor("ice-clerk"),
            on=called.day,
        )
    assert StoredFile.objects.count() == before and held(called.application("ice")) == {}


def test_a_paper_has_so_many_files_at_most(called: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianmeng.applications.actions.papers.FILES_AT_MOST", 1)
    add(called, "agreement", "甲.pdf")
    with pytest.raises(Invalid):
        add(called, "agreement", "乙.pdf")
