"""Meetings: agendas, decisions under one signing, the book (article 10)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.decisions import actions, book, briefs
from lianmeng.decisions.actions.books import book_of, books
from lianmeng.decisions.models import Meeting, MeetingItem
from lianmeng.files.actions import open_file
from lianmeng.policies import actions as policies
from lianmeng.record import queries as ledger
from tests.stories.answers import MEETING, TERMINATION
from tests.stories.stage import Stage, invalid, measure_files, nothing_written

TABLED = ["lead-head", "deputy", "office-head", "director"]
BRIEF = {"brief": "提请审议。（演示）"}
PASSED = {"extract": "同意。（演示）"}
NUMBER = "演示纪要〔2016〕12号"


@pytest.fixture
def tabled(stage: Any) -> Stage:
    """Both topics were approved on 4 July 2016."""
    play: Stage = stage("argued")
    play.on(2016, 7, 4)
    play.act("table", TABLED, "ice", "herb", **BRIEF)
    return play


def sent(play: Stage, by: str, *cases: str, meeting: Meeting | None = None, once: str = "") -> Sent:
    seen = {found.pk: found.version for found in map(play.case, cases)}
    if meeting is not None:
        seen[meeting.pk] = meeting.version
    return Sent(play.actor(by), play.day, seen, once or uuid4().hex)


def agenda(play: Stage, *cases: str, held_on: date = date(2016, 7, 5), kind: str = "party") -> actions.Agenda:
    return actions.Agenda(kind, held_on, tuple(play.case(name).pk for name in cases))


def arranged(play: Stage, *cases: str, **more: Any) -> Meeting:
    return actions.arrange(None, agenda(play, *cases, **more), sent(play, "secretary"))


def record(play: Stage, meeting: Meeting, number: str = NUMBER, by: str = "secretary", **decided: Any) -> Any:
    """``decided``: by name of the case, the act, or the act with answers of its own."""
    said = {name: one if isinstance(one, tuple) else (one, PASSED) for name, one in decided.items()}
    known = {play.case(name).pk: one for name, one in said.items()}
    return actions.record_decisions(meeting, number, known, sent(play, by, *decided))


def check(play: Stage, meeting: Meeting, *cases: str, by: str = "office-head") -> Any:
    return actions.check_decisions(meeting, [play.case(one).pk for one in cases], sent(play, by, *cases))


def test_an_agenda_holds_its_topics_in_order_and_each_stands_on_one_only(tabled: Stage) -> None:
    meeting = arranged(tabled, "herb", "ice")
    places = [(item.case_id, item.position) for item in meeting.items.all()]
    assert places == [(tabled.case("herb").pk, 1), (tabled.case("ice").pk, 2)]
    with nothing_written(), pytest.raises(Refused) as caught:
        arranged(tabled, "ice")
    (reason,) = caught.value.reasons
    assert "2016年7月5日会议的议程" in reason.text and reason.fact == tabled.case("ice").title
    assert [entry.act for entry in ledger.stream(meeting.stream)] == ["arrange"]


def test_an_agenda_is_changed_once_at_a_time_and_taken_back_while_nothing_is_decided(tabled: Stage) -> None:
    meeting = arranged(tabled, "herb", "ice")
    old = sent(tabled, "secretary", meeting=meeting)
    again = actions.arrange(meeting, agenda(tabled, "ice"), old)
    assert [item.case_id for item in again.items.all()] == [tabled.case("ice").pk]
    with pytest.raises(Repeated):
        actions.arrange(meeting, agenda(tabled, "ice"), old)
    with pytest.raises(Stale):
        actions.arrange(meeting, agenda(tabled, "ice"), sent(tabled, "secretary", meeting=meeting))
    actions.drop(again, sent(tabled, "secretary", meeting=again))
    assert not Meeting.objects.exists() and not MeetingItem.objects.exists()


def test_only_approved_topics_come_on_an_agenda_and_only_the_secretary_puts_them_there(stage: Any) -> None:
    play: Stage = stage("argued")
    play.on(2016, 7, 4)
    play.act("table", TABLED, "ice", **BRIEF)
    with nothing_written(), pytest.raises(Refused) as caught:
        arranged(play, "ice", "herb")
    assert {reason.fact for reason in caught.value.reasons} == {play.case("herb").title}
    with pytest.raises(Refused, match="会议秘书"):
        actions.arrange(None, agenda(play, "ice"), sent(play, "lead-head"))
    with pytest.raises(Refused, match="早于本件"):
        arranged(play, "ice", held_on=date(2016, 6, 1))
    wrong = actions.Agenda("club", None, (play.case("ice").pk,))
    with pytest.raises(Invalid) as told:
        actions.arrange(None, wrong, sent(play, "secretary"))
    assert set(told.value.errors) == {"meeting_kind", "held_on"}


def test_all_are_recorded_under_one_signing_and_checked_on_one_page(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice", "herb")
    tabled.on(2016, 7, 6)
    record(tabled, meeting, ice="resolve_pass", herb=("resolve_defer", {"extract": "下次再议。（演示）"}))
    assert (tabled.state("ice"), tabled.state("herb")) == ("agenda", "agenda")
    check(tabled, meeting, "ice", "herb")
    assert (tabled.state("ice"), tabled.state("herb")) == ("proposed", "deferred")
    found = {item.case_id: item.resolution for item in meeting.items.all()}
    ice, herb = found[tabled.case("ice").pk], found[tabled.case("herb").pk]
    assert ice and herb and (ice.act, herb.act) == ("resolve_pass", "resolve_defer")
    assert (ice.extract, herb.extract) == ("同意。（演示）", "下次再议。（演示）")
    meeting.refresh_from_db()
    assert meeting.minutes_no == NUMBER
    # put off, it comes back with a topic approved anew, to another meeting
    tabled.act("table", TABLED, "herb", **BRIEF)
    assert arranged(tabled, "herb", held_on=date(2016, 7, 8)).items.count() == 1


def test_one_wrong_row_stops_all_and_is_named(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice", "herb")
    tabled.on(2016, 7, 6)
    no_reason = {"ice": "resolve_pass", "herb": "resolve_refuse"}
    with nothing_written(), pytest.raises(Invalid) as caught:
        record(tabled, meeting, **no_reason)
    assert "理由" in "".join(caught.value.errors.values())
    stranger = ("resolve_pass", {**PASSED, "avoided": ["somebody"]})
    with nothing_written(), pytest.raises(Invalid) as wrong:
        record(tabled, meeting, ice="resolve_pass", herb=stranger)
    herb = tabled.case("herb")
    assert wrong.value.errors == {f"avoided-{herb.pk}": f"{herb.title}：回避的厅领导：请从所列选项中选择"}
    with nothing_written(), pytest.raises(Invalid) as missing:
        record(tabled, meeting, number="", ice="resolve_pass")
    assert set(missing.value.errors) == {"minutes_no"}


def test_a_meeting_to_come_decides_nothing(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice")
    with nothing_written(), pytest.raises(Invalid) as caught:
        record(tabled, meeting, ice="resolve_pass")
    assert set(caught.value.errors) == {"held_on"}


def test_who_avoided_is_kept_by_name(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice")
    tabled.on(2016, 7, 6)
    natural = tabled.world.people["deputy"].natural
    said = {**PASSED, "avoided": [natural], "avoided_others": "列席人员甲（演示）"}
    record(tabled, meeting, ice=("resolve_pass", said))
    check(tabled, meeting, "ice")
    row = tabled.case("ice").resolutions.get()
    assert row.avoided == f"{tabled.world.people['deputy'].name}、列席人员甲（演示）"


def test_cases_of_two_revisions_are_recorded_together_each_by_its_own_form(tabled: Stage) -> None:
    files = dict(measure_files())
    form = files["forms/meeting.yaml"].decode()
    lines = [one for one in form.splitlines() if "avoided" not in one]
    written = "  avoided: {label: 回避人员, type: line, required: false}"  # as it was before there was a list
    files["forms/meeting.yaml"] = "\n".join([*lines, written, ""]).encode()
    earlier = policies.publish(files, by="测试", on=tabled.day)
    Case.objects.filter(pk=tabled.case("herb").pk).update(revision=earlier)
    meeting = arranged(tabled, "ice", "herb")
    tabled.on(2016, 7, 6)
    deputy = tabled.world.people["deputy"]
    said = {**PASSED, "avoided": [deputy.natural]}
    record(tabled, meeting, ice=("resolve_pass", said), herb=("resolve_pass", said))
    check(tabled, meeting, "ice", "herb")
    assert {tabled.case(name).resolutions.get().avoided for name in ("ice", "herb")} == {deputy.name}


def test_what_is_wrong_goes_back_and_is_recorded_anew(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice", "herb")
    tabled.on(2016, 7, 6)
    record(tabled, meeting, ice="resolve_pass", herb="resolve_pass")
    numbers = [tabled.case("herb").pk]
    with pytest.raises(Invalid):
        actions.return_decisions(meeting, numbers, " ", sent(tabled, "office-head", "herb"))
    actions.return_decisions(meeting, numbers, "摘录有误。（演示）", sent(tabled, "office-head", "herb"))
    check(tabled, meeting, "ice")
    with nothing_written(), pytest.raises(Refused, match="尚未登记"):
        check(tabled, meeting, "herb")
    record(tabled, meeting, herb="resolve_back")
    check(tabled, meeting, "herb")
    assert (tabled.state("ice"), tabled.state("herb")) == ("proposed", "argument")


def test_two_officials_at_once_and_two_clicks_are_told(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice", "herb")
    tabled.on(2016, 7, 6)
    first = sent(tabled, "secretary", "ice", "herb", once="a" * 32)
    both = {tabled.case(name).pk: ("resolve_pass", PASSED) for name in ("ice", "herb")}
    actions.record_decisions(meeting, NUMBER, both, first)
    with nothing_written(), pytest.raises(Repeated):
        actions.record_decisions(meeting, NUMBER, both, first)
    late = Sent(first.by, first.on, first.seen, "b" * 32)
    with nothing_written(), pytest.raises(Stale):
        actions.record_decisions(meeting, NUMBER, both, late)
    with nothing_written(), pytest.raises(Refused):
        check(tabled, meeting, "ice", by="secretary")


def test_what_is_not_on_the_agenda_is_not_recorded_there(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice")
    tabled.on(2016, 7, 6)
    with nothing_written(), pytest.raises(Refused, match="不在本次会议的议程上") as caught:
        record(tabled, meeting, ice="resolve_pass", herb="resolve_pass")
    assert caught.value.reasons[0].fact == tabled.case("herb").title
    tabled.act("terminate", ["lead-head", "deputy"], "ice", **TERMINATION)
    with nothing_written(), pytest.raises(Refused):
        record(tabled, meeting, ice="resolve_pass")


def test_the_act_itself_agrees_with_the_agenda_and_knows_its_meeting(tabled: Stage) -> None:
    arranged(tabled, "ice")
    tabled.on(2016, 7, 6)
    other = MEETING | {"held_on": "2016-07-06"}
    assert "议程" in invalid(tabled, "resolve_pass", "secretary", "ice", **other)["held_on"]
    tabled.act("resolve_pass", ["secretary", "office-head"], "ice", **MEETING)
    assert Meeting.objects.get().minutes_no == MEETING["minutes_no"]
    wrong = MEETING | {"held_on": "2016-07-06"}  # the same minutes, another day
    assert "已登记给" in invalid(tabled, "resolve_pass", "secretary", "herb", **wrong)["minutes_no"]
    tabled.act("resolve_pass", ["secretary", "office-head"], "herb", **MEETING)
    assert Meeting.objects.get().items.count() == 2


def test_each_case_of_a_batch_keeps_its_own_words(stage: Any) -> None:
    play: Stage = stage("argued")
    play.on(2016, 7, 4)
    rows = [play.case("ice"), play.case("herb")]
    each = {str(case.pk): {"brief": f"{case.title}（演示）"} for case in rows}
    actions.table(rows, {EACH: each}, sent(play, "lead-head", "ice", "herb"))
    play.act("table", TABLED[1:], "ice", "herb")
    assert [case.topics.get().brief for case in rows] == [f"{case.title}（演示）" for case in rows]


def test_a_brief_tells_what_changed_and_a_book_binds_them(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice", "herb")
    ice = tabled.case("ice")
    lead = ice.alliance.lead
    lead.valid_until = date(2016, 6, 1)
    lead.save()
    found = briefs.gather([ice, tabled.case("herb")], tabled.day)
    assert [one.text for one in found[ice.pk].changes] == [f"“{lead.name}”的证照已于2016年6月1日到期"]
    panel = found[ice.pk].panel
    assert (panel.votes, panel.sheets, panel.of) == (4, 5, 2)
    assert found[ice.pk].letter == "本科发〔2016〕9号"
    made = book_of(meeting, tabled.day)
    assert book_of(meeting, tabled.day) == made and books(meeting) == [made]
    with open_file(made.file.sha256) as content:
        pages = [page.extract_text() for page in PdfReader(content).pages]
    assert len(pages) == 4 and all(made.name in page for page in pages)  # cover, contents, one each
    lead.name = "改名后的公司（演示）"
    lead.save()
    assert book_of(meeting, tabled.day).name != made.name


def test_a_book_has_no_votes_of_the_meeting(tabled: Stage) -> None:
    meeting = arranged(tabled, "ice")
    data = book.data_of(meeting, list(briefs.gather([tabled.case("ice")], tabled.day).values()), tabled.day)
    assert set(data) == {
        "measure", "authority", "meeting", "held_on", "on", "demonstration", "decisions", "items", "digest", "code"
    }  # fmt: skip


def test_a_day_that_is_wrong_for_one_of_several_names_it(tabled: Stage) -> None:
    tabled.on(2016, 7, 6)
    tabled.act("resolve_defer", ["secretary", "office-head"], "ice", **MEETING)
    tabled.act("table", TABLED, "ice", **BRIEF)  # came anew on 6 July; the other since June
    again = MEETING | {"minutes_no": "演示纪要〔2016〕13号"}
    said = invalid(tabled, "resolve_pass", "secretary", "ice", "herb", **again)["held_on"]
    assert said.startswith(f"{tabled.case('ice').title}：") and tabled.case("herb").title not in said
    early = again | {"held_on": "2016-05-01"}
    assert "：" not in invalid(tabled, "resolve_pass", "secretary", "herb", **early)["held_on"]
