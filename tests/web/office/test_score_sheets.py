"""Paper score sheets filled in a workbook: out with the alliances, in as if typed, signed as ever."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from lianmeng.files import workbooks
from lianmeng.files.workbooks import Column
from lianmeng.reviews.models import Sheet
from tests.attack.browse import browser
from tests.stories.answers import PROMISE
from tests.stories.stage import Stage, nothing_written
from tests.web.office.test_panels import PAPERS, both, papers, scan
from tests.web.panel_day import formed, send

pytestmark = pytest.mark.django_db
SCORES = ["22", "18", "17", "12", "8", "9"]
LABELS = [
    "申报编号",
    "联盟",
    "必要性",
    "目标任务",
    "成员构成",
    "运行机制",
    "经费保障",
    "可行性和基础",
    "论证意见",
    "评议意见",
]


@pytest.fixture
def play(stage: Any) -> Stage:
    """Two alliances before a panel whose first expert promised on paper."""
    play = formed(stage)
    clerk, head = browser(play, "lead-clerk"), browser(play, "lead-head")
    declare = papers(play, "declare")
    assert send(clerk, declare, case=both(play), **PROMISE, **scan(), sign="1").status_code == 302
    check = {"act": "declare", "whose": play.actor("expert-1").natural, "check": "1"}
    assert send(head, PAPERS, **check).status_code == 302
    return play


def template(play: Stage, who: str = "lead-clerk") -> Any:
    natural = play.actor("expert-1").natural
    return browser(play, who).get(f"{PAPERS}sheet.xlsx?expert={natural}")


def book(*rows: list[str], labels: list[str] | None = None) -> SimpleUploadedFile:
    columns = [Column(label, 10) for label in labels or LABELS]
    content = workbooks.write(
        "评议表", columns, rows, spare=0, notes_sheet="说明", notes_head=("列",), notes=()
    )
    return SimpleUploadedFile("评议表.xlsx", content)


def line(play: Stage, name: str, *, vote: str = "通过", scores: list[str] | None = None) -> list[str]:
    case = play.case(name)
    return [str(case.number), case.title, *(scores or SCORES), vote, f"{name}：可行。（演示）"]


def filled(play: Stage, file: Any) -> Any:
    return send(browser(play, "lead-clerk"), papers(play, "review"), fill="1", filled=file)


def test_the_template_holds_each_alliance_whose_sheet_is_still_to_be_entered(play: Stage) -> None:
    answer = template(play)
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name("评议表").to_python()
    assert rows[0] == LABELS
    assert {row[0] for row in rows[1:]} == {play.case(name).number for name in ("ice", "herb")}
    assert template(play, "ice-clerk").status_code in (302, 403)
    assert template(play, "integrity").status_code == 404
    assert "utf-8''" in answer["Content-Disposition"]
    outside = play.actor("expert-6").natural
    assert browser(play, "lead-clerk").get(f"{PAPERS}sheet.xlsx?expert={outside}").status_code == 404


def test_a_filled_workbook_stands_in_the_form_and_is_signed_there(play: Stage) -> None:
    with nothing_written():
        answer = filled(play, book(line(play, "ice"), line(play, "herb", vote="不通过")))
    page = answer.content.decode()
    assert answer.status_code == 200 and "已读入2件，尚未录入" in page
    typed: dict[str, str] = {}
    for number in both(play):
        for name, value in zip(
            ("necessity", "goals", "membership", "mechanism", "funds", "feasibility"), SCORES, strict=True
        ):
            assert re.search(rf'name="{name}-{number}"[^>]*value="{value}"', page), (name, number)
            typed[f"{name}-{number}"] = value
        chosen = re.search(rf'name="vote-{number}" value="(\w+)" checked', page)
        assert chosen
        typed |= {f"vote-{number}": chosen[1], f"comment-{number}": "可行。（演示）"}
    clerk, head = browser(play, "lead-clerk"), browser(play, "lead-head")
    assert send(clerk, papers(play, "review"), **typed, **scan(), sign="1").status_code == 302
    check = {"act": "review", "whose": play.actor("expert-1").natural, "check": "1"}
    assert send(head, PAPERS, **check).status_code == 302
    assert set(Sheet.objects.values_list("vote", flat=True)) == {"pass", "fail"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scores": ["26", *SCORES[1:]]}, "C2 必要性：不能大于25"),
        ({"scores": ["很高", *SCORES[1:]]}, "C2 必要性：请填整数"),
        ({"vote": "大概通过"}, "I2 论证意见"),
    ],
)
def test_a_wrong_cell_is_told_by_its_address_and_nothing_is_lost(
    play: Stage, change: dict[str, Any], said: str
) -> None:
    with nothing_written():
        answer = filled(play, book(line(play, "ice", **change), line(play, "herb")))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert "herb：可行。（演示）" in page and "ice：可行。（演示）" in page


def test_what_is_no_score_sheet_is_refused_whole(play: Stage) -> None:
    strange = line(play, "ice")
    strange[0] = "LM2099-001"
    for file, said in (
        (book(strange), "A2：“LM2099-001”不在这位专家可以代录的名单中"),
        (book(line(play, "ice"), line(play, "ice")), "填了不止一行"),
        (book(), "一件也没有填"),
        (book(*[strange] * 501), "一次最多500行"),
        (book(["1"], labels=["别的"]), "没有找到表头一行"),
        (SimpleUploadedFile("评议表.xlsx", b"%PDF-1.4"), "XLSX"),
        ("", "没有选择文件"),
    ):
        with nothing_written():
            answer = filled(play, file)
        assert answer.status_code == 422 and said in answer.content.decode(), said
