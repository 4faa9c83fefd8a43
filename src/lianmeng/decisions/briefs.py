"""The one-page brief (简表) of a case for the meeting: gathered from what is frozen, said and signed.

Facts are those of the last submission; opinions, votes and conclusions are read from the case's own history;
only "what changed since" looks at the alliance as it stands now. No votes of the meeting stand anywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lianmeng.alliances import queries as alliances
from lianmeng.applications.models import LetterItem
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.decisions import queries
from lianmeng.decisions.models import Resolution, Ruling, Topic
from lianmeng.law import changes, criteria, panels
from lianmeng.law.dates import words
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.record import queries as record
from lianmeng.record.models import Entry


@dataclass(frozen=True)
class Opinion:
    """What a division said; ``verdict`` "" for one that was asked and did not answer."""

    office: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Panel:
    """How the panel came out: votes for, sheets, average of the totals; ``rank`` among ``of`` by that average."""

    votes: int
    sheets: int
    average: Decimal | None
    conclusion: str
    met_on: date | None
    rank: int = 0
    of: int = 0
    tied: bool = False

    @property
    def place(self) -> str:
        """The rank in words: 第3, or 并列第3."""
        return f"{'并列' if self.tied else ''}第{self.rank}"


@dataclass(frozen=True)
class Brief:
    """All that the page and the book print of one case."""

    case: Case
    pack: Pack
    view: CaseView
    facts: FactSheet
    submitted_on: date | None
    lead: str
    host: str
    foci: tuple[str, ...]
    members: tuple[tuple[str, int], ...]
    letter: str
    incoming: str
    findings: tuple[Finding, ...]
    opinions: tuple[Opinion, ...]
    panel: Panel
    earlier: tuple[tuple[str, Resolution], ...]
    changes: tuple[changes.Change, ...]
    topic: Topic | None
    rulings: tuple[tuple[str, Ruling], ...] = ()

    @property
    def open_findings(self) -> list[Finding]:
        """The conditions that a person must judge, or that are not met; what only informs is left out."""
        return [
            one
            for one in self.findings
            if one.met is Met.NEEDS_PERSON or (one.met is Met.NOT_MET and one.weight is not Weight.INFORMS)
        ]

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(one.met is Met.MET for one in self.findings)

    @property
    def grave(self) -> int:
        """How many changes may touch a condition."""
        return changes.grave(self.changes)

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """How many divisions said what, in the pack's order; those that did not answer last."""
        order = _verdicts(self.pack)
        said = [one.verdict for one in self.opinions]
        return tuple((word, said.count(word)) for word in (*order.values(), "") if word in said)


def gather(found: Sequence[Case], on: date) -> dict[int, Brief]:
    """The briefs of these cases, by number, ranked among themselves, in a fixed number of queries."""
    names = {name for case in found for name in (case.stream, f"case:{case.parent_id}")}
    streams = record.streams(names | {f"alliance:{case.alliance_id}" for case in found if case.alliance_id})
    sent = {row.case_id: row for row in Submission.objects.filter(case__in=list(found)).order_by("no")}
    facts = {case.pk: FactSheet() for case in found}
    facts |= {number: FactSheet.model_validate(row.facts) for number, row in sent.items()}
    views = cases.views(found, facts, streams)
    present = alliances.present_facts({case.alliance_id for case in found if case.alliance_id})
    letters = _letters(found)
    resolved, topics = _resolved(found), _topics(found)
    ruled = queries.rulings_on([case.pk for case in found])
    panel = _ranked({case.pk: _panel(cases.pack_of(case), views[case.pk]) for case in found})
    made = {}
    for case in found:
        pack, sheet, row = cases.pack_of(case), facts[case.pk], sent.get(case.pk)
        now = present.get(case.alliance_id or 0, sheet)
        changed = _changes(sheet, row, now, streams.get(f"alliance:{case.alliance_id}", []), on)
        made[case.pk] = Brief(
            case=case,
            pack=pack,
            view=views[case.pk],
            facts=sheet,
            submitted_on=row.submitted_on if row else None,
            lead=_role(sheet, "lead"),
            host=_role(sheet, "host"),
            foci=tuple(pack.terms.lists.get("focus", {}).get(one, one) for one in sheet.foci),
            members=_members(pack, sheet),
            letter=_number(letters.get(case.pk)),
            incoming=_incoming(letters.get(case.pk)),
            findings=criteria.judge(pack, sheet, on),
            opinions=_opinions(pack, views[case.pk]),
            panel=panel[case.pk],
            earlier=tuple((pack.act_label(case.kind, one.act), one) for one in resolved.get(case.pk, [])),
            changes=changed,
            topic=topics.get(case.pk),
            rulings=tuple((_ruled(one), one) for one in ruled[case.pk]),
        )
    return made


