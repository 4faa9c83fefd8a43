"""Forms of a pack on a page: what is typed comes back as answers, whatever its type."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from lianmeng.law.schema import FieldType, FormField
from lianmeng.web.ui import packforms
from tests.parties.factories import ActorFactory

ROWS = FormField(
    label="分工",
    type=FieldType.TABLE,
    columns={
        "who": FormField(label="单位", type=FieldType.LINE),
        "kind": FormField(label="类型", type=FieldType.CHOICE, options="few"),
    },
)
FIELDS = {
    "title": FormField(label="名称", type=FieldType.LINE, hint="全称", cites=("art-1",)),
    "reason": FormField(label="理由", type=FieldType.TEXT, required=False),
    "copies": FormField(label="份数", type=FieldType.INTEGER),
    "funds": FormField(label="经费", type=FieldType.MONEY),
    "held_on": FormField(label="日期", type=FieldType.DATE),
    "way": FormField(label="方式", type=FieldType.CHOICE, options="few"),
    "place": FormField(label="地点", type=FieldType.CHOICE, options="many"),
    "foci": FormField(label="方向", type=FieldType.CHOICES, options="few"),
    "paper": FormField(label="材料", type=FieldType.FILE),
    "rows": ROWS,
}
OPTIONS = {"few": {"a": "甲", "b": "乙"}, "many": {str(n): f"第{n}处" for n in range(9)}}


def drawn(
    answers: dict[str, object] | None = None, errors: dict[str, str] | None = None, own: Q | None = None
) -> str:
    form = packforms.draw(FIELDS, OPTIONS, answers, errors, own=own)
    return "".join(
        render_to_string("parts/packfield.html", {"control": c, "pack": None}) for c in form.controls
    )


def test_each_type_has_its_control_named_by_the_field() -> None:
    kinds = {control.name: control.kind for control in packforms.draw(FIELDS, OPTIONS).controls}
    assert kinds == {
        "title": "line",
        "reason": "text",
        "copies": "line",
        "funds": "line",
        "held_on": "date",
        "way": "radio",
        "place": "select",
        "foci": "ticks",
        "paper": "file",
        "rows": "table",
    }
    page = drawn()
    for name in set(FIELDS) - {"rows"}:
        assert f'name="{name}"' in page
    assert 'inputmode="numeric"' in page and 'inputmode="decimal"' in page and page.count("必填") == 5
    assert page.count("必选") == 3 and page.count("必须上传") == 1 and "每个不超过200MB" in page


def test_what_was_typed_stands_in_the_form_again_and_is_escaped() -> None:
    page = drawn({"title": '"><b>', "way": "b", "foci": ["a"]}, {"title": "太短"})
    assert "&quot;&gt;&lt;b&gt;" in page and "<b>" not in page
    assert 'value="b" checked' in page and 'value="a" checked' in page
    assert 'aria-describedby="id_title_hint id_title_error"' in page and "太短" in page


def test_what_is_sent_becomes_answers() -> None:
    posted = QueryDict(
        "title=名&foci=a&foci=b&kept-paper=7&kept-paper=x&rows-0-who=甲&rows-0-kind=a&rows-2-who=乙&other=1"
    )
    answers = packforms.read(FIELDS, posted)
    assert answers["title"] == "名" and answers["foci"] == ["a", "b"] and answers["paper"] == [7]
    assert answers["rows"] == [{"who": "甲", "kind": "a"}, {"who": "乙", "kind": ""}]
    assert "other" not in answers


@pytest.mark.django_db
def test_files_are_stored_for_their_uploader_and_bad_ones_told() -> None:
    actor = ActorFactory()
    good, bad = SimpleUploadedFile("一.pdf", b"%PDF-1.7 x"), SimpleUploadedFile("二.pdf", b"no")
    stored, errors = packforms.upload(
        FIELDS, MultiValueDict({"paper": [good, bad]}), by=actor, on=date(2016, 5, 9)
    )
    assert len(stored["paper"]) == 1 and "二.pdf" in errors["paper"]
    own = Q(owner_stream=f"upload:{actor.person}")
    page = drawn({"paper": stored["paper"]}, errors, own)
    assert "一.pdf" in page and f'name="kept-paper" value="{stored["paper"][0]}" checked' in page
    stranger = drawn({"paper": stored["paper"]}, errors, Q(owner_stream="upload:someone-else"))
    assert "一.pdf" not in stranger
