"""The 批复 of the first measure: its facts on paper, the same bytes every time."""

import re
from pathlib import Path
from typing import Any

import pytest

from lianmeng.documents.render import RenderFailed, complaints, render
from tests.documents.papers import page_texts

FOLDER = Path(__file__).parents[2] / "policies" / "liaoning-2016" / "documents"
TEMPLATE = b"".join((FOLDER / name).read_bytes() for name in ("style.typ", "approval.typ"))
ALLIANCES = [
    {"name": "桓仁冰葡萄产业技术创新战略联盟", "lead": "桓仁北江葡萄酒产业发展有限公司"},
    {"name": "中药生产过程化质量控制产业技术创新战略联盟", "lead": "本溪国家中成药工程技术研究中心有限公司"},
]
MARK = "（演示文件，不具效力）"


def facts(**changes: Any) -> dict[str, Any]:
    """Return what the template is given; numbers, dates and the title are invented (演示)."""
    return {
        "authority": "辽宁省科学技术厅",
        "number": "辽科发〔2016〕28号",
        "title": "辽宁省科学技术厅关于认定桓仁冰葡萄产业技术创新战略联盟等2个联盟为省级试点的批复",
        "addressee": "本溪市科学技术局",
        "you": "你局",
        "request": {"title": "关于推荐2016年度省级联盟试点的请示", "number": "本科发〔2016〕12号"},
        "meeting": "厅党组会",
        "notice": True,
        "list": ALLIANCES,
        "term_years": 5,
        "term_from": "2016-09-05",
        "term_to": "2021-09-04",
        "signed_on": "2016-09-05",
        "printed_on": "2016-09-06",
        "copies_to": "桓仁北江葡萄酒产业发展有限公司，本溪国家中成药工程技术研究中心有限公司",
        "check_code": "7F3C-91D2-A05B-44E1",
        "demonstration": True,
        **changes,
    }


def pages(**changes: Any) -> list[str]:
    return page_texts(render(TEMPLATE, facts(**changes)))


def running_text(**changes: Any) -> str:
    """Return the text as it runs on over the pages, without what stands at their edges."""
    edges = re.compile(rf"^{MARK}|(—\d+—)?校验码：[0-9A-F-]+(—\d+—)?|—\d+—$")
    return "".join(edges.sub("", page) for page in pages(**changes))


def test_same_facts_same_bytes() -> None:
    template = TEMPLATE
    first = render(template, facts())
    assert first == render(template, dict(reversed(facts().items())))
    assert first != render(template, facts(check_code="0000-0000-0000-0000"))


def test_it_names_no_author_and_no_time() -> None:
    pdf = render(TEMPLATE, facts())
    assert b"/Author" not in pdf and b"/CreationDate" not in pdf and b"/Title" in pdf
    assert b"Typst" not in pdf and b"ModifyDate" not in pdf


def test_facts_stand_on_the_paper() -> None:
    text = running_text()
    for words in (
        "辽宁省科学技术厅文件辽科发〔2016〕28号",
        facts()["title"],
        "本溪市科学技术局：",
        "你局《关于推荐2016年度省级联盟试点的请示》（本科发〔2016〕12号）收悉。",
        "经组织专家论证、厅党组会讨论通过，并在我厅网站公示，现批复如下：",
        "有效期5年，自2016年9月5日起至2021年9月4日止",
        "1.桓仁冰葡萄产业技术创新战略联盟（盟主单位：桓仁北江葡萄酒产业发展有限公司）；",
        "2.中药生产过程化质量控制产业技术创新战略联盟（盟主单位：本溪国家中成药工程技术研究中心有限公司）。",
        "此复。辽宁省科学技术厅2016年9月5日",
        "抄送：桓仁北江葡萄酒产业发展有限公司，本溪国家中成药工程技术研究中心有限公司。",
        "2016年9月6日印发",
    ):
        assert words in text


def test_every_page_bears_number_code_and_mark() -> None:
    for number, page in enumerate(pages(), 1):
        assert f"—{number}—" in page
        assert "校验码：7F3C-91D2-A05B-44E1" in page
        assert page.startswith(MARK)


def test_a_real_paper_has_no_mark() -> None:
    assert MARK not in "".join(pages(demonstration=False))


