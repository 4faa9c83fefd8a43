"""The applicant's first page: as many queries for thirty alliances, drafts and cases as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.alliances.models import Agreement, Alliance, Member
from lianmeng.applications.models import Application
from lianmeng.cases.models import Case
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.stories.answers import ICE
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
MANY, MOST = 30, 12  # four of them are those of every page: session, day, account and what it holds, policy


def queries(client: Client) -> list[str]:
    client.get("/apply/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/apply/").status_code == 200
    return [one["sql"] for one in asked]


def copied(alliance: Alliance, number: int) -> Alliance:
    """An alliance like another, of the same lead."""
    members, agreement = list(alliance.members.all()), alliance.agreement
    made = Alliance.objects.get(pk=alliance.pk)
    made.pk, made.name = None, f"第{number}联盟（演示）"
    made.save(force_insert=True)
    for member in members:
        member.pk, member.alliance = None, made
    Member.objects.bulk_create(members)
    fields = {
        one.name: getattr(agreement, one.name) for one in Agreement._meta.concrete_fields if one.name != "id"
    }
    Agreement.objects.create(**{**fields, "alliance": made})
    return made


def test_thirty_drafts_take_as_many_queries_as_one(pages: Pages) -> None:
    play = pages("called")
    play.day = play.day.replace(day=9)
    clock.move_to(play.day)
    play.sign(Signature("recognition", "start", "ice-clerk", makes="ice", answers=ICE))
    client, first = play.client("ice-clerk"), play.application("ice")
    one = queries(client)
    for number in range(2, MANY + 1):
        alliance = copied(first.alliance, number)
        more = {"organisation": first.organisation, "office": first.office, "started_on": play.day}
        Application.objects.create(alliance=alliance, call=first.call, **more)
    many = queries(client)
    assert len(many) == len(one) <= MOST, "\n".join(sql[:140] for sql in many)
    page = client.get("/apply/").content.decode()
    assert f"第{MANY}联盟（演示）" in page and f"{MANY}件" in page


def test_thirty_cases_take_as_many_queries_as_one(pages: Pages) -> None:
    play = pages("submitted")
    client, case = play.client("ice-clerk"), play.case("ice")
    one = queries(client)
    draft = case.application
    for number in range(2, MANY + 1):
        alliance = copied(draft.alliance, number)
        made = Case.objects.get(pk=case.pk)
        made.pk, made.title, made.number, made.alliance = None, alliance.name, f"LM-{number}", alliance
        made.save(force_insert=True)
        more = {"organisation": draft.organisation, "office": draft.office, "started_on": play.day}
        Application.objects.create(alliance=alliance, call=draft.call, case=made, **more)
    many = queries(client)
    assert len(many) == len(one) <= MOST, "\n".join(sql[:140] for sql in many)
