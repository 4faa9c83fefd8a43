"""A section as a form: what was posted becomes values, values become fields, rows and cells.

Buttons named ``do`` change rows without saving: ``members-add-5``, ``members-up-3``, ``members-remove-3``,
``signatures-fill`` (what is empty as in the first row).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from lianmeng.alliances import sections
from lianmeng.alliances.models import Alliance
from lianmeng.alliances.sections import FIXED, TABLES, Errors, Row, Values
from lianmeng.law.forms import Options
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.record.people import Actor
from lianmeng.web.ui import packforms
from lianmeng.web.ui.packforms import Control, PackForm

DO = "do"
FILL = "fill"
SPARE = 3  # empty rows on a page whose table is nearly empty
MOST_ADDED = 20


@dataclass(frozen=True)
class Line:
    """A row of a table as the page draws it."""

    place: int
    id: str
    title: str
    cells: Mapping[str, Control]
    warnings: Mapping[str, str]
    badge: Any = None

    @property
    def number(self) -> int:
        """Its number for people, from 1."""
        return self.place + 1


@dataclass(frozen=True)
class Sheet:
    """The form of a section: fields, and the rows of its table."""

    section: str
    form: PackForm
    table: str
    label: str
    hint: str
    cites: tuple[str, ...]
    fixed: bool
    lines: tuple[Line, ...]
    columns: Mapping[str, FormField]
    error: str = ""

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Everything that is wrong, as ``(id of the control, words)``."""
        found = [(f"id_{one.name}", f"{one.label}：{one.error}") for one in self.form.wrong]
        found += [(f"id_{self.table}", said) for said in ([self.error] if self.error else [])]
        for line in self.lines:
            for cell in line.cells.values():
                if cell.error:
                    found.append((f"id_{cell.name}", f"第{line.number}行{cell.label}：{cell.error}"))
        return found

    @property
    def has_files(self) -> bool:
        """Whether files may be chosen on the page."""
        kinds = [one.kind for one in self.form.controls]
        return "file" in kinds or any(one.type is FieldType.FILE for one in self.columns.values())


def read(pack: Pack, section: str, request: HttpRequest, *, by: Actor, on: date) -> tuple[Values, Errors]:
    """What was posted, empty rows too, new files stored; and the files that were refused."""
    fields = sections.fields_of(pack, section)
    plain = {name: item for name, item in fields.items() if item.type is not FieldType.TABLE}
    found = typed(pack, section, request.POST)
    stored, faults = packforms.upload(plain, request.FILES, by=by, on=on)
    for name, numbers in stored.items():
        found[name] = numbers
    table = TABLES.get(section)
    for place, row in enumerate(found.get(table or "", ())):
        cells = {f"{table}-{row['was']}-{name}": item for name, item in fields[table or ""].columns.items()}
        stored, wrong = packforms.upload(cells, request.FILES, by=by, on=on)
        for name, numbers in stored.items():
            row[name.rpartition("-")[2]] = numbers
        faults |= {f"{table}-{place}-{name.rpartition('-')[2]}": said for name, said in wrong.items()}
    return found, faults


def typed(pack: Pack, section: str, posted: QueryDict) -> Values:
    """What was posted, without new files."""
    fields = sections.fields_of(pack, section)
    plain = {name: item for name, item in fields.items() if item.type is not FieldType.TABLE}
    found = packforms.read(plain, posted)
    table = TABLES.get(section)
    if table:
        found[table] = _rows(table, fields[table], posted)
    return found


def _rows(table: str, field: FormField, posted: QueryDict) -> list[Row]:
    matches = (re.fullmatch(rf"(?:kept-)?{table}-(\d{{1,4}})-\w+", key) for key in posted)
    rows = []
    for number in sorted({int(match[1]) for match in matches if match}):
        names = {f"{table}-{number}-{name}": item for name, item in field.columns.items()}
        cells = packforms.read(names, posted)
        row = {name.rpartition("-")[2]: value for name, value in cells.items()}
        mark = posted.get(f"{table}-{number}-id", "")
        rows.append(row | {"id": mark if re.fullmatch(r"\d{1,18}", mark) else "", "was": number})
    return rows


