"""The walk of README through the pages, without a browser: each act is found where README says, and done."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case
from lianmeng.law import yamlfile
from lianmeng.parties.models import Appointment, Person
from lianmeng.web.demonstration import story
from lianmeng.web.demonstration.world import paper
from tests.docs.pages import ROOT, text

TOLD = story.read(ROOT / "demonstration" / "benxi-2016.yaml")
WORLD = yamlfile.read("world.yaml", text("demonstration/world.yaml")).data
NAMES = {"ice": "ice-wine", "herb": "herbal"}
PUBLIC = {"notices": "/notices/", "titles": "/"}


class Walker:
    """Somebody who follows README with one browser."""

    def __init__(self) -> None:
        self.client = Client(HTTP_HOST="localhost")

    def read(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return unescape(answer.content.decode())

    def follow(self, page: str, address: str) -> str:
        """The first link on a page that fits, or what it lacks."""
        found = re.search(rf'href="({address})"', page)
        assert found, f"no link to {address}"
        return found[1]

    def step(self, step: story.Step) -> None:
        if isinstance(step, story.Day):
            self.client.post("/demonstration/date", {"day": step.on.isoformat(), "next": "/"})
            assert f"{step.on.year}年{step.on.month}月{step.on.day}日" in self.read("/")
        elif isinstance(step, story.See):
            page = self.read(PUBLIC[step.page])
            assert all(name(case) in page for case in step.shows), step
            assert not any(name(case) in page for case in step.hides), step
        elif isinstance(step, story.Signature):
            self.sign(step)

    def sign(self, step: story.Signature) -> None:
        who = Appointment.objects.get(person__username=step.by)
        home = self.client.post(f"/demonstration/enter/{who.pk}")["Location"]
        address = self.find(step, home)
        page = self.read(address)
        hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
        asked = set(re.findall(r'name="([\w-]+)"', page))
        answers = {name: value(said) for name, said in step.answers.items() if name in asked}
        done = self.client.post(address, {**hidden, **answers, "sign": "1"})
        assert done.status_code == 302, (step, re.sub(r"<[^>]+>|\s+", " ", done.content.decode())[:2000])

    def find(self, step: story.Signature, home: str) -> str:
        """Where the act is done, found from the first page of the door by its links alone."""
        page = self.read(home)
        if step.makes:
            return self.follow(page, rf"/apply/new/{step.kind}/{step.act}")
        if step.draft:
            draft = self.follow(page, r"/apply/drafts/\d+")
            return self.follow(self.read(draft), rf"{draft}/do/{step.act}")
        first = case(step.cases[0]).pk
        more = rf"\?with={case(step.cases[1]).pk}" if len(step.cases) > 1 else ""
        return self.follow(page, rf"{home}cases/{first}/do/{step.act}{more}")


def name(key: str) -> str:
    return str(WORLD["alliances"][NAMES[key]]["name"])


def case(key: str) -> Case:
    return Case.objects.get(kind="recognition", alliance__name=name(key))


def value(said: Any) -> Any:
    """An answer of the story as a browser sends it."""
    if isinstance(said, list):
        return [value(one) for one in said]
    if not isinstance(said, dict):
        return said
    ((kind, key),) = said.items()
    if kind == "file":
        return SimpleUploadedFile(key, paper(key))
    if kind == "person":
        return Person.objects.get(username=key).natural
    if kind == "alliance":
        return Alliance.objects.get(name=WORLD["alliances"][key]["name"]).pk
    return Case.objects.get(kind="call").pk


@pytest.mark.django_db
def test_the_walk_leads_to_the_published_title() -> None:
    call_command("policy", "publish", str(ROOT / "policies" / "liaoning-2016"), verbosity=0)
    call_command("demonstration", "load", verbosity=0)
    walker = Walker()
    for step in TOLD.after("called"):
        walker.step(step)
    walker.client.post("/logout")
    register = walker.read("/")
    assert name("ice") in register and name("herb") in register
    approval = walker.client.get(walker.follow(register, r"/documents/[\w-]+"))
    assert approval["Content-Type"] == "application/pdf"
