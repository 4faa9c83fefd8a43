"""The papers that an act writes by itself, as the pack describes them (``sheets`` of an act).

Called by the guard alone, within the act's transaction, once the ledger has the act. What a sheet says
comes from the case, its frozen submission, the answers of all hands and the hands themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.cases.models import Case, Sheet
from lianmeng.documents import actions as documents
from lianmeng.law import entering
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act, FieldType, FormField, Stands
from lianmeng.law.schema import Sheet as Rule
from lianmeng.record import queries as ledger
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor


@dataclass(frozen=True)
class Done:
    """An act as carried out: on which cases, with which answers, days, entries; ``told`` by its room."""

    pack: Pack
    act: str
    rule: Act
    cases: Sequence[Case]
    by: Actor
    on: date
    answers: Mapping[str, Any]
    due: Mapping[int, Mapping[str, date]]
    facts: Mapping[int, FactSheet | None]
    entries: Sequence[Entry]
    told: Mapping[str, Any]


def write(done: Done) -> None:
    """Write every sheet of the act and tie it to its cases. Raises ``RenderFailed``: then nothing is written."""
    for name, rule in done.rule.sheets.items():
        pairs = list(zip(done.cases, done.entries, strict=True))
        for group in [pairs] if rule.together else [[pair] for pair in pairs]:
            _write(done, name, rule, group)


def _write(done: Done, name: str, rule: Rule, group: Sequence[tuple[Case, Entry]]) -> None:
    first = group[0][0]
    names = _names(done, first)
    document = documents.register_sheet(
        kind=name,
        on=done.on,
        title=rule.title.format_map(names),
        addressee=rule.to.format_map(names),
        copies_to=rule.copies_to.format_map(names),
        template=done.pack.template(name),
        body=_body(done, group, names),
    )
    Sheet.objects.bulk_create(
        Sheet(case=case, document=document, act=done.act, entry=entry.no) for case, entry in group
    )


def _names(done: Done, case: Case) -> dict[str, str]:
    stands = done.pack.capacities[done.by.capacity].stands
    issues = done.by.office_name if stands is Stands.RECOMMENDER else done.pack.head.authority
    return {
        "name": case.title,
        "applicant": str(case.applicant or ""),
        "recommender": str(case.recommender or ""),
        "authority": issues,
    }


def _body(done: Done, group: Sequence[tuple[Case, Entry]], names: Mapping[str, str]) -> dict[str, Any]:
    pack, (first, entry) = done.pack, group[0]
    due = {name: day.isoformat() for name, day in done.due.get(first.pk, {}).items()}
    return {
        **names,
        "act": pack.act_label(first.kind, done.act),
        "measure": pack.head.title,
        "answers": {name: value for name, value in done.answers.items() if isinstance(value, str | list)},
        "told": _told(pack, first.kind, done.act, done.answers),
        "articles": [{"label": pack.label(one), "words": pack.words(one)} for one in done.rule.articles],
        "due": due,
        "list": [_line(done, case) for case, _ in group],
        "hands": _hands(pack, first, done, entry),
        "demonstration": any(case.alliance and case.alliance.demonstration for case, _ in group),
        **done.told,
    }


def _line(done: Done, case: Case) -> dict[str, Any]:
    """One case as a line of a list."""
    facts, lists = done.facts.get(case.pk), done.pack.terms.lists
    foci = lists.get("focus", {})
    return {
        "name": case.title,
        "number": case.number,
        "applicant": str(case.applicant or ""),
        "recommender": str(case.recommender or ""),
        "lead": case.alliance.lead.name if case.alliance else "",
        "foci": "、".join(foci.get(one, one) for one in facts.foci) if facts else "",
        "goals": facts.goals if facts else "",
        "members": [one.name for one in facts.members] if facts else [],
    }


def _told(pack: Pack, kind: str, act: str, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers in words, in the order of the forms; files and people are left out."""
    fields = entering.told(pack, kind, act)
    said = [(name, item, answers[name]) for name, item in fields.items() if answers.get(name)]
    return [
        {"name": name, "label": item.label, "words": _words(pack, item, value)}
        for name, item, value in said
        if item.type not in (FieldType.FILE, FieldType.TABLE)
    ]


def _words(pack: Pack, item: FormField, value: Any) -> str:
    offices = {name: office.name for name, office in pack.offices.items()} if item.source else {}
    known = pack.terms.lists.get(item.options or "") or offices
    values = value if isinstance(value, list) else [value]
    return "、".join(known.get(str(one), "" if item.source else str(one)) for one in values)


def _hands(pack: Pack, case: Case, done: Done, last: Entry) -> list[dict[str, str]]:
    """Who signed this act, hand by hand."""
    attempt = last.data["attempt"]
    hands = entering.hands(pack, case.kind, done.act, entered="entered" in last.data)
    kept = [one for one in ledger.stream(case.stream) if one.data["attempt"] == attempt]
    return [
        {
            "hand": pack.terms.hands[hands[one.data["hand"]].role],
            "capacity": pack.terms.capacities.get(one.capacity, ""),
            "office": one.office_name or one.organisation_name,
            "name": one.name,
            "on": one.on.isoformat(),
        }
        for one in kept
        if not one.data["back"]
    ]
