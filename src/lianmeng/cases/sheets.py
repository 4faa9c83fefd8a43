"""The papers that an act writes by itself, as the pack describes them (``sheets`` of an act).

Called by the guard alone, within the act's transaction, just before the ledger gets the act: its entries
keep which files were made. What a sheet says comes from the case, its frozen submission, the answers of all
hands and the hands themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lianmeng.cases.models import Case, Sheet
from lianmeng.cases.signing import Acting
from lianmeng.documents import actions as documents
from lianmeng.law import entering
from lianmeng.law.history import Pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField, Stands
from lianmeng.law.schema import Sheet as Rule
from lianmeng.record import queries as ledger
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor


def write(doing: Acting) -> None:
    """Write every sheet of the act and tie it to its cases. Raises ``RenderFailed``: then nothing is written."""
    for name, rule in doing.rule.sheets.items():
        for group in [doing.cases] if rule.together else [(case,) for case in doing.cases]:
            _write(doing, name, rule, group)


def _write(doing: Acting, name: str, rule: Rule, group: Sequence[Case]) -> None:
    names = _names(doing, group[0])
    document = documents.register_sheet(
        kind=name,
        on=doing.on,
        title=rule.title.format_map(names),
        addressee=rule.to.format_map(names),
        copies_to=rule.copies_to.format_map(names),
        template=doing.pack.template(name),
        body=_body(doing, group, names),
    )
    Sheet.objects.bulk_create(
        Sheet(case=case, document=document, act=doing.act, entry=case.version + 1) for case in group
    )
    doing.keep(document.check_code, document.file, group)


def _names(doing: Acting, case: Case) -> dict[str, str]:
    stands = doing.pack.capacities[doing.by.capacity].stands
    issues = doing.by.office_name if stands is Stands.RECOMMENDER else doing.pack.head.authority
    return {
        "name": case.title,
        "applicant": str(case.applicant or ""),
        "recommender": str(case.recommender or ""),
        "authority": issues,
    }


def _body(doing: Acting, group: Sequence[Case], names: Mapping[str, str]) -> dict[str, Any]:
    pack, first = doing.pack, group[0]
    due = {name: day.isoformat() for name, day in doing.due.get(first.pk, {}).items()}
    return {
        **names,
        "act": pack.act_label(first.kind, doing.act),
        "measure": pack.head.title,
        "answers": {name: value for name, value in doing.answers.items() if isinstance(value, str | list)},
        "told": _told(pack, first.kind, doing.act, doing.answers),
        "articles": [{"label": pack.label(one), "words": pack.words(one)} for one in doing.rule.articles],
        "due": due,
        "list": [_line(doing, case) for case in group],
        "hands": _hands(doing, first),
        "demonstration": any(case.alliance and case.alliance.demonstration for case in group),
        **doing.told,
    }


def _line(doing: Acting, case: Case) -> dict[str, Any]:
    """One case as a line of a list."""
    facts, lists = doing.views[case.pk].facts, doing.pack.terms.lists
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


def _hands(doing: Acting, case: Case) -> list[dict[str, str]]:
    """Who signed this act, hand by hand; the last is signing now."""
    pack, thread = doing.pack, doing.steps[case.pk].thread
    roles = [one.role for one in entering.hands(pack, case.kind, doing.act, entered=doing.sent.entered)]
    kept = [] if thread is None else [one for one in ledger.stream(case.stream) if _is_of(one, thread)]
    earlier = [_hand(pack, roles[one.data["hand"]], one, one.on) for one in kept]
    return [*earlier, _hand(pack, roles[doing.step.index], doing.by, doing.on)]


def _hand(pack: Pack, role: str, who: Entry | Actor, on: date) -> dict[str, str]:
    return {
        "hand": pack.terms.hands[role],
        "capacity": pack.terms.capacities.get(who.capacity, ""),
        "office": who.office_name or who.organisation_name,
        "name": who.name,
        "on": on.isoformat(),
    }


def _is_of(entry: Entry, thread: Pending) -> bool:
    return bool(entry.data["attempt"] == thread.attempt and not entry.data["back"])
