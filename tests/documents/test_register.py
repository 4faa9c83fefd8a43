"""Registering papers and giving numbers."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianmeng.documents import actions
from lianmeng.documents.actions import next_number, register_document, register_paper
from lianmeng.documents.models import Document, NumberSeries
from lianmeng.documents.numbers import NumberRefused
from lianmeng.documents.queries import by_check_code, by_number
from lianmeng.documents.render import RenderFailed, render
from lianmeng.files.actions import open_file
from lianmeng.files.models import StoredFile
from tests.documents.papers import page_texts

TEMPLATE = b"""#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans CJK SC")
#set document(title: data.title, date: none)
#data.number #data.title #data.addressee #data.words #data.signed_on #data.check_code"""


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path


def paper(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "approval",
        "number": "甲乙发〔2026〕8号",
        "dated_on": date(2026, 5, 20),
        "title": "关于一件事的批复",
        "addressee": "某局",
        "copies_to": "某公司",
        **changes,
    }


def issue(**changes: Any) -> Document:
    return register_document(**{**paper(), "template": TEMPLATE, "body": {"words": "同意。"}, **changes})


@pytest.mark.django_db
def test_registered_and_found_again() -> None:
    document = issue(issued_on=date(2026, 5, 21))
    assert by_number(" 甲乙发〔2026〕8号") == by_check_code(document.check_code.lower()) == document
    assert document.number_year == 2026
    assert by_number("甲乙发〔2026〕9号") is by_check_code("x") is by_check_code("0" * 16) is None


@pytest.mark.django_db
def test_the_file_is_what_template_and_body_make() -> None:
    document = issue()
    document.refresh_from_db()
    assert document.file is not None
    with open_file(document.file.sha256) as file:
        pdf = file.read()
    assert pdf == render(TEMPLATE, document.body)
    assert page_texts(pdf) == [f"甲乙发〔2026〕8号关于一件事的批复某局同意。2026-05-20{document.check_code}"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "甲乙发[2026]8号"}, "number"),
        ({"number": None}, "number"),
        ({"number": "  "}, "number"),
        ({"dated_on": None}, "dated_on"),
        ({"issued_on": date(2026, 5, 19)}, "issued_on"),
        ({"number": None, "dated_on": None, "issued_on": date(2026, 5, 21)}, "number"),
    ],
)
def test_refused_on_the_field_and_nothing_written(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        issue(**changes)
    assert refused.value.field == field
    assert not Document.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_number_is_given_once() -> None:
    issue(title="先到的批复")
    with pytest.raises(NumberRefused, match="已登记给《先到的批复》") as refused:
        register_paper(**paper(number="甲乙发〔2026〕8号 "))
    assert refused.value.field == "number"
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_a_number_lost_in_a_race_is_refused_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    issue(title="先到的批复")
    honest = actions._refuse_taken
    asked: list[str] = []
    monkeypatch.setattr(
        actions, "_refuse_taken", lambda number: honest(number) if asked else asked.append(number)
    )
    with pytest.raises(NumberRefused, match="已登记给《先到的批复》"):
        issue()
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_papers_without_number_do_not_collide() -> None:
    drafts = [issue(number=None, dated_on=None, template=b"#sys.inputs.data") for _ in range(2)]
    assert len({draft.check_code for draft in drafts}) == 2


@pytest.mark.django_db
def test_a_failing_template_writes_nothing() -> None:
    with pytest.raises(RenderFailed):
        issue(template=b"#missing")
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"number": "甲乙发〔2026〕9号"}, "document_number_with_date"),
        ({"number": "甲乙发〔2026〕9号", "number_year": 2026}, "document_number_with_date"),
        ({"issued_on": date(2026, 1, 1)}, "document_dated_before_issue"),
        ({"number": "", "number_year": 2026, "dated_on": date(2026, 1, 1)}, "document_number_not_empty"),
    ],
)
def test_the_table_refuses_too(changes: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Document.objects.create(kind="x", title="x", check_code="x", **changes)


@pytest.mark.django_db
def test_numbers_run_by_series_and_year() -> None:
    given = [
        next_number("in", 2026),
        next_number("in", 2026),
        next_number("in", 2027),
        next_number("a", 2026),
    ]
    assert given == [1, 2, 1, 1]


@pytest.mark.django_db
def test_a_number_rolled_back_is_free_again() -> None:
    next_number("in", 2026)
    with pytest.raises(LookupError), transaction.atomic():
        next_number("in", 2026)
        raise LookupError
    assert next_number("in", 2026) == 2
    assert NumberSeries.objects.get().last == 2


def test_no_number_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(transaction.TransactionManagementError):
        next_number("in", 2026)
