"""Answers in words: labels of fields, of chosen options, names of people and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from lianmeng.alliances.models import Alliance, Member
from lianmeng.cases import sealing
from lianmeng.cases.models import Case
from lianmeng.cases.sources import leader_kinds
from lianmeng.files.models import Attachment
from lianmeng.law import entering
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.law.turns import APPLICANT, RECOMMENDER
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Expert
from lianmeng.web.ui.words import day_words

Given = tuple[str, Mapping[str, Any]]  # an act's name and answers to its fields


@dataclass(frozen=True)
class Linked:
    """A file that may be opened; ``fresh``: it came with a later submission than the first."""

    number: int
    name: str
    fresh: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer: its label, its words, its files."""

    label: str
    words: str = ""
    files: tuple[Linked, ...] = ()


@dataclass(frozen=True)
class Names:
    """Names of what answers only number: files, experts, alliances, calls, members."""

    pack: Pack
    kind: str
    files: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict)

    def answers(self, act: str, given: Mapping[str, Any]) -> tuple[Answer, ...]:
        """The answers of an act in the order of its forms; what no form asks for is left out."""
        fields = entering.told(self.pack, self.kind, act)
        given = {name: told for name, value in given.items() if (told := self._opened(value)) is not None}
        return tuple(self._answer(item, given[name]) for name, item in fields.items() if name in given)

    def _opened(self, value: Any) -> Any:
        return self.sealed.get(value[sealing.SEALED]) if sealing.is_sealed(value) else value

    def _answer(self, item: FormField, value: Any) -> Answer:
        if item.type is FieldType.FILE:
            found = tuple(Linked(number, self.files[number]) for number in value if number in self.files)
            return Answer(item.label, files=found)
        if item.type is FieldType.TABLE:
            rows = ("，".join(a.words for a in self._row(item, row)) for row in value)
            return Answer(item.label, "；".join(rows))
        return Answer(item.label, self._words(item, value))

    def _row(self, item: FormField, row: Mapping[str, Any]) -> list[Answer]:
        return [self._answer(inner, row[name]) for name, inner in item.columns.items() if name in row]

    def _words(self, item: FormField, value: Any) -> str:
        known = self.pack.terms.lists.get(item.options or "") or self.sources.get(item.source or "", {})
        if item.type in (FieldType.CHOICE, FieldType.CHOICES):
            values = value if isinstance(value, list) else [value]
            return "、".join(known.get(str(one), "（已不在名单）") for one in values)
        if item.type is FieldType.DATE:
            return day_words(date.fromisoformat(value))
        return f"{value}万元" if item.type is FieldType.MONEY else str(value)


def names(pack: Pack, kind: str, given: Iterable[Given], files: Mapping[int, str] | None = None) -> Names:
    """Look up every name that these answers need: at most one query per sort of thing that occurs.

    Sealed answers are opened: whoever reads them has found the case by a query of its own.
    """
    given = list(given)
    sealed = _sealed(answers for _, answers in given)
    wanted: dict[str, set[str]] = {}
    numbers: set[int] = set()
    for act, answers in given:
        for name, item in entering.told(pack, kind, act).items():
            value: Any = answers.get(name)
            if sealing.is_sealed(value):
                value = sealed.get(value[sealing.SEALED])
            if item.source and value:
                wanted.setdefault(item.source, set()).update(
                    value if isinstance(value, list) else [str(value)]
                )
            elif item.type is FieldType.FILE and value:
                numbers.update(value)
    if files is None:
        files = dict(Attachment.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    sources = {source: _LOOK_UP[source](pack, values) for source, values in wanted.items()}
    return Names(pack, kind, files, sources, sealed)


def _sealed(many: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What stands behind the references, by reference."""
    held = [value for answers in many for value in answers.values() if sealing.is_sealed(value)]
    if not held:
        return {}
    found = sealing.opened_all([{value[sealing.SEALED]: value for value in held}])
    return found[0]


def _offices(pack: Pack, values: set[str]) -> dict[str, str]:
    return {name: pack.offices[name].name for name in values if name in pack.offices}


def _experts(pack: Pack, values: set[str]) -> dict[str, str]:
    """With the employer of each: whoever checks ties reads it beside the members."""
    refs = [UUID(value) for value in values]
    rows = Expert.objects.filter(person__identity__ref__in=refs)
    rows = rows.select_related("person__identity", "employer")
    return {row.person.natural: f"{row.person.name}（{row.employer.name}）" for row in rows}


def _leaders(pack: Pack, values: set[str]) -> dict[str, str]:
    return {one.natural: one.name for one in parties.staff_of(leader_kinds(pack)) if one.natural in values}


def _alliances(pack: Pack, values: set[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in Alliance.objects.filter(pk__in=values).values_list("pk", "name")}


def _themselves(pack: Pack, values: set[str]) -> dict[str, str]:
    return {value: value for value in values}


def _calls(pack: Pack, values: set[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Case.objects.filter(pk__in=values).values_list("pk", "title")}


def _members(pack: Pack, values: set[str]) -> dict[str, str]:
    rows = Member.objects.filter(pk__in=values).values_list("pk", "organisation__name")
    return {str(pk): name for pk, name in rows}


def _awaited(pack: Pack, values: set[str]) -> dict[str, str]:
    return {APPLICANT: "申报单位", RECOMMENDER: "推荐单位", **_offices(pack, values)}


def _people(pack: Pack, values: set[str]) -> dict[str, str]:
    """Accounts, alone or with the post in which they work (``ref:post``)."""
    names = parties.names_of(value.partition(":")[0] for value in values)
    found = {}
    for value in values:
        ref, _, capacity = value.partition(":")
        post = pack.terms.capacities.get(capacity, "")
        if ref in names:
            found[value] = f"{names[ref]}（{post}）" if post else names[ref]
    return found


def _lines(pack: Pack, values: set[str]) -> dict[str, str]:
    return {value: f"第{value}条" for value in values}


_LOOK_UP = {
    "recommenders": _offices,
    "divisions": _offices,
    "experts": _experts,
    "seated": _experts,
    "leaders": _leaders,
    "specialties": _themselves,
    "open_calls": _calls,
    "my_alliances": _alliances,
    "all_alliances": _alliances,
    "members": _members,
    "turns": _awaited,
    "readers": _people,
    "colleagues": _people,
    "entries": _lines,
}
