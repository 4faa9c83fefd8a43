"""People at their browsers, over HTTP, at a server that may die at any moment.

A form that got no answer is kept as it was sent, mark and all, to be sent again to the server that follows.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from uuid import uuid4

from tests.web.casework.pages import hidden

DEAD = (OSError, HTTPException)  # what a server that dies leaves to those who wait for it
PATIENCE = 60  # seconds for one answer
Values = dict[str, str | list[str]]


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    location: str
    text: str


@dataclass(frozen=True)
class Form:
    """A form as it is sent: to which act it belongs, its mark if it has one, its fields, and files by field."""

    act: str
    address: str
    once: str
    values: Values
    files: dict[str, bytes] = field(default_factory=dict)

    def digests(self) -> set[str]:
        """The names under which its files are stored."""
        return {sha256(content).hexdigest() for content in self.files.values()}


class Visitor:
    """One person's browser. What the server does not answer raises one of ``DEAD``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def enter(self, appointment: int) -> None:
        """以…身份进入, as the page of the demonstration offers it."""
        self.get("/login")
        answer = self.send(Form("", f"/demonstration/enter/{appointment}", "", {}))
        assert answer.status == 302, answer

    def get(self, address: str) -> Answer:
        """Open a page."""
        return self._ask("GET", address, b"", {})

    def send(self, form: Form) -> Answer:
        """Send a form, with the files."""
        boundary = uuid4().hex
        body = _body(form, self.cookies.get("csrftoken", ""), boundary)
        kind = f"multipart/form-data; boundary={boundary}"
        return self._ask("POST", form.address, body, {"Content-Type": kind})

    def filled(self, act: str, address: str, answers: Values) -> Form:
        """The form of an act as its page offers it, filled with those of the answers that it asks for."""
        page = self.get(address)
        assert page.status == 200 and 'id="act-form"' in page.text, (
            act,
            address,
            page.status,
            page.text[:3000],
        )
        names = set(re.findall(r'name="([^"]+)"', page.text))
        kept = hidden(page.text)
        typed = {name: value for name, value in answers.items() if name in names}
        return Form(act, address, kept["once"], {**kept, **typed})

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            line.request(method, address, body, {"Cookie": cookies, **headers})
            answer = line.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers.get("Location", ""), text)
        finally:
            line.close()


def _body(form: Form, token: str, boundary: str) -> bytes:
    parts = [("csrfmiddlewaretoken", token)]
    for name, value in form.values.items():
        parts += [(name, one) for one in (value if isinstance(value, list) else [value])]
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts]
    body = "".join(lines).encode()
    for name, content in form.files.items():
        said = f'name="{name}"; filename="{form.act} {name}.pdf"'
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data; {said}\r\nContent-Type: application/pdf\r\n\r\n"
        )
        body += head.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()
