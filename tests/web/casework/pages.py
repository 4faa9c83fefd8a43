"""The story with pages: what came before a test is played through actions, what it is about through pages."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lianmeng.acts import BEGIN, ON_DRAFT
from lianmeng.applications.models import Application
from lianmeng.cases.models import Case
from lianmeng.files.actions import open_file
from lianmeng.files.models import Attachment
from lianmeng.law.schema import FieldType
from lianmeng.web import clock
from lianmeng.web.demonstration.play import Play, only
from lianmeng.web.demonstration.story import Signature, Step
from lianmeng.web.identity import capacities
from tests.browsers import signed_in

DOORS = {"applicant": "apply", "office": "office", "expert": "expert"}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the act's form."""
    form = page[page.index('id="act-form"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@dataclass
class PagePlay(Play):
    """A play whose people have browsers; the pages' clock follows it."""

    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """The browser of a person."""
        if name not in self.clients:
            self.clients[name] = signed_in(self.world.people[name])
        return self.clients[name]

    def run(self, steps: "tuple[Step, ...]") -> None:
        for step in steps:
            super().run([step])
            clock.move_to(self.day)

    def address(self, step: Signature) -> str:
        """Where the person does the act."""
        door = DOORS[capacities.door(self.actor(step.by).capacity)]
        if (step.kind, step.act) in BEGIN:
            return f"/{door}/new/{step.kind}/{step.act}"
        if (step.kind, step.act) in ON_DRAFT:
            return f"/apply/drafts/{self.made[step.draft].pk}/do/{step.act}"
        first, *others = (self.case(name).pk for name in step.cases)
        query = f"?with={','.join(map(str, others))}" if others else ""
        return f"/{door}/cases/{first}/do/{step.act}{query}"

    def sign_on_page(self, step: Signature) -> Any:
        """One signature by a form fetched and sent; it must lead to a page."""
        before = set(Case.objects.values_list("pk", flat=True))
        answer = self.send(step)
        assert answer.status_code == 302, (step.act, step.by, answer.status_code, errors(answer))
        if step.makes:
            made = Case.objects.exclude(pk__in=before).first() or Application.objects.latest("pk")
            self.made[step.makes] = made
        landed = self.client(step.by).get(answer["Location"])
        assert landed.status_code == 200, (step.act, answer["Location"])
        return answer

    def send(self, step: Signature, **changes: Any) -> Any:
        """Fetch the page of an act and send its form with the story's answers."""
        client, address = self.client(step.by), self.address(step)
        page = client.get(address)
        assert page.status_code == 200, (address, page.status_code)
        text = page.content.decode()
        assert 'id="act-form"' in text, (step.act, step.by, errors(page))
        return client.post(address, {**hidden(text), **self.typed(step, text), **changes})

    def typed(self, step: Signature, page: str) -> dict[str, Any]:
        """The story's answers to what the page asks, as a browser sends them, files and all."""
        names = set(re.findall(r'name="([^"]+)"', page))
        answers = only(names, self.resolve(step.answers, self.actor(step.by)))
        fields = self.world.pack.field_of(step.kind, step.act)
        return {
            name: [content(number) for number in value] if fields[name].type is FieldType.FILE else value
            for name, value in answers.items()
        }


def content(number: int) -> SimpleUploadedFile:
    """A stored file as it was before its upload."""
    row = Attachment.objects.select_related("file").get(pk=number)
    with open_file(row.file.sha256) as stored:
        return SimpleUploadedFile(row.name, stored.read())


def errors(answer: HttpResponse) -> list[str]:
    """What a page says that went wrong."""
    text = re.sub(r"<(script|style|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    found = re.findall(
        r'(?:class="error"|class="reason-text"|role="alert").*?(?:</div>|</section>)', text, re.DOTALL
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]
