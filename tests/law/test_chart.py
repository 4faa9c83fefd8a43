"""Charts: what is drawn, and that nothing is lost or laid over something else."""

from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lianmeng.law import chart
from lianmeng.law.pack import Pack, files_of, load
from tests.law import packs

SVG = "{http://www.w3.org/2000/svg}"
LIAONING = Path(__file__).parents[2] / "policies" / "liaoning-2016"
PLACES = ("before_meeting", "before_approval", "after_approval")


def drawn(pack: Pack, kind: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart.chart(pack, kind))


def words(picture: ElementTree.Element) -> str:
    return "\n".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


@cache
def liaoning(place: str) -> Pack:
    return load(files_of(LIAONING), {"notice-place": place})


@pytest.fixture(params=["small recognition", *(f"{p} {k}" for p in PLACES for k in ("call", "recognition"))])
def some(request: pytest.FixtureRequest) -> tuple[Pack, str]:
    """A pack and a kind: the small one, and the real one under each place of the notice."""
    name, kind = request.param.split(" ")
    return (packs.tiny() if name == "small" else liaoning(name)), kind


def test_the_main_road_is_the_longest_to_success() -> None:
    assert chart.main_road(packs.tiny(), "recognition") == ["paper", "desk", "rooms", "jury", "board", "won"]


def test_every_state_and_act_is_named(some: tuple[Pack, str]) -> None:
    pack, kind = some
    said = words(drawn(pack, kind))
    for state in pack.procedures[kind].states:
        assert pack.state_label(kind, state) in said
    for act, rule in pack.procedures[kind].acts.items():
        if rule.from_states != "new":
            label = pack.act_label(kind, act)
            assert label in said or "".join(sign for sign in label if sign not in "（）()") in said


def test_no_box_lies_over_another(some: tuple[Pack, str]) -> None:
    found = [
        [float(box.get(side, "0")) for side in ("x", "y", "width", "height")]
        for box in drawn(*some).iter(f"{SVG}rect")
        if (box.get("class") or "").startswith("box")
    ]
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(found, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_a_chart_fits_a_desk_screen_and_holds_all_it_draws(some: tuple[Pack, str]) -> None:
    picture = drawn(*some)
    width, height = float(picture.get("width", "0")), float(picture.get("height", "0"))
    assert width <= 1440
    for text in (*picture.iter(f"{SVG}text"), *picture.iter(f"{SVG}tspan")):
        if text.get("x"):
            assert 0 <= float(text.get("x", "0")) <= width
            assert 0 <= float(text.get("y", "0")) <= height


def test_acts_of_every_open_state_are_told_beneath() -> None:
    said = words(drawn(liaoning("before_approval"), "recognition"))
    assert "未办结的各状态均可：撤回申报（到“已撤回”）" in said


def test_words_are_escaped() -> None:
    pack = load(packs.files(("terms.yaml", "recognition: 工坊认定", "recognition: <工坊>&")))
    assert "<工坊>&" in words(drawn(pack, "recognition"))


def test_an_unknown_kind_is_no_chart() -> None:
    with pytest.raises(KeyError):
        chart.chart(packs.tiny(), "wedding")
