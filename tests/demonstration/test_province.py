"""The province: that its files fit together, told without playing; played whole, what it holds (slow)."""

import re
from collections import Counter
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from lianmeng.alliances.models import Alliance
from lianmeng.applications.models import Application
from lianmeng.cases.models import Case
from lianmeng.decisions import queries as decisions
from lianmeng.designations.models import Designation
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import Pack, load
from lianmeng.law.schema import Door
from lianmeng.parties import codes
from lianmeng.parties.models import Appointment, Office, Organisation, Person
from lianmeng.policies import actions as policies
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from lianmeng.web import clock
from lianmeng.web.demonstration import loading, province, world
from lianmeng.web.demonstration.play import CALENDAR, STRANGER
from lianmeng.web.demonstration.story import Day, Founded, Signature, Story
from tests.browsers import signed_in
from tests.docs.pages import section, tables, text
from tests.stories.stage import measure_files
from tests.web.casework.pages import DOORS

FACTS = {"桓仁北江葡萄酒产业发展有限公司", "本溪国家中成药工程技术研究中心有限公司"}
CANNOT_REST: dict[tuple[str, str], str] = {}  # states in which no case can stay, with the reason


@cache
def pack() -> Pack:
    return load(measure_files())


@cache
def told() -> Story:
    """The province as steps; without holidays its days move a little, which nothing here depends on."""
    return province.Province(pack(), WorkCalendar()).story()


def signatures() -> list[Signature]:
    return [step for step in told().steps if isinstance(step, Signature)]


def founded() -> list[Founded]:
    steps = [step for step in told().steps if isinstance(step, Founded)]
    return list({step.key: step for step in steps}.values())


def everybody() -> dict[str, Any]:
    base = world.FOLDER / told().world
    people = dict(province.read(base.name, base.parent)["people"])
    for step in founded():
        people |= step.data["people"]
    return people


# ---- told ----------------------------------------------------------------------------------------------------


def test_days_never_go_back_and_end_on_the_present_day() -> None:
    days = [step.on for step in told().steps if isinstance(step, Day)]
    assert days == sorted(days)
    assert days[-1] == province.read("index.yaml")["today"]


def test_whoever_signs_is_somebody_who_may() -> None:
    people = everybody()
    for step in signatures():
        if step.by == CALENDAR or step.by.startswith(STRANGER):
            continue
        ((capacity, _),) = people[step.by]["holds"]
        assert any(capacity in hand.by for hand in pack().act(step.kind, step.act).hands), step


def test_several_cases_are_done_together_only_where_the_measure_allows_it() -> None:
    for step in signatures():
        assert len(step.cases) < 2 or pack().act(step.kind, step.act).batch, step


def test_every_answer_has_a_field() -> None:
    kinds = {
        kind: {name for act in rule.acts for name in pack().field_of(kind, act)}
        for kind, rule in pack().procedures.items()
    }
    for step in signatures():
        assert set(step.answers) <= kinds[step.kind], step


def test_every_case_is_made_before_it_is_acted_on() -> None:
    made: set[str] = set()
    for step in signatures():
        assert {*step.cases, *filter(None, [step.draft])} <= made, step
        made |= {step.makes} - {""}


def test_every_invented_name_bears_the_mark_and_no_two_are_one() -> None:
    organisations = [row["name"] for step in founded() for row in step.data["organisations"].values()]
    alliances = [row["name"] for step in founded() for row in step.data["alliances"].values()]
    people = [row["name"] for row in everybody().values()]
    for names in (organisations, alliances, people):
        assert all(name.endswith(province.MARK) for name in names)
    for names in (organisations, alliances):
        assert [name for name, count in Counter(names).items() if count > 1] == []
    numbers = [row["identity"] for row in everybody().values() if "identity" in row]
    assert len(numbers) == len(set(numbers))


def test_every_invented_organisation_is_numbered_and_not_named() -> None:
    """甲、乙、丙 … instead of a firm's own name: no real one is meant."""
    for step in founded():
        for row in step.data["organisations"].values():
            assert re.search("[甲乙丙丁戊己庚辛壬癸]", row["name"]), row["name"]


def test_every_line_of_a_year_uses_words_that_the_road_knows() -> None:
    road = province.read("road.yaml")
    for name in province.read("index.yaml")["years"]:
        year = province.read(name)
        for wave in year.get("waves", [year]):
            assert set(wave.get("days", {})) <= set(road["stages"])
            assert wave.get("until", "called") in road["stages"]
            for row in wave["alliances"]:
                assert set(row.get("turns", ())) <= set(road["turns"]), row["key"]
                assert row.get("until", "called") in road["stages"], row["key"]


def test_a_text_that_is_one_word_becomes_what_the_word_stands_for() -> None:
    words = {"cases": ["a", "b"], "name": "甲"}
    assert province.fill({"x": "{cases}", "y": ["{name}联盟", 3]}, words) == {
        "x": ["a", "b"],
        "y": ["甲联盟", 3],
    }
    with pytest.raises(KeyError):
        province.fill("{nobody}", words)


# ---- played whole --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db
def test_played_whole_it_is_a_living_system() -> None:
    policies.publish(measure_files(), by="测试")
    loading.load(None)
    _every_state_holds_a_case()
    _every_capacity_has_somebody()
    _names_and_codes_are_right()
    _public_pages_have_something_to_show()
    _readme_sends_nobody_to_an_empty_desk()
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "一致" in out.getvalue()


def _every_state_holds_a_case() -> None:
    held = set(Case.objects.values_list("kind", "state").distinct().order_by())
    known = {(kind, state) for kind, rule in pack().procedures.items() for state in rule.states}
    assert known - held == set(CANNOT_REST)
    assert Application.objects.filter(case=None).exists()  # begun and not yet submitted


def _every_capacity_has_somebody() -> None:
    held = set(Appointment.objects.values_list("capacity", flat=True))
    without = {name for name, rule in pack().capacities.items() if rule.door in (Door.PORTAL, Door.CALENDAR)}
    assert held == set(pack().capacities) - without
    local = Office.objects.filter(kind="local")
    assert {office.pk for office in local} <= set(Appointment.objects.values_list("office", flat=True))


def _names_and_codes_are_right() -> None:
    for row in Organisation.objects.all():
        if row.name in FACTS:
            assert row.code == "" and not row.demonstration
        else:
            assert "演示" in row.name and row.demonstration and codes.check_code(row.code) == row.code
    assert all("演示" in person.name for person in Person.objects.exclude(name=""))
    assert not Alliance.objects.filter(demonstration=False).exists()


def _public_pages_have_something_to_show() -> None:
    today = clock.today()
    assert decisions.public_notices(today).count() > 1
    assert Designation.objects.filter(ends_on__lt=today).exists()
    assert Designation.objects.filter(ends_on__gte=today).exists()
    assert Designation.objects.order_by().values("place").distinct().count() > 8
    assert Designation.objects.order_by().values("focus").distinct().count() > 4


def _readme_sends_nobody_to_an_empty_desk() -> None:
    for people, _ in tables(section(text("README.md"), "看到什么"))[0]:
        for name in re.split("、", re.sub(r"（.*?）", "", people)):
            person = Person.objects.get(name=f"{name}（演示）")
            door = pack().capacities[person.appointments.get().capacity].door
            page = signed_in(person).get(f"/{DOORS[door]}/").content.decode()
            words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))
            assert re.search(r"待办 [1-9]|[1-9]件待评", words), name
