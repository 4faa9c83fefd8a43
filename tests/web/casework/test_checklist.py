"""The checklist of the reviewing office: saved item by item, frozen with the act, told all at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.cases import guard
from lianmeng.law import checklist
from lianmeng.record import queries as record
from lianmeng.reviews import queries as reviews
from lianmeng.reviews.models import ReviewItem
from lianmeng.web.casework import checklists
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
JUDGED = "c-agreement-conforming"


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def address(play: PagePlay) -> str:
    return f"/office/cases/{play.case('ice').pk}/checklist"


def text(play: PagePlay, by: str, path: str) -> str:
    return play.client(by).get(path).content.decode()


def agreement(play: PagePlay) -> int:
    return reviews.papers_of(play.case("ice")).filter(kind="agreement").get().pk


def judge(
    play: PagePlay, item: str = JUDGED, by: str = "benxi-clerk", *, htmx: bool = True, **typed: Any
) -> Any:
    """One judgement as the page sends it."""
    headers = {"HX-Request": "true"} if htmx else {}
    sent = {"verdict": "fit", "seen": "0", **typed}
    return play.client(by).post(f"{address(play)}/{item}", sent, headers=headers)


def test_every_condition_and_every_point_of_a_paper_stands_in_it(pages: Pages) -> None:
    play = pages("submitted")
    page, pack = text(play, "benxi-clerk", address(play)), play.world.pack
    for item in checklist.items(pack).values():
        assert f'id="{item.key}"' in page and item.title in page
    named = re.findall(r'\bid="([^"]+)"', page)
    assert len(named) == len(set(named))
    assert {f"c-{name}" for name in pack.criteria} <= set(checklist.items(pack))
    for words in ("第八条①", "第九条①", "2016年", "满足", "需人工判断", "尚未判断，须由人判断"):
        assert words in page
    assert all(words in page for words in pack.terms.lists["check_verdict"].values())


def test_a_judgement_is_saved_by_itself_with_pages_that_open_there(pages: Pages) -> None:
    play = pages("submitted")
    number = agreement(play)
    answer = judge(play, verdict="mend", note="未写明风险共担。", file=[number], pages=["1"])
    said = answer.content.decode()
    assert answer.status_code == 200 and "已保存" in said and "初审经办甲" in said
    assert f"/files/{number}#page=1" in said and "联盟协议文本第1页" in said
    assert 'name="seen" value="1"' in said
    assert (
        '<section class="card sticky" id="progress" hx-swap-oob="true">' in said
        and "1项不符合或需补正" in said
    )
    assert re.search(r'id="count-[^"]+" hx-swap-oob="true">已判断 1/', said)
    assert play.client("benxi-head").get(f"/files/{number}").status_code == 200
    row = ReviewItem.objects.get()
    assert (row.verdict, row.no, row.submission, row.pages[0]["page"]) == ("mend", 1, 1, 1)
    assert "未写明风险共担" in text(play, "benxi-head", address(play))  # colleagues read it


def test_without_script_it_is_saved_by_its_button(pages: Pages) -> None:
    play = pages("submitted")
    answer = judge(play, htmx=False)
    assert answer.status_code == 302 and answer["Location"] == f"{address(play)}#{JUDGED}"
    bad = judge(play, htmx=False, verdict="", note="还没想好")
    assert bad.status_code == 422 and "还没想好" in bad.content.decode()
    assert "请先选一种判断" in bad.content.decode()


def test_a_clash_is_told_and_nothing_typed_is_lost(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="fit")
    answer = judge(play, by="benxi-head", verdict="mend", note="缺一页")
    said = answer.content.decode()
    assert answer.status_code == 409 and ReviewItem.objects.count() == 1
    assert "初审经办甲（演示）刚刚判断过这一项" in said and 'name="seen" value="1"' in said
    plain = judge(play, by="benxi-head", verdict="mend", note="缺一页", htmx=False)
    assert plain.status_code == 409 and "缺一页</textarea>" in plain.content.decode()
    assert judge(play, by="benxi-head", verdict="mend", note="缺一页", seen="1").status_code == 200
    assert [row.no for row in ReviewItem.objects.all()] == [1, 2]  # the old one stays
    assert reviews.judgements(play.case("ice")).counting[JUDGED].verdict == "mend"


def test_the_same_once_is_noted_once_and_the_same_again_is_no_new_row(pages: Pages) -> None:
    play = pages("submitted")
    once = "a" * 32
    assert judge(play, once=once).status_code == judge(play, once=once).status_code == 200
    assert judge(play, seen="1").status_code == 200
    assert ReviewItem.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"verdict": "perhaps"}, "请先选一种判断"),
        ({"note": "长" * 2001}, "不超过2000字"),
        ({"pages": ["2"]}, "没有第2页"),
        ({"pages": ["一"]}, "不是页码"),
        ({"pages": ["9-3"]}, "起止页不对"),
        ({"file": ["0"], "pages": ["1"]}, "请选页码所在的材料"),
        ({"file": ["99999"], "pages": ["1"]}, "所选材料不在本件"),
    ],
)
def test_bad_input_is_told_beside_its_item(pages: Pages, typed: dict[str, Any], said: str) -> None:
    play = pages("submitted")
    answer = judge(play, **{"file": [agreement(play)], **typed})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ReviewItem.objects.exists()


def test_only_the_reviewing_office_sees_it_and_only_while_it_reviews(pages: Pages) -> None:
    play = pages("submitted")
    assert play.client("lead-clerk").get(address(play)).status_code == 404
    assert play.client("ice-clerk").get(address(play)).status_code == 403
    assert judge(play, "c-nothing").status_code == 404
    assert judge(play, by="benxi-registry").status_code == 409
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("clear", by, "ice", opinion="同意（演示）"))
    assert judge(play).status_code == 409 and "核对表不再改动" in judge(play).content.decode()
    assert "核对表不再改动" in text(play, "benxi-clerk", address(play))


def test_the_rest_of_a_paper_is_judged_with_one_button(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, "p-agreement-9", verdict="mend", note="缺风险共担")
    points = play.world.pack.materials["agreement"].outline
    sent = {"verdict": "fit", "once": "b" * 32 + "4"}
    for _ in range(2):  # sent twice it is done once
        answer = play.client("benxi-clerk").post(f"{address(play)}/rest/agreement", sent)
        assert answer.status_code == 302
    found = reviews.judgements(play.case("ice")).counting
    assert len(found) == ReviewItem.objects.count() == len(points)
    assert found["p-agreement-9"].verdict == "mend"
    assert play.client("benxi-clerk").post(f"{address(play)}/rest/nothing", sent).status_code == 404


def test_all_defects_are_told_at_once_with_articles_and_pages(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="mend", note="未写明风险共担。", file=[agreement(play)], pages=["1"])
    judge(play, "c-running-effective", verdict="unfit", note="没有理事会纪要")
    judge(play, "p-necessity-2", verdict="mend")
    judge(play, "c-enterprise-led", verdict="fit", note="四家企业牵头")
    page = text(play, "benxi-clerk", play.address(step("ask_correction_pre", "benxi-clerk", "ice")))
    form = page[page.index('id="act-form"') :]
    for line in (
        "1. 【第八条①】“协议内容和形式符合有关规定”需补正：未写明风险共担（见联盟协议文本第1页）。",
        "2. 【第八条③】“积极有效开展运行管理”不符合：没有理事会纪要。",
        "联盟组建必要性的说明：“国内外技术现状和差距”需补正。",
    ):
        assert line in form
    assert "四家企业牵头" not in form and "不妨碍办理" in page
    opinion = text(play, "benxi-clerk", play.address(step("clear", "benxi-clerk", "ice")))
    assert "符合1项，不符合1项，需补正2项" in opinion and "四家企业牵头" in opinion


def test_what_is_not_judged_is_named_and_stops_nothing(pages: Pages) -> None:
    play = pages("submitted")
    page = text(play, "benxi-clerk", play.address(step("clear", "benxi-clerk", "ice")))
    assert "没有填写" in page and "没有判断，不妨碍办理" in page and "以企业为主体" in page
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("clear", by, "ice", opinion="同意（演示）"))
    assert play.case("ice").state == "cleared"


def test_what_does_not_arise_asks_for_nobody(pages: Pages) -> None:
    play = pages("submitted")
    page = text(play, "benxi-clerk", address(play))
    item = page[page.index('id="c-seals-proper"') :]
    item = item[: item.index("</form>")]
    assert "不涉及" in item and "尚未判断" in item and "须由人判断" not in item
    opinion = text(play, "benxi-clerk", play.address(step("clear", "benxi-clerk", "ice")))
    missing = opinion[: opinion.index("没有判断，不妨碍办理")]
    assert "以企业为主体" in opinion and "签署所用印章" not in missing[missing.rindex("<section") :]


def test_the_second_person_reads_it_as_it_was_sent(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="fit", note="协议齐全")
    play.sign(step("clear", "benxi-clerk", "ice", opinion="同意（演示）"))
    entry = record.stream(play.case("ice").stream)[-1]
    kept = entry.data["answers"]["checklist"]
    assert kept["items"][0]["note"] == "协议齐全" and len(kept["digest"]) == 64
    head = text(play, "benxi-head", play.address(step("clear", "benxi-head", "ice")))
    code = f"{kept['digest'][:4]}-{kept['digest'][4:8]}".upper()
    assert "协议齐全" in head and code in head and "核对表又有改动" not in head
    judge(play, verdict="mend", note="其实缺一页", seen="1")
    changed = text(play, "benxi-head", play.address(step("clear", "benxi-head", "ice")))
    assert "协议齐全" in changed and "其实缺一页" not in changed and "核对表又有改动" in changed
    play.sign(step("clear", "benxi-head", "ice"))
    assert "checklist" not in text(play, "ice-clerk", f"/apply/cases/{play.case('ice').pk}")


def corrected(play: PagePlay) -> None:
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("ask_correction_pre", by, "ice", defects="缺一页（演示）"))
    for by in ("ice-clerk", "ice-head"):
        play.sign(step("resubmit_pre", by, "ice", changes="已补（演示）"))


def test_a_judgement_on_an_earlier_submission_is_marked(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="fit", note="四家企业")
    corrected(play)
    assert "按前次提交的材料判断" in text(play, "benxi-clerk", address(play))
    judge(play, verdict="fit", seen="1")
    assert ReviewItem.objects.latest("no").submission == 2
    assert "按前次提交的材料判断" not in text(play, "benxi-clerk", address(play))


def test_what_was_asked_to_be_mended_is_judged_anew(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="mend", note="缺一页")
    judge(play, "p-necessity-2", verdict="mend", note="没有差距")
    corrected(play)
    page = text(play, "benxi-clerk", address(play))
    assert page.count("补正后待重新判断") == 2 and "上次：需补正" in page and "缺一页" in page
    assert "需补正2项" not in text(play, "benxi-clerk", play.address(step("clear", "benxi-clerk", "ice")))
    rest = text(play, "benxi-clerk", address(play))
    once = rest[rest.index("checklist/rest/necessity") :].partition('name="once" value="')[2][:33]
    sent = {"verdict": "fit", "once": once.partition('"')[0]}
    assert play.client("benxi-clerk").post(f"{address(play)}/rest/necessity", sent).status_code == 302
    assert text(play, "benxi-clerk", address(play)).count("补正后待重新判断") == 2
    judge(play, verdict="fit", seen="1")
    judge(play, "p-necessity-2", verdict="fit", seen="1")
    assert "补正后待重新判断" not in text(play, "benxi-clerk", address(play))


def written(play: PagePlay, there: str) -> str:
    """What stands in the opinion's field."""
    field = re.search(
        r'<textarea name="opinion"[^>]*>(.*?)</textarea>', text(play, "benxi-clerk", there), re.DOTALL
    )
    assert field
    return field[1].strip()


