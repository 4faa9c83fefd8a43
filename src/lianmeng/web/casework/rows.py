"""Several cases under one signing: a form with a row per case, read, signed and answered for."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated
from lianmeng.law.schema import FormField
from lianmeng.law.verdicts import Reason
from lianmeng.web.ui import packforms

AGAIN = "此前已经办理，未重复办理。"
CHOSEN = "case"  # the tick of a row


@dataclass(frozen=True)
class Posted:
    """What came with the form: rows ticked, answers by case and field, versions seen, the form's own mark."""

    chosen: frozenset[int] = frozenset()
    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    note: str = ""
    once: str = ""


@dataclass(frozen=True)
class Trouble:
    """Why nothing was done: what is wrong by field, or every reason."""

    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def status(self) -> int:
        """The answer's status."""
        return 409 if self.reasons else 422 if self.errors else 200


def row_fields(fields: Mapping[str, FormField], number: int) -> dict[str, FormField]:
    """The fields of one row, under the names that its controls bear."""
    return {f"{name}-{number}": item for name, item in fields.items()}


def read(request: HttpRequest, fields: Mapping[str, FormField], numbers: Iterable[int]) -> Posted:
    """Read a form with a row for each of these cases; a row in which nothing was typed is left out."""
    posted, rows = request.POST, {}
    for number in numbers:
        typed = packforms.read(row_fields(fields, number), posted)
        said = {name.rpartition("-")[0]: value for name, value in typed.items()}
        if any(said.values()):
            rows[number] = said
    chosen = frozenset(int(one) for one in posted.getlist(CHOSEN) if re.fullmatch(r"\d{1,18}", one))
    mark = posted.get("once", "")
    return Posted(
        chosen=chosen,
        rows=rows,
        note=posted.get("note", "").replace("\0", "").strip(),
        once=mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex,
    )


def seen(request: HttpRequest, found: Iterable[Case]) -> dict[int, int]:
    """The versions that the page showed; a case that it did not show counts as not seen."""
    shown = {case.pk: request.POST.get(f"seen-{case.pk}", "") for case in found}
    return {number: int(text) if re.fullmatch(r"\d{1,9}", text) else -1 for number, text in shown.items()}


def attempt(request: HttpRequest, sign: Callable[[], str]) -> Trouble | None:
    """Sign; ``sign`` says what was done. None when it was done now or before, else what stood against it."""
    try:
        messages.success(request, sign())
    except Repeated:
        messages.warning(request, AGAIN)
    except Refused as refused:
        return Trouble(reasons=refused.reasons)
    except Invalid as invalid:
        return Trouble(errors=invalid.errors)
    return None


def kept(values: QueryDict, fields: Mapping[str, FormField], numbers: Iterable[int]) -> Posted:
    """A form taken up again."""
    found = {}
    for number in numbers:
        said = {name: values.get(f"{name}-{number}", "") for name in fields}
        if any(said.values()):
            found[number] = said
    return Posted(rows=found)
