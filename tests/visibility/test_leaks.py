"""What is secret is planted in a played case and looked for wherever those who may not know it can look.

Pages, lists, exports (workbooks opened), papers (text and metadata of PDFs) of every address, after the panel and
with the notice posted.
"""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from lianmeng.alliances.models import Member
from tests.stories.answers import CHECKED, CLEAR, LEAD, LETTER, PANEL, PROMISE, RECEIVED, SHEET
from tests.stories.stage import Stage
from tests.visibility import seeing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPINION, SHEET_WORDS, EXPERT, TELEPHONE = "绝密处室理由甲", "绝密评语乙", "专家乙", "13912345678"
OUTSIDE = (seeing.PUBLIC, "申报经办", "申报负责人", "其成员单位", "别家申报经办", "初审经办", "初审负责人", "初审文书",
           "别市负责人", "组外专家", seeing.ADMINISTRATOR)  # fmt: skip
ELSEWHERE = ("厅文书", "信息员", "法规处")  # in the department, with no part in opinions and panels
MAY_NOT = {
    OPINION: (*OUTSIDE, *ELSEWHERE, "组内专家"),
    SHEET_WORDS: (*OUTSIDE, *ELSEWHERE, "专业处室经办", "专业处室处长"),
    EXPERT: (*OUTSIDE[:-2], *ELSEWHERE, "专业处室经办", "专业处室处长"),
    TELEPHONE: (seeing.PUBLIC, "其成员单位", "别家申报经办", "别市负责人", "组外专家", seeing.ADMINISTRATOR),
}
EXPERTS = [f"expert-{number}" for number in range(1, 6)]


def planted(stage: Any) -> Stage:
    """Two alliances argued with the secrets in them, the second hand of the topic still open."""
    play: Stage = stage("submitted")
    Member.objects.filter(alliance=play.world.alliances["ice-wine"]).update(contact_phone=TELEPHONE)
    play = stage_to_consultation(play)
    said = {"verdict": "conditional", "reason": OPINION}
    play.act("give_opinion", ["planning-clerk", "planning-head"], "ice", "herb", **said)
    play.on(2016, 6, 15)
    play.act("close_consultation", ["lead-clerk", "lead-head"], "ice", "herb", summary="已汇总。（演示）")
    play.on(2016, 6, 16)
    play.hand("draw_experts", "lead-clerk", "ice", "herb", size="5")
    play.act("form_panel", ["lead-clerk", "integrity", "lead-head"], "ice", "herb", **PANEL)
    play.on(2016, 6, 24)
    for name in EXPERTS:
        play.hand("declare", name, "ice", "herb", **PROMISE)
        play.hand("review", name, "ice", "herb", **SHEET | {"comment": SHEET_WORDS})
    play.act("pass_panel", [*EXPERTS, "lead-head"], "ice", "herb", conclusion="可行。（演示）")
    return seeing.hired(play)


def stage_to_consultation(play: Stage) -> Stage:
    """From the preliminary review to the question to all divisions."""
    play.on(2016, 5, 18)
    for name in ("ice", "herb"):
        play.act("clear", ["benxi-clerk", "benxi-head"], name, **CLEAR)
    play.on(2016, 5, 23)
    play.act("forward", ["benxi-head", "benxi-registry"], "ice", "herb", **LETTER)
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    play.on(2016, 5, 27)
    play.act("accept", LEAD, "ice", "herb", **CHECKED)
    play.on(2016, 6, 2)
    return play


def told(client: Client, address: str) -> str:
    """Everything that an address gives: text, what a workbook and a PDF hold, headers."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = str(answer.headers)
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        return said + "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if body.startswith(b"%PDF"):
        paper = PdfReader(io.BytesIO(body))
        return said + str(paper.metadata) + "".join(page.extract_text() for page in paper.pages)
    return said + body.decode("utf-8", "replace")


def test_secrets_stay_with_those_who_may_know(stage: Any) -> None:
    play = planted(stage)
    people = seeing.browsers(play)
    acts = {"apply": "withdraw", "office": "table", "expert": "review"}
    addresses = [
        *seeing.addresses(play, acts).items(),
        ("search", "/office/cases/?q=专家"),
        ("csv", "/pilots.csv?q=专家"),
    ]
    found = []
    for pattern, address in addresses:
        if pattern not in ("login", "logout"):  # the demonstration's sign-in page names everybody
            for role, client in people.items():
                hidden = [secret for secret, roles in MAY_NOT.items() if role in roles]
                said = told(client, address) if hidden else ""
                found += [(role, pattern, secret) for secret in hidden if secret in said]
    assert found == []


def test_they_are_there_for_those_who_rest_on_them(stage: Any) -> None:
    play = planted(stage)
    people = seeing.browsers(play)
    sheet = told(people["牵头处长"], "/office/opinions/sheet")
    case = told(people["牵头经办"], f"/office/cases/{play.case('ice').pk}")
    assert OPINION in sheet + case and EXPERT in case and SHEET_WORDS in case
    assert TELEPHONE in told(
        people["申报经办"], f"/apply/alliances/{play.world.alliances['ice-wine'].pk}/members"
    )
