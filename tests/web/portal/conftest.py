"""The public door on the stage of the demonstration's story, with the real measure; and many titles at once."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lianmeng.cases.models import Case
from lianmeng.decisions.models import Publication
from lianmeng.designations.models import Designation
from lianmeng.web import clock
from tests.stories.stage import Stage, stage

__all__ = ["stage"]
TODAY = date(2016, 7, 22)


@pytest.fixture(autouse=True)
def pack() -> None:
    """The real measure, in place of the small one of the folder above."""


@pytest.fixture
def published(stage) -> Stage:  # type: ignore[no-untyped-def]
    """Both titles are published on 22 July 2016."""
    play: Stage = stage("published")
    clock.establish("demonstration", TODAY)
    return play


def shown(address: str, status: int = 200) -> str:
    answer = Client().get(address)
    assert answer.status_code == status
    return answer.content.decode()


def many(play: Stage, count: int) -> None:
    """More titles of the same alliance, one term a day, each published."""
    like = Designation.objects.get(case=play.case("ice"))
    held = like.alliance.designations.count()
    cases = Case.objects.bulk_create(
        Case(
            kind=like.case.kind,
            title=f"第{n}联盟（演示）",
            revision=like.case.revision,
            alliance=like.alliance,
            applicant=like.case.applicant,
            recommender=like.case.recommender,
            state=like.case.state,
            opened_on=like.starts_on,
            moved_on=like.starts_on,
        )
        for n in range(count)
    )
    Designation.objects.bulk_create(
        Designation(
            case=case,
            alliance=like.alliance,
            document=like.document,
            period=held + 1 + n,
            starts_on=like.starts_on - timedelta(days=n + 1),
            ends_on=like.ends_on - timedelta(days=n + 1),
            names=case.title,
            place=like.place,
            focus=like.focus,
        )
        for n, case in enumerate(cases)
    )
    Publication.objects.bulk_create(
        Publication(case=case, published_on=TODAY, url="https://gongshi.example/2016-2") for case in cases
    )
