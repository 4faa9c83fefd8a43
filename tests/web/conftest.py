"""A pack of two sentences with capacities of made-up names, and people who hold them."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from lianmeng.law.schema import Article, Capacity, Door, Interpretation, Unit
from lianmeng.parties.models import Appointment, Organisation, Person
from lianmeng.policies import queries as policies
from lianmeng.web import clock

DAY = date(2016, 3, 18)

ARTICLE = Article(
    id="art-1",
    label="第一条",
    chapter="总则",
    units=(
        Unit(id="art-1-1-1", label="第一条①第一句", text="甲应当提出申请。"),
        Unit(id="art-1-1-2", label="第一条①第二句", text="乙应当答复。"),
    ),
)
SILENCE = Interpretation(
    id="when",
    kind="reading",
    question="何时答复？",
    cites=("art-1-1-2",),
    reason="文本未写。",
    answer="从速。",
)


class SmallPack(SimpleNamespace):
    """Answers what pages ask of a pack."""

    def covered(self, citation: str) -> tuple[str, ...]:
        return tuple(one for one in self.units if one == citation or one.startswith(citation + "-"))

    def label(self, citation: str) -> str:
        return self.units[citation].label if citation in self.units else "第一条"


def small_pack() -> SmallPack:
    doors = {"maker": Door.APPLICANT, "judge": Door.OFFICE, "wise": Door.EXPERT}
    return SmallPack(
        head=SimpleNamespace(
            title="某办法", number=None, signed_on=DAY, confirmed_by=None, authority="管理机关"
        ),
        articles=(ARTICLE,),
        units={unit.id: unit for unit in ARTICLE.units},
        capacities={name: Capacity(door=door, cites=("art-1",)) for name, door in doors.items()},
        terms=SimpleNamespace(capacities={"maker": "经办人", "judge": "审核人", "wise": "论证人"}),
        registration=None,
        interpretations={"when": SILENCE},
        positions={},
        experts=None,
        criteria={},
        materials={},
        everyday={},
        procedures={},
        deadlines={},
        unmodelled=(),
        confirmed=False,
    )


@pytest.fixture(autouse=True)
def pack(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The pack in force for every test of this folder."""
    found = small_pack()
    monkeypatch.setattr(policies, "current_pack", lambda: found)
    return found


@pytest.fixture
def demonstration(db: None) -> None:
    """A database founded as demonstration, standing on DAY."""
    clock.establish("demonstration", DAY)


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """Make an account that holds the named capacities at one firm of its own."""

    def make(username: str, *capacities: str, password: str | None = None) -> Person:
        made = Person(username=username, name=f"{username}（演示）", joined_on=date(2015, 1, 1))
        made.set_password(password)
        made.save()
        firm = Organisation.objects.create(name=f"{username}公司", licence_type="company")
        for capacity in capacities:
            Appointment.objects.create(
                person=made, organisation=firm, capacity=capacity, valid_from=date(2015, 1, 1)
            )
        return made

    return make
