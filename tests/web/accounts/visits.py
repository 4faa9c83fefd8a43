"""What a visitor does on these pages: fills in forms as they stand there, follows what they show."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lianmeng.parties import actions, rules
from lianmeng.parties.models import Person, Registration
from lianmeng.parties.samplecodes import make_code, make_identity_number
from lianmeng.policies.actions import installer
from tests.stories.stage import Stage

CODE = make_code("210500", 900)
PASSWORD = "tian-shan-8-hao"
NUMBER = make_identity_number("210000", 200_000)
ACCOUNT = {
    "name": "联系人（演示）",
    "username": "contact",
    "password": PASSWORD,
    "again": PASSWORD,
    "phone": "13800000001",
}
ORGANISATION = {
    "organisation": "新样例有限公司（演示）",
    "code": CODE,
    "licence_type": "company",
    "region": "210500",
    "office": "",
    "domicile": "本溪市（演示）",
    "legal_representative": "法人甲（演示）",
    "electronic_delivery": "on",
}


def scan(name: str = "证照.pdf", content: bytes = b"%PDF-1.4\n% nothing\n") -> SimpleUploadedFile:
    """A paper as a browser sends it."""
    return SimpleUploadedFile(name, content)


def hidden(page: HttpResponse | str, form: str = "") -> dict[str, str]:
    """The hidden fields of a page's form, of the one with this id if there are several."""
    text = page if isinstance(page, str) else page.content.decode()
    if form:
        text = text[text.index(f'id="{form}"') :]
        text = text[: text.index("</form>")]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def fill(client: Client, address: str, form: str = "", **typed: Any) -> HttpResponse:
    """Open a page and send its form with these answers."""
    answer: Any = client.post(address, {**hidden(client.get(address), form), **typed})
    return answer


def administrator(play: Stage) -> Client:
    """The browser of an administrator who came by the command's invitation."""
    issued = actions.invite(rules.ADMINISTRATOR, "管理员甲（演示）", by=installer("安装"), on=play.day)
    client = Client()
    account = {**ACCOUNT, "username": "administrator", "identity_number": make_identity_number("210000", 1)}
    assert fill(client, f"/join/{issued.token}", **account).status_code == 302
    return client


def address_shown(client: Client, page: str) -> str:
    """The address of an invitation, which the page shows once."""
    found = re.search(
        r'id="issued-address" readonly value="http://[^/]+(/join/[0-9a-f]{32})"', read(client, page)
    )
    assert found
    assert "issued-address" not in read(client, page)
    return found[1]


def read(client: Client, address: str) -> str:
    """A page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def register(client: Client, **more: Any) -> Registration:
    """A registration through its page."""
    answer = fill(client, "/register", **{**ACCOUNT, **ORGANISATION, "licence": scan(), **more})
    assert (answer.status_code, answer["Location"]) == (302, "/registration")
    return Registration.objects.latest("pk")


def person(username: str) -> Person:
    """The account of this user name."""
    return Person.objects.get(username=username)
