"""Forms of a policy pack on a page: fields drawn as controls, what is typed read back as answers.

Nothing is judged here: the act does that, and its errors come back by field. Whatever was typed or
uploaded stays in the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from lianmeng.files import actions as files
from lianmeng.files.kinds import EXTENSIONS, FileRefused
from lianmeng.files.models import Attachment
from lianmeng.law.forms import Options, choices_of
from lianmeng.law.schema import FieldType, FormField
from lianmeng.record.people import Actor

Fields = Mapping[str, FormField]
Answers = dict[str, Any]
CARDS = 6  # up to so many choices stand side by side; more go into a list
SPARE_ROWS = 3
KEPT = "kept-"  # attachments uploaded before, by field
MODES = {FieldType.INTEGER: "numeric", FieldType.MONEY: "decimal"}
SAME = {".jpeg": ".jpg", ".tif": ".tiff"}  # two endings of one format
MUST = {"file": "必须上传", "radio": "必选", "select": "必选", "ticks": "必选"}
KINDS = {FieldType.TEXT: "text", FieldType.DATE: "date", FieldType.FILE: "file", FieldType.TABLE: "table"}


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Kept:
    """A file uploaded before."""

    number: int
    name: str


@dataclass(frozen=True)
class Control:
    """One field as the page draws it. ``kind``: line, text, date, radio, select, ticks, file or table."""

    name: str
    kind: str
    label: str
    hint: str
    must: bool
    cites: tuple[str, ...]
    value: str = ""
    mode: str = ""
    choices: tuple[Choice, ...] = ()
    files: tuple[Kept, ...] = ()
    held: tuple[Kept, ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()
    error: str = ""
    accepts: str = ""

    @property
    def must_words(self) -> str:
        """How a field says that it may not stay empty."""
        return MUST.get(self.kind, "必填")

    @property
    def described_by(self) -> str:
        """Ids of hints and error, for screen readers."""
        parts = [f"id_{self.name}_hint"] if self.hint else []
        parts += [f"id_{self.name}_accepts"] if self.accepts else []
        return " ".join([*parts, f"id_{self.name}_error"] if self.error else parts)


@dataclass(frozen=True)
class PackForm:
    """The controls of one form, and what is wrong with fields that it does not have."""

    controls: tuple[Control, ...]
    other_errors: tuple[str, ...] = field(default=())

    @property
    def wrong(self) -> list[Control]:
        """The controls with an error."""
        return [control for control in self.controls if control.error]


def draw(
    fields: Fields,
    options: Options,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    own: Q | None = None,
    held: Mapping[str, tuple[Kept, ...]] | None = None,
) -> PackForm:
    """The form with what has been answered so far and what is wrong by field (one query for file names).

    ``own`` narrows the attachments whose names may be shown; without it none are. ``held`` are files that
    go along by themselves: they are shown, not asked for.
    """
    answers, errors = answers or {}, errors or {}
    kept = _names(fields, answers, own) if own is not None else {}
    controls = [
        _control(name, item, options, answers.get(name, _preset(item, options)), errors.get(name, ""), kept)
        for name, item in fields.items()
    ]
    if held:
        controls = [replace(one, held=held.get(one.name, ())) for one in controls]
    return PackForm(tuple(controls), tuple(said for name, said in errors.items() if name not in fields))


def _preset(item: FormField, options: Options) -> Any:
    """What a fresh form holds already."""
    return list(choices_of(item, options)) if item.preset == "all" else item.usual or None


def read(fields: Fields, posted: QueryDict) -> Answers:
    """What was typed, by field; files are the numbers of those uploaded before."""
    return {name: _read(name, item, posted) for name, item in fields.items()}


def upload(
    fields: Fields, sent: MultiValueDict[str, UploadedFile], *, by: Actor, on: date
) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Store the files of a request for their uploader: numbers by field, and what was refused by field."""
    stored: dict[str, list[int]] = {}
    errors: dict[str, str] = {}
    for name, item in fields.items():
        for file in sent.getlist(name) if item.type is FieldType.FILE else ():
            try:
                stored.setdefault(name, []).append(_store(name, file, by, on))
            except FileRefused as refused:
                errors[name] = _refusal(file.name or "", refused)
    return stored, errors


