"""The office's first page: tabs with counts, filters by address, acts on what is ticked, workbooks of what is shown."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.cases.models import Case, Charge, Circulated
from lianmeng.decisions.models import Delivery
from lianmeng.files import workbooks
from lianmeng.files.models import Attachment
from lianmeng.files.workbooks import Sheet
from lianmeng.web import clock
from tests.stories.answers import APPROVAL, SIGNERS
from tests.stories.stage import Stage
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
TABS = ("", "?tab=toread", "?tab=done", "?tab=closed", "?tab=supervised")
REASON = "调离（演示）"


def text(play: PagePlay, by: str, address: str) -> str:
    return play.client(by).get(address).content.decode()


def lines(page: str) -> list[str]:
    """The rows of the page's table."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def acted(play: PagePlay, name: str, by: str, *cases: str, **answers: Any) -> Any:
    """One hand through actions, on the same world."""
    return Stage(play.world, play.day, play.made).hand(name, by, *cases, **answers)


def test_each_line_says_what_to_do_for_this_capacity_alone(pages: Pages) -> None:
    play = pages("recommended")
    registry = lines(text(play, "registry", "/office/"))
    assert len(registry) == 2 and all("收文登记" in row and "已推荐待收文" in row for row in registry)
    for nobody in ("lead-clerk", "planning-head", "benxi-clerk"):
        assert lines(text(play, nobody, "/office/")) == [], nobody


def test_where_a_person_chooses_the_outcome_no_outcome_is_named_first(pages: Pages) -> None:
    play = pages("submitted")
    case = play.case("ice")
    first = next(row for row in lines(text(play, "benxi-clerk", "/office/")) if case.title in row)
    assert f'<a href="/office/cases/{case.pk}">初审</a>' in first and "初审通过" not in first
    page = text(play, "benxi-clerk", f"/office/cases/{case.pk}")
    head = page[page.index("请办理：初审（经办）") :]
    offered = head[: head.index("</section>")]
    for act in ("clear", "ask_correction_pre", "not_recommend"):
        assert f'<a class="btn" href="/office/cases/{case.pk}/do/{act}">' in offered
    acted(play, "clear", "benxi-clerk", "ice", opinion="同意（演示）")
    (second,) = lines(text(play, "benxi-head", "/office/"))
    assert f'<a href="/office/cases/{case.pk}/do/clear">初审通过</a>' in second


def test_a_second_hand_waits_only_for_its_own_desk(pages: Pages) -> None:
    play = pages("submitted")
    clerk, head = lines(text(play, "benxi-clerk", "/office/")), lines(text(play, "benxi-head", "/office/"))
    assert len(clerk) == 2 and head == []
    acted(play, "clear", "benxi-clerk", "ice", opinion="同意（演示）")
    assert len(lines(text(play, "benxi-head", "/office/"))) == 1
    assert len(lines(text(play, "benxi-clerk", "/office/"))) == 1


@pytest.mark.parametrize("asked", [*TABS, "?q=冰葡&stage=recognition.forwarded&recommender=benxi&due=week"])
def test_the_first_page_costs_the_same_with_one_case_and_with_thirty(pages: Pages, asked: str) -> None:
    play = pages("recommended")
    reader = play.actor("registry").person
    acted(play, "everyday.circulate", "lead-clerk", "ice", readers=[reader])
    acted(play, "everyday.supervise", "deputy", "ice", demand="尽快（演示）", finish_by="2016-06-30")
    acted(
        play, "everyday.attach_scan", "registry", "ice", paper_name="说明（演示）", scan={"file": "说明.pdf"}
    )
    few = _cost(play, asked)
    _copy(play.case("ice"), 30)
    assert _cost(play, asked) == few <= 12


