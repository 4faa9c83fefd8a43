"""README's real start, from an empty database to a firm at work; and nothing of the demonstration in it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from lianmeng.parties.models import Person, Registration
from lianmeng.parties.samplecodes import make_identity_number
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.verify import verify
from lianmeng.web import clock
from tests.web.accounts import visits
from tests.web.accounts.visits import ACCOUNT, address_shown, fill, read, register

pytestmark = pytest.mark.django_db


def come(address: str, username: str, serial: int) -> Client:
    """Somebody opens the address that was handed over."""
    client = Client(HTTP_HOST="localhost")
    more = {"username": username, "identity_number": make_identity_number("210000", serial)}
    assert fill(client, address, **{**ACCOUNT, **more}).status_code == 302
    return client


def test_an_empty_database_to_a_firm_at_work() -> None:
    policies.forget()
    call_command("serve", real=True, prepare_only=True, stdout=StringIO())
    assert not clock.is_demonstration() and Person.objects.count() == 0
    out = StringIO()
    call_command("invite", "管理员（演示）", administrator=True, stdout=out)
    printed = re.search(r"/join/[0-9a-f]{32}", out.getvalue())
    assert printed
    admin = come(printed[0], "guanli", 1)
    for number, (office, capacity) in enumerate(
        [("benxi", "prelim_clerk"), ("benxi", "prelim_head"), ("lead", "lead_clerk"), ("lead", "lead_head")],
        2,
    ):
        answer = fill(admin, f"/office/people/invite/{office}", name="某（演示）", capacity=capacity)
        assert answer["Location"] == "/office/people/"
        come(address_shown(admin, "/office/people/"), f"official-{number}", number)
    firm, office = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    row = register(firm)
    office.force_login(Person.objects.get(username="official-2"))
    page = f"/office/registrations/{row.pk}"
    assert office.post(f"{page}/confirm", visits.hidden(office.get(page), "confirm-form")).status_code == 302
    assert "我的联盟" in read(firm, "/apply/")
    made = Registration.objects.get().organisation
    assert made is not None and not made.demonstration
    lead = Client(HTTP_HOST="localhost")
    lead.force_login(Person.objects.get(username="official-4"))
    assert "申报批次" in read(lead, "/office/calls/")
    assert verify(record.rows()) == []
    policies.forget()