def _refusal(name: str, refused: FileRefused) -> str:
    """Why a file was not taken; its name once."""
    told = f"{refused.text}{refused.mend}"
    return told if f"“{name}”" in refused.text else f"“{name}”未收：{told}"


def accepted() -> str:
    """What may be uploaded, before somebody tries."""
    kinds = "、".join(dict.fromkeys(_plain_suffix(suffix) for suffix in EXTENSIONS))
    return f"可上传{kinds}文件，每个不超过{files.upload_limit() // 2**20}MB。"


def _plain_suffix(suffix: str) -> str:
    return SAME.get(suffix, suffix)[1:].upper()


def _store(kind: str, file: UploadedFile, by: Actor, on: date) -> int:
    name = file.name or ""
    row = files.store(file, name)
    stream = f"upload:{by.person}"
    return files.attach(row, name=name, owner_stream=stream, kind=kind, by=by.person, added_on=on).pk


def _names(fields: Fields, answers: Mapping[str, Any], own: Q) -> dict[int, str]:
    wanted = [
        int(number)
        for name, item in fields.items()
        if item.type is FieldType.FILE
        for number in answers.get(name) or ()
        if str(number).isdecimal()
    ]
    if not wanted:
        return {}
    return dict(Attachment.objects.filter(own, pk__in=wanted).values_list("pk", "name"))


def _control(
    name: str, item: FormField, options: Options, value: Any, error: str, kept: Mapping[int, str]
) -> Control:
    known = choices_of(item, options)
    return Control(
        name=name,
        kind=_kind(item, known),
        label=item.label,
        hint=item.hint,
        must=item.required,
        cites=item.cites,
        value="" if isinstance(value, (list, dict)) or value is None else str(value),
        mode=MODES.get(item.type, ""),
        choices=_choices(item, known, value),
        files=tuple(Kept(int(n), kept[int(n)]) for n in _numbers(item, value) if int(n) in kept),
        rows=_rows(name, item, options, value) if item.type is FieldType.TABLE else (),
        error=error,
        accepts=accepted() if item.type is FieldType.FILE else "",
    )


def _kind(item: FormField, known: Mapping[str, str]) -> str:
    if item.type is FieldType.CHOICES:
        return "ticks"
    if item.type is FieldType.CHOICE:
        return "radio" if len(known) <= CARDS else "select"
    return KINDS.get(item.type, "line")


def _choices(item: FormField, known: Mapping[str, str], value: Any) -> tuple[Choice, ...]:
    if item.type not in (FieldType.CHOICE, FieldType.CHOICES):
        return ()
    chosen = set(value) if isinstance(value, (list, tuple)) else {str(value)}
    if value is None and item.type is FieldType.CHOICE and item.required and len(known) == 1:
        chosen = set(known)
    return tuple(Choice(one, label, one in chosen) for one, label in known.items())


def _numbers(item: FormField, value: Any) -> list[Any]:
    if item.type is not FieldType.FILE or not isinstance(value, (list, tuple)):
        return []
    return [number for number in value if str(number).isdecimal()]


def _rows(name: str, item: FormField, options: Options, value: Any) -> tuple[tuple[Control, ...], ...]:
    filled = [row for row in value or () if isinstance(row, Mapping)]
    return tuple(
        tuple(
            _control(f"{name}-{number}-{column}", inner, options, row.get(column), "", {})
            for column, inner in item.columns.items()
        )
        for number, row in enumerate([*filled, *({} for _ in range(SPARE_ROWS))])
    )


def _read(name: str, item: FormField, posted: QueryDict) -> Any:
    if item.type is FieldType.FILE:
        return [int(number) for number in posted.getlist(KEPT + name) if re.fullmatch(r"\d{1,18}", number)]
    if item.type is FieldType.CHOICES:
        return posted.getlist(name)
    if item.type is FieldType.TABLE:
        return _read_rows(name, item, posted)
    return posted.get(name, "")


def _read_rows(name: str, item: FormField, posted: QueryDict) -> list[Answers]:
    found = (re.fullmatch(rf"{re.escape(name)}-(\d{{1,4}})-.+", key) for key in posted)
    numbers = sorted({int(match[1]) for match in found if match})
    rows = [
        {column: _read(f"{name}-{number}-{column}", inner, posted) for column, inner in item.columns.items()}
        for number in numbers
    ]
    return [row for row in rows if any(row.values())]