def _cost(play: PagePlay, asked: str) -> int:
    address = f"/office/{asked}"
    client = play.client("registry")
    client.get(address)
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def _copy(case: Case, count: int) -> None:
    """The same case again and again, with all that desks list: rows to look at, not to act on."""
    rows = [*case.turns.all(), *case.circulated.all(), *case.deadlines.filter(ended_by=None)]
    for number in range(count):
        case.pk, case.number = None, f"{number}"
        case.save(force_insert=True)
        for row in rows:
            row.pk, row.case = None, case
            if isinstance(row, Circulated):
                row.entry = 1000 + number
            row.save(force_insert=True)


def test_filters_narrow_by_the_address_and_nonsense_asks_for_nothing(pages: Pages) -> None:
    play = pages("recommended")
    assert len(lines(text(play, "registry", "/office/?q=冰葡"))) == 1
    assert len(lines(text(play, "registry", "/office/?stage=recognition.notice"))) == 0
    assert len(lines(text(play, "registry", "/office/?recommender=benxi"))) == 2
    for nonsense in (
        "?tab=x&due=never&stage=a.b&recommender=nowhere",
        "?after=1&before=x.y",
        "?q=%00",
        "?before=9999-99-99.1",
    ):
        assert len(lines(text(play, "registry", f"/office/{nonsense}"))) == 2, nonsense


def test_what_was_circulated_stays_until_it_is_read(pages: Pages) -> None:
    play = pages("recommended")
    acted(play, "everyday.circulate", "registry", "ice", readers=[play.actor("deputy").person])
    page = text(play, "deputy", "/office/?tab=toread")
    row = Circulated.objects.get()
    assert len(lines(page)) == 1 and f"/office/read/{row.pk}" in page
    assert play.client("director").post(f"/office/read/{row.pk}").status_code == 404
    assert play.client("deputy").post(f"/office/read/{row.pk}").status_code == 302
    assert lines(text(play, "deputy", "/office/?tab=toread")) == []


def test_urging_and_supervision_are_shown_to_those_whom_they_mean(pages: Pages) -> None:
    play = pages("recommended")
    acted(play, "everyday.urge", "lead-clerk", "ice", way="phone", note="请尽快（演示）")
    acted(play, "everyday.supervise", "deputy", "ice", demand="月底前办完（演示）", finish_by="2016-06-30")
    assert "已催办1次" in text(play, "registry", "/office/")
    assert "月底前办完" in text(play, "lead-clerk", "/office/?tab=supervised")
    case = play.case("ice").pk
    assert "已催办1次" in text(play, "registry", f"/office/cases/{case}")
    assert "请尽快" not in text(play, "ice-clerk", f"/apply/cases/{case}")
    assert "催办" in text(play, "lead-clerk", "/office/?tab=done")


def test_what_one_office_notes_stays_there(pages: Pages) -> None:
    play = pages("recommended")
    given = {"leader": "分管厅领导（演示）", "given_on": "2016-05-03", "text": "内部批示一句（演示）"}
    acted(play, "everyday.note_instruction", "lead-clerk", "ice", **given, instruction={"file": "批示件.pdf"})
    acted(play, "everyday.hold", "lead-clerk", "ice", reason="内部核对一事（演示）")
    paper = Attachment.objects.get(name="批示件.pdf", owner_stream=play.case("ice").stream)
    case = play.case("ice").pk
    assert "内部批示一句" in text(play, "registry", f"/office/cases/{case}")
    for by, door in (("ice-clerk", "apply"), ("benxi-head", "office")):
        page = text(play, by, f"/{door}/cases/{case}")
        for words in ("内部批示一句", "内部核对一事", "批示件.pdf"):
            assert words not in page, (by, words)
        assert play.client(by).get(f"/files/{paper.pk}").status_code == 404
    acted(play, "everyday.hold", "lead-head", "ice")
    told = text(play, "ice-clerk", f"/apply/cases/{case}")
    assert "中止办理" in told and "内部核对一事" in told  # performed, it is told with its reason


