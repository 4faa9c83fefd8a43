"""What a table can say stands in the table."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from factory.django import DjangoModelFactory

from lianmeng.alliances.models import Revision
from tests.alliances.factories import (
    SIGNED,
    AgreementFactory,
    AllianceFactory,
    EarlierRecognitionFactory,
    FundsFactory,
    MemberFactory,
    OrganFactory,
)

pytestmark = pytest.mark.django_db

WRONG: list[tuple[str, type[DjangoModelFactory[Any]], dict[str, Any]]] = [
    ("alliance_named", AllianceFactory, {"name": ""}),
    ("agreement_begins_before_it_ends", AgreementFactory, {"valid_until": date(2016, 2, 29)}),
    ("member_has_kind", MemberFactory, {"kind": ""}),
    ("member_confirmation_whole", MemberFactory, {"confirmed_on": SIGNED}),
    ("member_confirmation_whole", MemberFactory, {"confirmed_digest": "x"}),
    ("organ_has_kind", OrganFactory, {"kind": ""}),
    ("funds_not_negative", FundsFactory, {"daily": -1}),
    ("funds_not_negative", FundsFactory, {"joint": -1}),
    ("earlier_recognition_titled", EarlierRecognitionFactory, {"title": ""}),
]


@pytest.mark.parametrize(("constraint", "factory", "fields"), WRONG)
def test_wrong_rows_are_refused(
    constraint: str, factory: type[DjangoModelFactory[Any]], fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**fields)


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (AllianceFactory, ("name", "lead")),
        (MemberFactory, ("alliance", "organisation")),
        (OrganFactory, ("alliance", "kind", "name")),
        (EarlierRecognitionFactory, ("alliance", "title", "by")),
        (AgreementFactory, ("alliance",)),
        (FundsFactory, ("alliance",)),
    ],
)
def test_rows_that_stand_once(factory: type[DjangoModelFactory[Any]], same: tuple[str, ...]) -> None:
    row = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**{name: getattr(row, name) for name in same})


@pytest.mark.parametrize("no", [0, 1])
def test_revisions_are_numbered_from_one_and_once(no: int) -> None:
    alliance = AllianceFactory()
    fields = {"alliance": alliance, "facts": {}, "sha256": "x", "by": "p", "saved_on": SIGNED}
    Revision.objects.create(no=1, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(no=no, **fields)
