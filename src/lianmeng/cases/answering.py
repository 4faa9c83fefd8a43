"""What was typed for an act, read for all its cases at once and for single ones. The guard calls it, and pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.law import forms
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.record.people import Actor

Answers = Mapping[str, Any]
Fields = Mapping[str, FormField]
EACH = "each"  # answers of single cases of a batch, by number, to the fields that are not the same for all


def may_differ(item: FormField) -> bool:
    """Whether a field may be answered case by case in a batch."""
    return not item.same and item.type is not FieldType.FILE


def row_field(name: str, case: Case) -> str:
    """Under which name an error tells of a field answered for one case of a batch."""
    return f"{name}-{case.pk}"


def read(
    pack: Pack, by: Actor, on: date, cases: Sequence[Case], fields: Fields, answers: Answers
) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """Plain values for all cases, and those of single ones by number. Raises ``Invalid``.

    A field that every case answers for itself is not asked for all of them.
    """
    shared = {name: value for name, value in answers.items() if name != EACH}
    given = {case.pk: dict((answers.get(EACH) or {}).get(str(case.pk), {})) for case in cases}
    own = set.intersection(*(set(said) for said in given.values()))
    same = {name: item for name, item in fields.items() if name not in own or not may_differ(item)}
    asked = sources.Asked(pack, by, cases[0], on=on)
    clean, errors = forms.validate(same, shared, sources.options(asked, same.values()))
    each = {}
    for case in cases:
        each[case.pk], wrong = _own(sources.Asked(pack, by, case, on=on), fields, given[case.pk])
        for name, text in wrong.items():
            errors[row_field(name, case)] = f"{case.title}：{_named(fields[name].label, text)}"
    if errors:
        raise Invalid(errors)
    return clean, each


def _own(asked: sources.Asked, fields: Fields, given: Answers) -> tuple[dict[str, Any], dict[str, str]]:
    """What was answered for a single case, to the fields that need not be the same for all."""
    own = {name: fields[name] for name in given if name in fields and may_differ(fields[name])}
    said = {name: value for name, value in given.items() if name in own}
    return forms.validate(own, said, sources.options(asked, own.values()))


def _named(label: str, text: str) -> str:
    """What is wrong with a field, which is named where the words do not name it already."""
    return text if label in text else f"{label}：{text}"


def of_all(cases: Sequence[Case], said: Sequence[tuple[Case, str]]) -> str:
    """What is wrong with an answer given for all: the cases are named where they are not judged alike."""
    texts = dict.fromkeys(text for _, text in said)
    if len(texts) == 1 and len(said) == len(cases):
        return next(iter(texts))
    return "；".join(f"{case.title}：{text}" for case, text in said)
