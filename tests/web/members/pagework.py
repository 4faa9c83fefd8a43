"""Reading pages of members: the mark of a form, what went wrong, the address of a link just made."""

import re
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client

from lianmeng.alliances.models import Alliance, Member
from tests.web.casework.pages import PagePlay

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def text_of(answer: HttpResponse) -> str:
    """The words of a page, without tags."""
    page = re.sub(r"<(script|style|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def hidden(answer: HttpResponse, name: str) -> str:
    """The last hidden field of this name on the page."""
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())[-1]


def ice(play: PagePlay) -> Alliance:
    """The alliance of the story whose clerk is ice-clerk."""
    return Alliance.objects.get(pk=play.world.alliances["ice-wine"].pk)


def others(alliance: Alliance) -> list[Member]:
    """The members that do not lead."""
    return [one for one in alliance.members.select_related("organisation") if one.role == "member"]


def make_link(play: PagePlay, member: Member, by: str = "ice-clerk") -> str:
    """The path of a personal link, made on its page."""
    client = play.client(by)
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/link"
    answer = client.post(address, {"once": hidden(client.get(address), "once")})
    found = re.search(r'value="https?://[^/]+(/member/[^"]+)"', answer.content.decode())
    assert answer.status_code == 200 and found, text_of(answer)
    return found[1]


def confirm(client: Client, path: str, **changed: Any) -> HttpResponse:
    """Confirm through a link, as its page asks."""
    page = client.get(path)
    typed = {
        "once": hidden(page, "once"),
        "line": hidden(page, "line"),
        "confirm-name": "王样例（演示）",
        "confirm-post": "副总经理",
        "confirm-phone": "13800001234",
        "confirm-agree": "on",
    }
    return client.post(path, {**typed, **changed})


def day_after(days: int, start: date) -> date:
    """So many days later."""
    return date.fromordinal(start.toordinal() + days)
