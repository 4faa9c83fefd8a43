"""Generated rubbish, sent to every form that people find at each door: no fault of the server, nothing half taken.

Each example is one request to one form, undone afterwards. Fields are left out, doubled, invented, filled with what
the page offers or with rubbish; files are no files, or stand where text is asked for; the body is of another kind.
"""

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.strategies import DataObject

from lianmeng.alliances.actions.links import make_link
from lianmeng.parties import actions as parties
from lianmeng.parties import rules
from lianmeng.policies.actions import installer
from lianmeng.web import clock
from tests.attack.browse import PDF, anybody, browser, opened
from tests.attack.forms import Form, forms_on, found_by
from tests.deep import is_deep
from tests.stories.answers import CHECKED, ICE, LEAD, RECEIVED
from tests.stories.stage import Stage, rows
from tests.stories.test_objections import noticed
from tests.web.accounts.test_resets import of_official
from tests.web.accounts.visits import administrator
from tests.web.members.pagework import ice, others
from tests.web.panel_day import declared, formed
from tests.web.portal.test_objecting import lodged
from tests.web.portal.test_objecting import opened as opened_by

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT_WORK = {  # by the stop, or by the moment between two stops: who is looked over the shoulder
    "called": {"ice-clerk": "/apply/", "lead-clerk": "/office/"},
    "drafted": {"ice-clerk": "/apply/"},
    "submitted": {"ice-clerk": "/apply/", "benxi-clerk": "/office/"},
    "recommended": {"benxi-head": "/office/", "registry": "/office/"},
    "consultation": {"planning-clerk": "/office/", "lead-clerk": "/office/"},
    "consulted": {"lead-clerk": "/office/", "administrator": "/office/people/"},
    "formed": {"expert-1": "/expert/"},
    "declared": {"expert-1": "/expert/", "lead-clerk": "/office/panels/"},
    "argued": {"lead-head": "/office/"},
    "tabled": {"secretary": "/office/"},
    "resolved": {"publisher": "/office/"},
    "posted": {"": "/", "integrity": "/office/", "lead-clerk": "/office/notices/"},
    "noticed": {"lead-clerk": "/office/"},
}
USUAL = [("drafted", "ice-clerk"), ("recommended", "registry"), ("declared", "expert-1"), ("posted", "")]
TABLING = ["lead-head", "deputy", "office-head", "director"]
UNTOUCHED = ("files_", "web_keptform")  # uploads and forms kept for their writer are no part of an act
LONG = "联" * 70_000
NUMBERS = ["-1", "0", "9" * 19, "9" * 30, "1e400", "NaN", "-0", "1.5", "٣", "１２", "0x10", "1_0"]
DAYS = ["0001-01-01", "9999-12-31", "2016-13-45", "2016-2-3", "٢٠١٦-٠٧-٠١", "20160701", "2016-07-01T00:00"]
TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\r\n",
    "\u202e",
    "<script>",
    "=1+1",
    "{{7*7}}",
    "%s",
    LONG,
]
SHAPES = ["[]", "{}", "null", "true", "../../etc", "1,2", "ice-wine"]
RUBBISH = some.sampled_from([*NUMBERS, *DAYS, *TEXTS, *SHAPES]) | some.text(max_size=30)
KINDS = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "text/plain",
    "multipart/form-data",
    "",
]
Pairs = list[tuple[str, str]]


def filled(data: DataObject, form: Form) -> Pairs:
    """What is sent for text: mostly as the page offers it, for one to three fields not."""
    names = sorted(form.fields)
    spoilt = data.draw(some.sets(some.sampled_from(names), max_size=3)) if names else set()
    pairs: Pairs = []
    for name in names:
        offered = form.fields[name] or ["演示"]
        if name not in spoilt:
            pairs.append((name, data.draw(some.sampled_from(offered)) or "演示"))
            continue
        values = data.draw(some.lists(RUBBISH | some.sampled_from(offered), max_size=3))
        pairs += [(name, value) for value in values]
    if form.buttons:
        pairs.append(data.draw(some.sampled_from(form.buttons)))
    if data.draw(some.booleans()):
        pairs.append((data.draw(RUBBISH), data.draw(RUBBISH)))
    return pairs


def sent(data: DataObject, form: Form) -> tuple[bytes, str]:
    """A body and the kind that it says it is."""
    pairs = filled(data, form)
    if form.files or data.draw(some.integers(0, 4)) == 0:
        return with_files(data, form, pairs), "multipart/form-data; boundary=B"
    body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()
    kind = KINDS[0] if data.draw(some.integers(0, 4)) else data.draw(some.sampled_from(KINDS))
    return body, kind


