"""Legal persons, names over time, who may act when."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianmeng.parties import rules
from lianmeng.parties.enums import LicenceType
from lianmeng.parties.models import Appointment, Person

DAY = date(2016, 8, 8)


@dataclass
class Name:
    name: str
    until: date


def appointment(valid_from: date, valid_to: date | None = None, active: bool = True) -> Appointment:
    person = Person(username="a", name="经办甲（演示）", is_active=active, joined_on=valid_from)
    return Appointment(
        person=person, capacity="clerk", personal=True, valid_from=valid_from, valid_to=valid_to
    )


@pytest.mark.parametrize(
    ("kind", "legal"),
    [
        ("company", True),
        ("branch", False),
        ("sole_trader", False),
        ("university", True),
        ("cooperative", True),
        ("government", True),
        ("private_nonprofit", None),
        ("foreign", None),
        ("other", None),
    ],
)
def test_the_licence_type_decides(kind: str, legal: bool | None) -> None:
    assert rules.is_legal_person(kind) is legal


def test_every_licence_type_has_an_answer_and_no_other() -> None:
    assert {rules.is_legal_person(kind) for kind in LicenceType.values} == {True, False, None}
    with pytest.raises(ValueError, match="club"):
        rules.is_legal_person("club")


def test_names_over_time() -> None:
    former = [Name("第二名", DAY), Name("第一名", DAY - timedelta(days=100))]
    assert rules.name_on("现名", former, DAY - timedelta(days=100)) == "第一名"
    assert rules.name_on("现名", former, DAY - timedelta(days=99)) == "第二名"
    assert rules.name_on("现名", former, DAY) == "第二名"
    assert rules.name_on("现名", former, DAY + timedelta(days=1)) == "现名"
    assert rules.name_on("现名", [], DAY) == "现名"


@given(
    days=st.lists(st.integers(0, 3000), unique=True, max_size=5),
    asked=st.integers(-10, 3010),
)
def test_every_day_has_the_name_whose_time_it_is(days: list[int], asked: int) -> None:
    former = [Name(f"名{n}", DAY + timedelta(days=n)) for n in days]
    following = [n for n in sorted(days) if n >= asked]
    expected = f"名{following[0]}" if following else "现名"
    assert rules.name_on("现名", former, DAY + timedelta(days=asked)) == expected


def test_first_and_last_day_count() -> None:
    held = appointment(DAY, DAY + timedelta(days=10))
    assert rules.may_act(held, DAY).allowed
    assert rules.may_act(held, DAY + timedelta(days=10)).allowed
    early = rules.may_act(held, DAY - timedelta(days=1))
    assert not early.allowed and early.reasons[0].earliest_on == DAY
    late = rules.may_act(held, DAY + timedelta(days=11))
    assert "2016-08-18" in late.reasons[0].text and late.reasons[0].mend


def test_a_closed_account_may_not_act_and_all_reasons_come_at_once() -> None:
    closed = appointment(DAY, active=False)
    assert [reason.text for reason in rules.may_act(closed, DAY).reasons] == ["账号已停用"]
    assert len(rules.may_act(closed, DAY - timedelta(days=1)).reasons) == 2


def test_an_open_appointment_has_no_last_day() -> None:
    assert rules.may_act(appointment(DAY), date(2999, 1, 1)).allowed


def test_ending() -> None:
    assert rules.may_end(appointment(DAY), DAY).allowed
    assert not rules.may_end(appointment(DAY), DAY - timedelta(days=1)).allowed
    assert not rules.may_end(appointment(DAY, DAY), DAY).allowed
    assert rules.may_end(appointment(DAY, DAY + timedelta(days=9)), DAY).allowed