def changed_rows(section: str, values: Values, do: str) -> Values:
    """The values after a button of the table: rows added, moved or removed; unknown words change nothing."""
    table = TABLES.get(section, "")
    if do == f"{table}-{FILL}" and values.get(table):
        return values | {table: _filled(values[table])}
    match = re.fullmatch(rf"{table}-(add|up|down|remove)-(\d{{1,4}})", do) if table else None
    if match is None or table in FIXED:
        return values
    rows, what, number = list(values[table]), match[1], int(match[2])
    if what == "add":
        rows += [_empty() for _ in range(min(number, MOST_ADDED))]
    elif number < len(rows):
        row = rows.pop(number)
        if what != "remove":
            rows.insert(max(number - 1, 0) if what == "up" else number + 1, row)
    return values | {table: rows}


def _filled(rows: list[Row]) -> list[Row]:
    """The empty cells of every row as in the first."""
    first = rows[0]
    return [row | {name: value or first.get(name) for name, value in row.items()} for row in rows]


def _empty() -> Row:
    return {"id": ""}


def with_spare_rows(section: str, values: Values) -> Values:
    """Some empty rows where a table has hardly any."""
    table = TABLES.get(section, "")
    if not table or table in FIXED or len(values[table]) >= SPARE:
        return values
    return values | {table: [*values[table], *(_empty() for _ in range(SPARE - len(values[table])))]}


def draw(
    pack: Pack,
    section: str,
    alliance: Alliance,
    values: Values,
    errors: Errors,
    *,
    by: Actor,
    on: date,
    badges: Mapping[str, Any] | None = None,
) -> Sheet:
    """The form with these values; warnings are those of what is stored, ``badges`` go to rows by their id."""
    fields = sections.fields_of(pack, section)
    options = sections.options_of(pack, section, alliance)
    own = Q(owner_stream=alliance.stream) | Q(owner_stream=f"upload:{by.person}")
    plain = {name: item for name, item in fields.items() if item.type is not FieldType.TABLE}
    form = packforms.draw(plain, options, values, errors, own=own)
    table = TABLES.get(section, "")
    if not table:
        return Sheet(section, form, "", "", "", (), False, (), {})
    field = fields[table]
    warned = sections.warnings(alliance, section, on)
    lines = _lines(table, field, values[table], options, errors, own)
    titles = {str(one.pk): one.organisation.name for one in alliance.members.all()}
    places = {str(one.pk): place for place, one in enumerate(alliance.members.all())}
    return Sheet(
        section=section,
        form=form,
        table=table,
        label=field.label,
        hint=field.hint,
        cites=field.cites,
        fixed=table in FIXED,
        lines=tuple(
            Line(
                place,
                str(row.get("id", "")),
                titles.get(str(row.get("id", "")), ""),
                cells,
                _warnings_of(table, places.get(str(row.get("id", "")), -1), warned),
                (badges or {}).get(str(row.get("id", ""))),
            )
            for place, (row, cells) in enumerate(zip(values[table], lines, strict=True))
        ),
        columns=field.columns,
        error=errors.get(table, ""),
    )


def _lines(
    table: str, field: FormField, rows: list[Row], options: Options, errors: Errors, own: Q
) -> list[dict[str, Control]]:
    """The cells of all rows, drawn at once so that file names cost one query."""
    fields = {
        f"{table}-{place}-{name}": item
        for place, _ in enumerate(rows)
        for name, item in field.columns.items()
    }
    answers = {
        f"{table}-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in row.items()
        if name in field.columns
    }
    drawn = packforms.draw(fields, options, answers, errors, own=own).controls
    width = len(field.columns)
    return [
        dict(zip(field.columns, drawn[place * width : (place + 1) * width], strict=True))
        for place in range(len(rows))
    ]


def _warnings_of(table: str, place: int, warned: Mapping[str, Any]) -> dict[str, str]:
    start = f"{table}-{place}-"
    return {name.removeprefix(start): said for name, said in warned.items() if name.startswith(start)}