def test_what_a_colleague_is_in_charge_of_leaves_the_others_desks(pages: Pages) -> None:
    play = pages("recommended")
    Stage(play.world, play.day, play.made).hire("registry-2", "registry", "registry", 93)
    second = play.actor("registry-2")
    case = play.case("ice")
    Charge.objects.create(
        case=case,
        office="registry",
        capacity="registry",
        person=play.world.people["registry-2"],
        since=play.day,
        entry=1,
    )
    assert len(lines(text(play, "registry", "/office/"))) == 1
    assert second.office and len(lines(text(play, "registry-2", "/office/"))) == 2


def test_ticked_rows_are_done_together_and_told_row_by_row(pages: Pages) -> None:
    play = pages("recommended")
    client = play.client("lead-clerk")
    picks = {"pick": [str(play.case(name).pk) for name in ("ice", "herb")], "act": "urge", "from": "cases"}
    shown = client.get("/office/together", picks, follow=True)
    page = shown.content.decode()
    assert page.count("催办办公室（文书）") == 2 and "一并办理的事项（2件）" in page
    address = shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]
    told = client.post(address, {**hidden(page), "way": "phone"}, follow=True).content.decode()
    assert "办理结果 <b>2</b> 件" in told and told.count("已催办办公室（文书）") == 2
    number = told.partition('rel="x"')  # the page is the actor's own
    assert number and play.client("registry").get("/office/results/1").status_code == 404


def test_all_that_waits_is_offered_at_once_over_all_pages(pages: Pages) -> None:
    play = pages("resolved")
    _copy(play.case("ice"), 30)
    page = text(play, "publisher", "/office/")
    assert len(lines(page)) == 20 and "公开审查<" in page and "32件</span>" in page
    first, others = re.findall(r'href="/office/cases/(\d+)/do/clear_release\?with=([^"]*)"', page)[0]
    assert len({first, *others.split("%2C")}) == 32


def test_letters_are_registered_one_by_one_and_not_all_as_one(pages: Pages) -> None:
    page = text(pages("recommended"), "registry", "/office/")
    assert '<a class="btn" href="/office/incoming/">一并办理</a>' in page


def test_what_cannot_be_done_together_is_said_and_leads_back(pages: Pages) -> None:
    play = pages("recommended")
    client, ice, herb = play.client("registry"), play.case("ice").pk, play.case("herb").pk
    for picks in ({}, {"pick": [f"{ice}:register:0", f"{herb}:return_letter:0"]}, {"pick": ["x"]}):
        assert client.get("/office/together", picks, follow=True).redirect_chain[-1][0] == "/office/"
    assert client.get("/office/together", {"pick": [str(ice)], "act": "nonsense"}).status_code == 404
    assert client.get("/office/together", {"pick": ["999999"], "act": "urge"}).status_code == 404


def test_all_of_a_colleagues_work_is_handed_over_after_a_list(pages: Pages) -> None:
    play = pages("recommended")
    Stage(play.world, play.day, play.made).hire("lead-clerk-2", "lead_clerk", "lead", 92)
    first, second = (f"{play.actor(name).person}:lead_clerk" for name in ("lead-clerk", "lead-clerk-2"))
    acted(play, "everyday.reassign", "lead-head", "ice", "herb", person=first)
    client = play.client("lead-head")
    page = client.get("/office/hand-over/", {"leaving": first}).content.decode()
    assert "交接清单（2件）" in page
    seen = {f"seen-{play.case(name).pk}": play.case(name).version for name in ("ice", "herb")}
    sent = {**seen, "leaving": first, "person": second, "reason": REASON, "once": "a" * 32}
    bad = client.post("/office/hand-over/", {**sent, "person": first})
    assert bad.status_code == 422 and REASON in bad.content.decode() and "同一人" in bad.content.decode()
    assert "办理结果 <b>2</b> 件" in client.post("/office/hand-over/", sent, follow=True).content.decode()
    again = client.post("/office/hand-over/", {**sent, "leaving": second, "person": first}, follow=True)
    assert "没有办成" in again.content.decode() or "未重复" in again.content.decode()
    assert play.client("registry").get("/office/hand-over/").status_code == 404


