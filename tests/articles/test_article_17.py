"""第十七条: five years; the annual report."""

from datetime import date

import pytest

from lianmeng.law.acts import ACTS
from tests.articles import measure, road

PACK = measure.pack()


@pytest.mark.parametrize(
    ("dated", "ends_on"),
    [
        ("2016-07-21", date(2021, 7, 21)),
        ("2016-02-29", date(2021, 2, 28)),
        ("2016-12-31", date(2021, 12, 31)),
    ],
)
def test_art_17_1_a_title_lasts_five_years_from_the_date_on_the_approval(dated: str, ends_on: date) -> None:
    case = road.before("issue")
    said = {"dated_on": dated, "printed_on": "2017-01-10", "explanation": "补录"}
    case.on = date(2017, 1, 10)
    road.do(case, "issue", **said)
    assert case.view.deadlines["title"] == ends_on


@pytest.mark.parametrize("place", road.PLACES)
def test_art_17_1_the_term_runs_from_the_approval_wherever_the_notice_stands(place: str) -> None:
    pack, (order, _) = measure.pack(f"notice-place={place}"), road.PLACES[place]
    case = road.before("issue", pack, order)
    case.on = date(2016, 8, 1)
    road.do(case, "issue", dated_on="2016-07-04", explanation="补录")
    ends_on = case.view.deadlines["title"]
    assert ends_on == date(2021, 7, 4)
    assert road.walk(case, *order[order.index("issue") + 1 :]).view.deadlines["title"] == ends_on


def test_art_17_1_only_the_approval_gives_a_term_and_nothing_ends_it_early() -> None:
    giving = [act for kind, act in ACTS if "title" in dict(PACK.act(kind, act).begun())]
    assert giving == ["issue"]
    assert PACK.deadlines["title"].lasting
    leaving = [act for kind, act in ACTS if kind == "recognition" and _leaves(act)]
    assert leaving == []


def _leaves(act: str) -> bool:
    """Whether an act takes a case out of the state in which its title stands."""
    came = "recognised"
    return came in PACK.from_states("recognition", act) and PACK.next_state("recognition", act, came) != came


def test_art_17_2_the_annual_report_is_listed_as_planned_and_nothing_makes_one_late() -> None:
    row = measure.rows()["art-17-2"]
    assert "每年12月底前" in row.text
    assert row.unmodelled is not None and row.unmodelled[0] == "planned" and row.unmodelled[1]
    assert not row.carried
    assert {"annual-contents", "annual-deadline", "annual-late", "annual-acceptance"} <= set(row.readings)


def test_art_17_2_what_the_report_is_stands_already_in_the_readings() -> None:
    readings = PACK.interpretations
    assert "三样齐全" in str(readings["annual-contents"].answer)
    assert "12月31日前" in str(readings["annual-deadline"].answer)
    assert "不影响称号" in str(readings["annual-late"].answer)