def _ruled(ruling: Ruling) -> str:
    """What was ruled on an objection, without a word of who objected."""
    return cases.pack_of(ruling.case).act_label(ruling.case.kind, ruling.act)


def _role(sheet: FactSheet, role: str) -> str:
    return next((one.name for one in sheet.members if one.role == role), "")


def _members(pack: Pack, sheet: FactSheet) -> tuple[tuple[str, int], ...]:
    """How many members of which kind, in the pack's order."""
    kinds = [one.kind for one in sheet.members]
    known = pack.terms.lists.get("member_kind", {})
    return tuple((word, kinds.count(kind)) for kind, word in known.items() if kind in kinds)


def _letters(found: Sequence[Case]) -> dict[int, LetterItem]:
    rows = LetterItem.objects.filter(case__in=list(found)).select_related("letter__document", "incoming")
    return {row.case_id: row for row in rows.order_by("pk")}


def _number(item: LetterItem | None) -> str:
    return str(item.letter.document.number or "") if item else ""


def _incoming(item: LetterItem | None) -> str:
    return item.incoming.number if item and item.incoming else ""


def _resolved(found: Sequence[Case]) -> dict[int, list[Resolution]]:
    rows: dict[int, list[Resolution]] = {}
    for row in Resolution.objects.filter(case__in=list(found)).order_by("pk"):
        rows.setdefault(row.case_id, []).append(row)
    return rows


def _topics(found: Sequence[Case]) -> dict[int, Topic]:
    return {row.case_id: row for row in Topic.objects.filter(case__in=list(found)).order_by("pk")}


def _verdicts(pack: Pack) -> Mapping[str, str]:
    """The words of what divisions may say."""
    field = pack.field_of("recognition", "give_opinion")[pack.opinions.field]
    return pack.terms.lists[field.options or ""]


def _opinions(pack: Pack, view: CaseView) -> tuple[Opinion, ...]:
    known = _verdicts(pack)
    given = panels.opinions_given(view)
    told = [
        Opinion(
            _office(pack, office),
            known.get(str(item.answers.get(pack.opinions.field)), ""),
            str(item.answers.get("reason") or ""),
        )
        for office, item in given.items()
    ]
    return (*told, *(Opinion(_office(pack, office), "", "") for office in panels.silent(pack, view)))


def _office(pack: Pack, code: str) -> str:
    return pack.offices[code].name if code in pack.offices else code


def _panel(pack: Pack, view: CaseView) -> Panel:
    sheets = panels.reviews(view)
    totals = [panels.total(pack.panel, one) for one in sheets]
    average = round(Decimal(sum(totals)) / len(totals), 1) if totals else None
    last = view.last("pass_panel")
    return Panel(
        votes=sum(one.answers.get(pack.panel.vote_field) in pack.panel.votes_for for one in sheets),
        sheets=len(sheets),
        average=average,
        conclusion=str(last.answers.get("conclusion", "")) if last else "",
        met_on=panels.meets_on(view),
    )


def _ranked(found: Mapping[int, Panel]) -> dict[int, Panel]:
    """Each with its rank among those that have an average; equal averages share a rank."""
    averages = [one.average for one in found.values() if one.average is not None]
    ranked = {}
    for number, one in found.items():
        rank = 1 + sum(other > one.average for other in averages) if one.average is not None else 0
        tied = averages.count(one.average) > 1 if one.average is not None else False
        ranked[number] = replace(one, rank=rank, of=len(averages), tied=tied)
    return ranked


def _changes(
    sheet: FactSheet, row: Submission | None, now: FactSheet, entries: Iterable[Entry], on: date
) -> tuple[changes.Change, ...]:
    if row is None:
        return ()
    objected = {
        one.organisation_name or "成员单位": one
        for one in entries
        if one.act == "object_part" and one.on >= row.submitted_on
    }
    said = (
        changes.Change(f"“{name}”于{words(one.on)}对其成员信息提出异议：{one.data.get('words', '')}")
        for name, one in objected.items()
    )
    return (*changes.since(sheet, row.submitted_on, now, on), *said)
