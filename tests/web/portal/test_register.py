"""The register of pilots: found by two characters, filtered by the address, paged by key, taken away as a file."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.designations.models import Designation
from lianmeng.web import clock
from lianmeng.web.portal.pilot import drawn
from tests.stories.stage import Stage
from tests.web.portal.conftest import TODAY, many, shown

pytestmark = pytest.mark.django_db
ICE, HERB = "桓仁冰葡萄产业技术创新战略联盟", "中药生产过程化质量控制产业技术创新战略联盟"


def found(query: str) -> tuple[bool, bool]:
    page = shown(f"/?{query}")
    return ICE in page, HERB in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=" + quote("葡萄"), (True, False)),
        ("q=" + quote("中药"), (False, True)),
        ("q=" + quote("冷链"), (True, False)),  # in the name of a member
        ("q=" + quote("联盟") + "&place=benxi", (True, True)),
        ("place=dalian", (False, False)),
        ("focus=agriculture", (True, False)),
        ("standing=in-force", (True, True)),
        ("standing=expired", (False, False)),
        ("place=nowhere&focus=nothing&standing=ever", (True, True)),
        ("q=" + quote("%_不存在'\"<script>"), (False, False)),
        ("q=" + quote("葡\0萄"), (True, False)),
        ("q=" + "9" * 5000, (False, False)),
        ("before=2016-13-99.1&after=x.y", (True, True)),
    ],
)
def test_it_is_asked_by_its_address(published: Stage, query: str, expected: tuple[bool, bool]) -> None:
    assert found(query) == expected


def test_an_empty_answer_teaches(published: Stage) -> None:
    page = shown("/?q=" + quote("<b>没有"))
    assert "换一个名称" in page and "<b>没有" not in page


def test_an_empty_register_says_what_will_be_here(stage) -> None:  # type: ignore[no-untyped-def]
    stage("")
    assert "还没有公布的试点" in shown("/")


def test_pages_follow_each_other_and_cost_the_same(published: Stage) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(address)
        return len(asked)

    shown("/")
    few = queries("/?place=benxi")
    many(published, 30)
    assert queries("/?place=benxi") == few <= 12
    first = shown("/?place=benxi")
    assert "共32个" in first and first.count('data-l="有效期"') == 20
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = shown("/" + older[1].replace("&amp;", "&"))
    assert second.count('data-l="有效期"') == 12 and 'rel="next"' not in second and "place=benxi" in older[1]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer and shown("/" + newer[1].replace("&amp;", "&")).count('data-l="有效期"') == 20


def test_it_is_taken_away_as_filtered(published: Stage) -> None:
    Designation.objects.filter(case=published.case("ice")).update(focus="other")
    alliance = published.case("ice").alliance
    alliance.name = "=1+1"
    alliance.save(update_fields=["name"])
    text = Client().get("/pilots.csv?focus=other").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert len(rows) == 2 and rows[1][0] == "'=1+1" and rows[1][2] == "本溪市"
    answer = Client().get("/pilots.xlsx?focus=other")
    assert "attachment" in answer["Content-Disposition"]
    book = b"".join(answer) if answer.streaming else answer.content
    assert book[:2] == b"PK" and BytesIO(book).getbuffer().nbytes > 1000


def test_the_first_visit_stays_light(published: Stage) -> None:
    many(published, 30)
    page = Client().get("/")
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode())
    weight = len(page.content) + sum(len(b"".join(Client().get(one))) for one in set(linked))
    assert weight < 150 * 1024


def test_a_pilot_tells_what_is_public_and_nothing_else(published: Stage) -> None:
    title = Designation.objects.get(case=published.case("ice"))
    page = shown(f"/pilots/{title.pk}")
    for words in (
        ICE,
        "本溪市科学技术局",
        "沈阳丁冷链物流有限公司",
        "演示发〔2016〕21号",
        "公布结果",
        "2021.7",
    ):
        assert words in page
    assert title.document.check_code in page
    for inner in ("处室", "专家", "初审", "联系", "纪要", "抄送"):
        assert inner not in page
    shown("/pilots/999999", 404)


def test_what_is_not_yet_published_is_no_pilot(stage) -> None:  # type: ignore[no-untyped-def]
    play = stage("noticed")
    clock.establish("demonstration", TODAY)
    play.on(2016, 7, 22)
    title = Designation.objects.create(
        case=play.case("ice"),
        alliance=play.case("ice").alliance,
        document_id=play.case("ice").letter_items.first().letter.document_id,
        starts_on=date(2016, 7, 21),
        ends_on=date(2021, 7, 21),
        names=ICE,
    )
    shown(f"/pilots/{title.pk}", 404)
    assert ICE not in shown("/")


@pytest.mark.parametrize(
    ("on", "past", "running"),
    [(date(2016, 7, 21), 0, True), (date(2019, 1, 19), 499, True), (date(2030, 1, 1), 1000, False)],
)
def test_the_line_of_a_term(on: date, past: int, running: bool) -> None:
    line = drawn(date(2016, 7, 21), date(2021, 7, 21), on)
    assert (line.past, line.running) == (past, running)
    assert [mark.words for mark in line.years] == [f"{year}.7" for year in range(2016, 2022)]
    assert line.years[-1].x == 1000


def test_a_term_from_a_leap_day_is_drawn() -> None:
    line = drawn(date(2016, 2, 29), date(2021, 2, 28), date(2018, 1, 1))
    assert len(line.years) == 6 and line.years[-1].x == 1000