# ---- workbooks -----------------------------------------------------------------------------------------------


def book(play: PagePlay, by: str, address: str) -> Sheet:
    sent = play.client(by).get(address)
    assert sent.status_code == 200 and "attachment" in sent["Content-Disposition"]
    return workbooks.read(b"".join(sent.streaming_content), "列表.xlsx", "列表")


def cells(play: PagePlay, by: str, address: str) -> list[tuple[Any, ...]]:
    return list(book(play, by, address).rows)


@pytest.mark.parametrize("asked", ["", "?q=冰葡", "?state=notice", "?state=nonsense&recommender=benxi"])
def test_a_workbook_holds_exactly_what_the_list_shows(pages: Pages, asked: str) -> None:
    play = pages("recommended")
    shown = lines(text(play, "lead-clerk", f"/office/cases/{asked}"))
    rows = cells(play, "lead-clerk", f"/office/cases/export.xlsx{asked}")
    assert rows[0][0] == "申报认定" and rows[2][:2] == ("序号", "名称")
    assert (
        "制表单位：产学研合作处" in rows[1][0]
        and f"共{len(shown)}件" in rows[1][0]
        and "日期：2016年" in rows[1][0]
    )
    assert len(rows) - 3 == len(shown)
    assert all(row[1] in line for row, line in zip(rows[3:], shown, strict=True))


def test_a_title_that_begins_like_a_formula_stays_text(pages: Pages) -> None:
    play = pages("recommended")
    Case.objects.filter(pk=play.case("ice").pk).update(title="=HYPERLINK(1)")
    for address in ("cases/export.xlsx", "calls/export.xlsx", "export.xlsx", "export.xlsx?tab=closed"):
        assert not book(play, "registry", f"/office/{address}").formulas, address
    assert any("=HYPERLINK(1)" in row for row in cells(play, "registry", "/office/cases/export.xlsx"))


@pytest.mark.parametrize("tab", ["todo", "toread", "done", "closed", "supervised"])
def test_every_tab_is_saved_even_empty(pages: Pages, tab: str) -> None:
    rows = cells(pages("recommended"), "director", f"/office/export.xlsx?tab={tab}")
    assert len(rows) == 3 and "共0" in rows[1][0]


def test_nobody_saves_what_nobody_sees(pages: Pages) -> None:
    play = pages("submitted")
    assert len(cells(play, "lead-clerk", "/office/cases/export.xlsx")) == 3
    assert play.client("ice-clerk").get("/office/cases/export.xlsx").status_code == 403


def test_replies_are_bundled_by_the_office_that_they_go_to(pages: Pages) -> None:
    play = pages("noticed")
    _copy(play.case("ice"), 2)
    page = text(play, "lead-clerk", "/office/")
    assert "本溪市科学技术局　4件</span>" in page
    Case.objects.filter(pk=Case.objects.latest("pk").pk).update(recommender=None)
    assert "本溪市科学技术局　3件</span>" in text(play, "lead-clerk", "/office/")


def test_thirty_replies_are_delivered_at_once(pages: Pages) -> None:
    play = pages("noticed")
    stage = Stage(play.world, play.day, play.made)
    stage.on(2016, 7, 22)
    stage.act("issue", SIGNERS, "ice", "herb", **APPROVAL)
    clock.move_to(stage.day)
    ice, herb = (play.case(name).pk for name in ("ice", "herb"))
    assert f"/office/cases/{ice}/do/deliver?with={herb}" in text(play, "registry", "/office/")
    stage.hand("deliver", "registry", "ice", "herb", way="electronic", delivered_on="2016-07-22")
    assert Delivery.objects.filter(case__in=[ice, herb]).count() == 2
