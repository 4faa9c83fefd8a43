"""What the tables themselves refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from lianmeng.parties.models import Person
from tests.parties import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2016, 8, 8)


def refused(constraint: str, factory: Any, **values: Any) -> None:
    """Assert that the database refuses the row; PostgreSQL names the constraint."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        factory(**values)
    assert constraint in str(error.value) or "UNIQUE" in str(error.value)


def test_the_user_model_has_no_superuser() -> None:
    assert get_user_model() is Person
    names = {field.name for field in Person._meta.get_fields()}
    assert names.isdisjoint({"is_superuser", "is_staff", "groups", "user_permissions"})


def test_organisation_codes() -> None:
    first = make.OrganisationFactory()
    refused("organisation_code_once", make.OrganisationFactory, code=first.code)
    make.OrganisationFactory.create_batch(2, code="", code_status="none")
    refused("organisation_code_has_status", make.OrganisationFactory, code="")
    refused("organisation_code_has_status", make.OrganisationFactory, code_status="none")
    refused("organisation_licence_type_known", make.OrganisationFactory, licence_type="club")
    refused("organisation_code_status_known", make.OrganisationFactory, code_status="seen")


def test_appointments() -> None:
    held = make.AppointmentFactory()
    same = {"person": held.person, "office": held.office}
    refused("appointment_open_once_per_office", make.AppointmentFactory, **same)
    make.AppointmentFactory(**same, valid_to=DAY)
    make.AppointmentFactory(**same, capacity="head")
    day_before = make.LONG_AGO - timedelta(days=1)
    refused("appointment_begins_before_it_ends", make.AppointmentFactory, valid_to=day_before)
    refused("appointment_has_place", make.AppointmentFactory, office=None)
    refused("appointment_has_capacity", make.AppointmentFactory, capacity="")


def test_open_appointments_of_firms_and_of_persons_alone() -> None:
    firm = make.OrganisationFactory()
    held = make.AppointmentFactory(office=None, organisation=firm)
    refused(
        "appointment_open_once_per_organisation",
        make.AppointmentFactory,
        person=held.person,
        office=None,
        organisation=firm,
    )
    alone = make.AppointmentFactory(office=None, personal=True)
    refused(
        "appointment_open_once_personal",
        make.AppointmentFactory,
        person=alone.person,
        office=None,
        personal=True,
    )


def test_names_and_ties_once() -> None:
    tie = make.ExpertTieFactory()
    refused("expert_tie_once", make.ExpertTieFactory, expert=tie.expert, organisation=tie.organisation)
    refused("expert_tie_kind_known", make.ExpertTieFactory, kind="cousin")
    office = make.OfficeFactory()
    office.former_names.create(name="旧名", until=DAY)
    refused("office_name_one_per_day", office.former_names.create, name="旧名二", until=DAY)


def test_an_account_with_unusable_password_cannot_sign_in() -> None:
    person = make.PersonFactory()
    assert authenticate(HttpRequest(), username=person.username, password="!") is None
