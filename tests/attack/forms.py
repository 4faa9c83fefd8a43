"""The forms that somebody finds by following links, each once a page's pattern and button: what may be sent."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

PAPERS = (".pdf", ".csv", ".xlsx", ".ics", ".svg")
APART = ("/files/", "/documents/", "/logout", "/static/", "/law/", "/styleguide")
SKIPPED = ("/logout", "/identity", "/demonstration/")  # other people, other days
VALUES = ("hidden", "text", "date", "number", "password", "search", "tel", "url", "email")


@dataclass
class Form:
    """A form: where it goes, and for each field the values that the page offers; which fields take files."""

    address: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, list[str](), list[Form]()
        self._open: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._begin(given)
        else:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _begin(self, given: dict[str, str]) -> None:
        self._open = Form(urljoin(self.address, given.get("action", "")))
        self._by_id[given.get("id", "")] = self._open
        if given.get("method", "").lower() == "post":
            self.forms.append(self._open)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self._by_id.get(given["form"]) if "form" in given else self._open
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option" and form is not None and self._select:
            form.fields[self._select].append(given.get("value", ""))
        if form is None or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag in ("input", "select", "textarea"):
            self._select = name if tag == "select" else ""
            known = form.fields.setdefault(name, [])
            if tag == "input":
                known.append(given.get("value", ""))


def found_by(client: Client, home: str) -> Iterator[Form]:
    """Every kind of form on the pages that somebody walks."""
    known = set[str]()
    for address, text in walked(client, home):
        for one in forms_on(address, text):
            sort = f"{_kind(one.address)} {sorted({*one.fields, *one.files})}"
            if not one.address.startswith(SKIPPED) and sort not in known:
                known.add(sort)
                yield one


def forms_on(address: str, text: str) -> list[Form]:
    """Every form of a page that is sent by POST."""
    page = _Page(address)
    page.feed(text)
    return page.forms


def walked(client: Client, home: str) -> Iterator[tuple[str, str]]:
    """Walk from a first page by links through each kind of page once: its address and its text."""
    waiting, seen, known = deque([home]), {home}, set[str]()
    while waiting:
        address = waiting.popleft()
        kind = _kind(address)
        if not kind or kind in known:
            continue
        known.add(kind)
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        yield address, text
        page = _Page(address)
        page.feed(text)
        for link in page.links:
            there = urljoin(address, link).partition("#")[0]
            if there.startswith("/") and there not in seen:
                seen.add(there)
                waiting.append(there)


def _kind(address: str) -> str:
    """The pattern that an address fits, and for acts the act; "" for what is no page of ours."""
    path = urlsplit(address).path
    if path.startswith(APART) or path.endswith(PAPERS):
        return ""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    door = path.split("/")[1]
    about = [str(value) for name, value in match.kwargs.items() if name in ("act", "section")]
    return " ".join([door, match.view_name, *about])
