"""A section's form as a browser would send it: fetched, changed, sent."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

Sent = dict[str, Any]


def posted(page: HttpResponse, form: str = "section-form") -> Sent:
    """Every field of a form of the page with its value, as a browser would send it."""
    text = page.content.decode()
    body = re.search(rf'<form[^>]*id="{form}".*?</form>', text, re.DOTALL)
    assert body, f"no form {form} on the page"
    found: Sent = {}
    for tag in re.findall(r"<input[^>]*>", body[0]):
        kind, name = _attribute(tag, "type"), _attribute(tag, "name")
        chosen = kind not in ("checkbox", "radio") or " checked" in tag
        if name and kind != "file" and chosen:
            _add(found, name, _attribute(tag, "value"), many=kind == "checkbox")
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', body[0], re.DOTALL):
        picked = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = unescape(picked[1]) if picked else ""
    for name, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', body[0], re.DOTALL):
        found[name] = unescape(inside)
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else ""


def _add(found: Sent, name: str, value: str, *, many: bool) -> None:
    if many:
        found.setdefault(name, []).append(value)
    else:
        found[name] = value


def send(client: Client, address: str, **changes: Any) -> HttpResponse:
    """Fetch a section, change some fields (``__`` stands for ``-``), send it."""
    return client.post(address, posted(client.get(address)) | named(changes))


def named(changes: Sent) -> Sent:
    """Names of fields from names of arguments."""
    return {name.replace("__", "-"): value for name, value in changes.items()}


def text_of(page: HttpResponse) -> str:
    """What the page says."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page.content.decode())))