def with_files(data: DataObject, form: Form, pairs: Pairs) -> bytes:
    """Text and files, some of which stand at each other's place."""
    places = [*form.files, *(name for name, _ in pairs[:2])]
    parts = [(name, "", _bytes(value)) for name, value in pairs]
    for name in data.draw(some.sets(some.sampled_from(places), max_size=2)) if places else ():
        content = data.draw(
            some.sampled_from([PDF, b"", b"PK\x03\x04", b"\xff\xfe\0"]) | some.binary(max_size=40)
        )
        parts.append(
            (name, data.draw(some.sampled_from(["a.pdf", "a.xlsx", "名.pdf", "\0", ".", "a.exe"])), content)
        )
    lines = []
    for name, file, content in parts:
        said = b'Content-Disposition: form-data; name="%b"' % _bytes(name).replace(b'"', b"").replace(
            b"\r\n", b""
        )
        said += b'; filename="%b"' % _bytes(file) if file else b""
        lines.append(b"--B\r\n%b\r\n\r\n%b\r\n" % (said, content))
    return b"".join(lines) + b"--B--\r\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return quote_from_bytes(_bytes(text))


def kept() -> dict[str, Any]:
    """Every row but those that are no part of an act."""
    return {name: content for name, content in rows().items() if not name.startswith(UNTOUCHED)}


def try_one(client: Client, forms: list[Form], before: dict[str, Any], data: DataObject) -> None:
    form = data.draw(some.sampled_from(forms))
    body, kind = sent(data, form)
    cache.clear()  # who tries so often is put off, and we are not here to be put off
    with transaction.atomic():
        answer = client.generic("POST", form.address, body, content_type=kind)
        status, after = answer.status_code, kept() if answer.status_code >= 400 else before
        transaction.set_rollback(True)
    assert status < 500, (status, form.address, kind, body[:3000])
    assert after == before, (status, form.address, kind, body[:3000])


def try_many(client: Client, forms: list[Form]) -> None:
    before = kept()

    @settings(suppress_health_check=list(HealthCheck))
    @given(some.data())
    def tried(data: DataObject) -> None:
        try_one(client, forms, before, data)

    tried()


def scene(stage: Any, moment: str) -> Stage:
    """The play at a stop, or on its way to the next."""
    if moment in ("formed", "declared"):
        play = formed(stage)
        if moment == "declared":
            declared(play, "expert-1")
        return play
    play = opened(
        stage, {"drafted": "called", "consultation": "recommended", "tabled": "argued"}.get(moment, moment)
    )
    if moment == "drafted":
        play.on(2016, 5, 9)
        play.hand("start", "ice-clerk", "ice", **ICE)
    elif moment == "consultation":
        play.on(2016, 5, 27)
        play.act("register", "registry", "ice", "herb", **RECEIVED)
        play.act("accept", LEAD, "ice", "herb", **CHECKED)
    elif moment == "tabled":
        play.on(2016, 6, 29)
        play.act("table", TABLING, "ice", "herb", brief="提请审议。（演示）")
    clock.move_to(play.day)
    return play


def visitor(play: Stage, name: str) -> Client:
    if name == "administrator":
        found = administrator(play)
        found.raise_request_exception = False
        return found
    return browser(play, name) if name else anybody()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One person at each door in every run, everybody in the deep one."""
    if "name" in metafunc.fixturenames:
        every = [(moment, name) for moment, people in AT_WORK.items() for name in people]
        metafunc.parametrize(("moment", "name"), every if is_deep() else USUAL)


def test_rubbish_is_refused_and_leaves_nothing(stage: Any, moment: str, name: str) -> None:
    play = scene(stage, moment)
    client = visitor(play, name)
    forms = list(found_by(client, AT_WORK[moment][name]))
    assert forms
    try_many(client, forms)


def by_link(play: Stage) -> tuple[Client, str]:
    """A member's personal link."""
    link = make_link(others(ice(play))[0], by=play.actor("ice-clerk"), on=play.day, once="link")  # type: ignore[arg-type]
    return anybody(), f"/member/{link[1]}"


def invited(play: Stage) -> tuple[Client, str]:
    """An invitation."""
    made = parties.invite(rules.ADMINISTRATOR, "管理员乙（演示）", by=installer("安装"), on=play.day)
    return anybody(), f"/join/{made.token}"


def forgotten(play: Stage) -> tuple[Client, str]:
    """An address for a new password."""
    return anybody(), of_official(play, administrator(play))


def objecting(play: Stage) -> tuple[Client, str]:
    """An objector's own page, opened by the query code."""
    _, code = lodged(play)
    return opened_by(code), "/objection/mine"


@pytest.mark.parametrize(
    ("moment", "reached"),
    [("called", by_link), ("called", invited), ("called", forgotten), ("posted", objecting)],
)
def test_rubbish_at_an_address_given_to_one_leaves_nothing(stage: Any, moment: str, reached: Any) -> None:
    play = noticed(stage) if moment == "posted" else stage(moment)
    clock.establish("demonstration", play.day)
    clock.move_to(play.day)
    client, address = reached(play)
    page = client.get(address)
    assert page.status_code == 200
    forms = forms_on(address, page.content.decode())
    if reached is objecting:
        forms += forms_on(f"{address}/supply", client.get(f"{address}/supply").content.decode())
    assert forms
    try_many(client, forms)