def send_back(play: PagePlay) -> None:
    cases = [play.case("ice")]
    guard.send_back(cases, "clear", "请核对。（演示）", play.sent(play.actor("benxi-head"), cases))


def test_a_draft_that_came_back_untouched_follows_the_table(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="mend", note="缺一页")
    there = play.address(step("clear", "benxi-clerk", "ice"))
    drafted = checklists.prefill(play.case("ice"), "clear")
    play.sign(step("clear", "benxi-clerk", "ice", **drafted))
    send_back(play)
    judge(play, verdict="fit", seen="1")
    assert "符合1项" in written(play, there) and "需补正" not in written(play, there)
    play.sign(step("clear", "benxi-clerk", "ice", opinion="同意，已核对。（演示）"))
    send_back(play)
    judge(play, "p-necessity-2", verdict="fit")
    assert written(play, there) == "同意，已核对。（演示）"


def test_the_page_takes_a_fixed_number_of_queries(pages: Pages) -> None:
    play = pages("submitted")

    def queries(path: str) -> int:
        play.client("benxi-clerk").get(path)
        with CaptureQueriesContext(connection) as found:
            assert play.client("benxi-clerk").get(path).status_code == 200
        return len(found)

    before = queries(address(play))
    for key in list(checklist.items(play.world.pack))[:30]:
        judge(play, key, verdict="fit")
    assert queries(address(play)) == before <= 20
    assert queries(play.address(step("clear", "benxi-clerk", "ice"))) <= 24


def test_prefilled_words_are_the_clerks_to_change(pages: Pages) -> None:
    play = pages("submitted")
    judge(play, verdict="mend", note="未写明风险共担")
    there = play.address(step("ask_correction_pre", "benxi-clerk", "ice"))
    sent = {**hidden(text(play, "benxi-clerk", there)), "defects": "只缺一页（演示）"}
    assert play.client("benxi-clerk").post(there, sent).status_code == 302
    assert record.stream(play.case("ice").stream)[-1].data["answers"]["defects"] == "只缺一页（演示）"
