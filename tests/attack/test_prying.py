"""Who opens what by guessing numbers, and whether text typed anywhere runs on a page."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from lianmeng.documents.models import Document
from lianmeng.files.models import Attachment
from tests.attack.browse import SCRIPT, anybody, browser, opened
from tests.stories.stage import Stage

pytestmark = pytest.mark.django_db
STRANGERS = ("herb-clerk", "other-head", "member", "stranger", "expert-6", None)


def hire(play: Stage) -> None:
    play.hire("other-head", "prelim_head", "shenyang", 902)
    play.hire("member", "member", "ice-2")
    play.hire("stranger", "applicant_clerk", "school-1")


@pytest.mark.parametrize("stop", ["argued", "noticed"])
@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_open_no_file_and_no_paper(stage: Any, stop: str, name: str | None) -> None:
    play = opened(stage, stop)
    hire(play)
    client = browser(play, name) if name else anybody()
    ice = play.case("ice")
    streams = [ice.stream, f"alliance:{ice.alliance_id}"]
    for file in Attachment.objects.filter(owner_stream__in=streams):
        assert client.get(f"/files/{file.pk}").status_code == 404, file.name
    for paper in Document.objects.all():
        assert client.get(f"/documents/{paper.check_code}").status_code == 404
    if name != "member":  # members see what they are part of
        assert client.get(f"/apply/drafts/{play.application('ice').pk}").status_code in (302, 403, 404)


def test_a_member_reads_that_an_application_runs_and_finds_no_dead_link(stage: Any) -> None:
    play = opened(stage, "submitted")
    hire(play)
    case, home = play.case("ice"), browser(play, "member").get("/apply/").content.decode()
    assert case.title in home and f"/apply/cases/{case.pk}" not in home
    assert f"/apply/cases/{case.pk}" in browser(play, "ice-head").get("/apply/").content.decode()


def test_what_others_uploaded_is_theirs(stage: Any) -> None:
    play = opened(stage, "published")
    for name in ("ice-clerk", "benxi-clerk", "lead-clerk", "auditor", "expert-1"):
        client, person = browser(play, name), play.actor(name).person
        for file in Attachment.objects.filter(owner_stream__startswith="upload:"):
            allowed = file.owner_stream == f"upload:{person}"
            assert (client.get(f"/files/{file.pk}").status_code == 200) == allowed


def test_a_file_of_a_case_may_not_be_named_by_another(stage: Any) -> None:
    play = opened(stage, "submitted")
    ice, herb = play.case("ice"), play.case("herb")
    theirs = Attachment.objects.filter(owner_stream=herb.stream).values_list("pk", flat=True)[0]
    client, address = browser(play, "ice-clerk"), f"/apply/cases/{ice.pk}/do/withdraw"
    sent = {f"seen-{ice.pk}": ice.version, "reason": "试", "kept-letter": theirs}
    assert client.post(address, sent).status_code == 422
    assert play.case("ice").version == ice.version
    assert client.get(f"/files/{theirs}").status_code == 404


# ---- text that would be a programme ----------------------------------------------------------------------------

FREE = {
    "cases.Case": ("title",),
    "alliances.Alliance": ("name", "goals"),
    "alliances.Member": ("task", "input"),
    "alliances.Organ": ("name", "head"),
    "parties.Person": ("name",),
    "parties.Organisation": ("name",),
    "parties.Office": ("name",),
    "parties.Expert": ("specialty",),
    "files.Attachment": ("name",),
    "decisions.Notice": ("url", "phone", "note"),
}


def poison() -> None:
    """Write a programme into the free texts of the tables."""
    for label, fields in FREE.items():
        model = apps.get_model(label)
        for name in fields:
            field: Any = model._meta.get_field(name)
            room = field.max_length or len(SCRIPT)
            unique = field.unique and model._default_manager.count() > 1
            rows = model._default_manager.order_by("pk")
            first = rows.filter(pk__in=[rows.values_list("pk", flat=True)[0]]) if unique and rows else rows
            first.order_by().update(**{name: SCRIPT[:room]})


@pytest.mark.parametrize("name", ["ice-clerk", "benxi-clerk", "lead-clerk", "auditor", "expert-1", None])
def test_typed_text_never_runs(stage: Any, name: str | None) -> None:
    play = opened(stage, "published")
    case, call, draft = play.case("ice").pk, play.case("call").pk, play.application("ice").pk
    poison()
    client: Client = browser(play, name) if name else anybody()
    pages = ["/", "/notices/", "/identity", f"/?q={SCRIPT}", f"/login?next={SCRIPT}", f"/no/{SCRIPT}"]
    for door in ("apply", "office", "expert"):
        pages += [
            f"/{door}/",
            f"/{door}/cases/",
            f"/{door}/calls/",
            f"/{door}/cases/?q={SCRIPT}&state={SCRIPT}",
        ]
        pages += [f"/{door}/cases/{case}", f"/{door}/cases/{call}", f"/{door}/drafts/{draft}"]
        pages += [f"/{door}/cases/{case}/do/{act}" for act in ("deliver", "clear_release", "withdraw")]
    hits = 0
    for address in pages:
        answer = client.get(address)
        shown = answer.content.decode()
        assert answer.status_code < 500 and "<script>alert" not in shown and "<img src=x" not in shown, (
            address
        )
        hits += "alert(1)" in shown
    assert hits > 2