def test_one_alliance_stands_in_the_sentence() -> None:
    text = running_text(list=ALLIANCES[:1])
    assert (
        "同意认定桓仁冰葡萄产业技术创新战略联盟（盟主单位：桓仁北江葡萄酒产业发展有限公司）为辽宁省产业技术创新战略联盟试点"
        in text
    )
    assert "各联盟" not in text


def test_a_long_list_is_an_annex_on_its_own_page() -> None:
    many = [{"name": f"第{i}联盟", "lead": f"第{i}公司"} for i in range(1, 31)]
    found = pages(list=many)
    body, annex = "".join(found[:2]), "".join(found[2:])
    assert "第1联盟等30个联盟（名单见附件）" in body and "附件：辽宁省产业技术创新战略联盟试点名单" in body
    assert all(f"{i}第{i}联盟第{i}公司" in annex for i in range(1, 31))
    assert found[2].removeprefix(MARK).startswith("附件辽宁省")


@pytest.mark.parametrize("count", [1, 2, 4, 5, 30, 60])
def test_the_imprint_ends_an_even_page(count: int) -> None:
    found = pages(list=[ALLIANCES[i % 2] for i in range(count)])
    assert len(found) % 2 == 0
    assert [page for page in found if "印发" in page] == found[-1:]


def test_own_words_replace_the_usual_text() -> None:
    text = running_text(body=["同意你局意见。", "此复。"])
    assert "同意你局意见。此复。辽宁省科学技术厅" in text and "第十条" not in text


def test_steps_not_taken_are_not_told() -> None:
    text = running_text(meeting=None, notice=False, request=None, term_years=None)
    assert "收悉" not in text and "讨论通过" not in text and "公示" not in text
    assert "有效期自2016年9月5日起" in text


def test_a_draft_leaves_number_and_dates_open() -> None:
    unknown = dict.fromkeys(["number", "signed_on", "printed_on", "term_from", "term_to"])
    text = running_text(**unknown, copies_to="")
    assert "有效期5年，自本文成文之日起计算" in text
    assert "〔〕号" in text and "年月日印发" in text and "抄送" not in text


def test_the_grid_has_22_lines_of_28_characters() -> None:
    full = pages(body=["盟" * (26 + 28 * 60)])[1]
    assert full.count("盟") == 22 * 28


@pytest.mark.parametrize("changes", [{}, {"number": None}, {"list": ALLIANCES * 9}, {"list": ALLIANCES[:1]}])
def test_the_template_gives_no_cause_to_complain(changes: dict[str, Any]) -> None:
    assert complaints(TEMPLATE, facts(**changes)) == []


def test_a_faulty_template_names_its_line() -> None:
    with pytest.raises(RenderFailed, match="第2行"):
        render(b"= A\n#missing", {})


def test_a_template_sees_nothing_but_its_data() -> None:
    for source in (b'#read("/etc/passwd")', b'#read("render.py")', b'#import "@preview/cetz:0.3.0"'):
        with pytest.raises(RenderFailed):
            render(source, {})


def test_rare_characters_of_names_are_set() -> None:
    assert (
        "喆堃珺玥"
        in page_texts(render(b'#set text(font: "Noto Sans CJK SC")\n' + "喆堃珺玥".encode(), {}))[0]
    )


def test_a_name_with_any_sign_is_set() -> None:
    odd = [{"name": "甲(+[产业技术创新战略联盟", "lead": "乙"}]
    assert "甲(+[产业" in running_text(list=odd, title="关于认定甲(+[产业技术创新战略联盟的批复")


def test_a_reply_to_a_peer_is_a_letter() -> None:
    found = pages(kind="approval_reply", you="贵单位", addressee="辽宁省教育厅")
    text = "".join(found)
    assert "贵单位《关于推荐" in text and "特此函复。" in text
    assert "辽宁省科学技术厅文件" not in text and "印发" not in text
    assert "—1—" not in found[0] and "—2—" in found[1]  # the first page of a letter bears no number


def test_the_public_version_has_neither_copies_nor_imprint() -> None:
    text = "".join(pages(public=True))
    assert "抄送" not in text and "印发" not in text and "有效期5年" in text
