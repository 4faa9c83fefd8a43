"""The only writes of this room: registering a paper, giving a number."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from lianmeng.documents.marks import squares, verify_address
from lianmeng.documents.models import Document, NumberSeries
from lianmeng.documents.numbers import NumberRefused, check_number, new_check_code, number_year
from lianmeng.documents.render import render
from lianmeng.files.actions import store
from lianmeng.files.models import StoredFile


def register_document(
    *,
    kind: str,
    number: str | None,
    dated_on: date | None,
    title: str,
    addressee: str,
    copies_to: str,
    template: bytes,
    body: Mapping[str, Any],
    issued_on: date | None = None,
    amends: Document | None = None,
) -> Document:
    """Set a paper of our own from its template, keep the file and register it.

    kind: the policy pack's id of the paper; number, dated_on: 文号 and 成文日期, both or neither;
    issued_on: 印发日期; template: typst source; body: JSON values for the template, joined there by
    number, title, addressee, copies_to, signed_on, printed_on (ISO dates), check_code and verify (rows of
    the code that leads to its verification); amends: the document that it corrects.

    Raises NumberRefused (form, uniqueness, dates), RenderFailed; then nothing is written.
    """
    number = _checked(number, dated_on, issued_on)
    with transaction.atomic():
        return _set(
            Document(
                kind=kind,
                number=number,
                dated_on=dated_on,
                issued_on=issued_on,
                title=title,
                addressee=addressee,
                copies_to=copies_to,
                check_code=new_check_code(),
                amends=amends,
            ),
            template,
            body,
        )


def register_sheet(
    *,
    kind: str,
    on: date,
    title: str,
    addressee: str,
    copies_to: str,
    template: bytes,
    body: Mapping[str, Any],
) -> Document:
    """Set a paper of our own that bears its day and check code but no 文号, and register it.

    Arguments as in `register_document`. Raises RenderFailed; then nothing is written.
    """
    with transaction.atomic():
        return _set(
            Document(
                kind=kind,
                dated_on=on,
                title=title,
                addressee=addressee,
                copies_to=copies_to,
                check_code=new_check_code(),
            ),
            template,
            body,
        )


def data_of(document: Document, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a template is given: `body`, joined by what stands on the document itself."""
    return {
        **body,
        "number": document.number,
        "title": document.title,
        "addressee": document.addressee,
        "copies_to": document.copies_to,
        "signed_on": document.dated_on.isoformat() if document.dated_on else None,
        "printed_on": document.issued_on.isoformat() if document.issued_on else None,
        "check_code": document.check_code,
        "verify": squares(verify_address(document.check_code)) if document.check_code else [],
    }


def _set(document: Document, template: bytes, body: Mapping[str, Any]) -> Document:
    """Render a new document, keep its file and save it."""
    document.body = data_of(document, body)
    document.template_sha256 = hashlib.sha256(template).hexdigest()
    document.file = store(render(template, document.body), name=f"{document.check_code}.pdf")
    return _insert(document)


def register_paper(
    *,
    kind: str,
    number: str | None,
    dated_on: date | None,
    title: str,
    addressee: str,
    copies_to: str = "",
    file: StoredFile | None = None,
    issued_on: date | None = None,
) -> Document:
    """Register a paper made elsewhere, such as a recommending letter, with its scan if there is one.

    Arguments as in `register_document`. Raises NumberRefused; then nothing is written.
    """
    number = _checked(number, dated_on, issued_on)
    with transaction.atomic():
        return _insert(
            Document(
                kind=kind,
                number=number,
                dated_on=dated_on,
                issued_on=issued_on,
                title=title,
                addressee=addressee,
                copies_to=copies_to,
                file=file,
                check_code=new_check_code(),
            )
        )


def next_number(series: str, year: int) -> int:
    """The next number of a series of our own in a year, from 1, without gap or duplicate.

    Holds the series until the surrounding transaction ends: if that is rolled back the number is free
    again. Raises TransactionManagementError outside a transaction, where a gap could arise.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is given only inside a transaction")
    NumberSeries.objects.get_or_create(name=series, year=year)
    row = NumberSeries.objects.select_for_update().get(name=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def _checked(number: str | None, dated_on: date | None, issued_on: date | None) -> str | None:
    """The number in proper form, or None; its dates judged with it. Raises NumberRefused."""
    number = check_number(number) if number and number.strip() else None
    if number and dated_on is None:
        raise NumberRefused("有文号而无成文日期。", "请填写公文上的成文日期。", "dated_on")
    if dated_on and number is None:
        raise NumberRefused("有成文日期而无文号。", "请填写公文上的文号。")
    if issued_on and dated_on is None:
        raise NumberRefused("未登记文号和成文日期，不能印发。", "请先登记文号和成文日期。")
    if issued_on and dated_on and issued_on < dated_on:
        raise NumberRefused("印发日期早于成文日期。", "请核对公文上的两个日期。", "issued_on")
    if number:
        _refuse_taken(number)
    return number


def _refuse_taken(number: str) -> None:
    """Raise NumberRefused if another document bears this number."""
    other = Document.objects.filter(number=number).first()
    if other is not None:
        raise NumberRefused(
            f"文号“{number}”已登记给《{other.title}》（{other.dated_on}）。", "请核对公文上的文号。"
        )


def _insert(document: Document) -> Document:
    """Save a new document; a number lost to somebody else at this moment is refused like any other."""
    document.number_year = number_year(document.number) if document.number else None
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        if document.number:
            _refuse_taken(document.number)
        raise
    return document
