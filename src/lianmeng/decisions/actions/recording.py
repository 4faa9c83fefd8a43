"""What a meeting decided, recorded on one page under one signing: one act per case and decision, through the guard."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import transaction

from lianmeng.cases import guard, sources
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import EACH, Acting, Answers, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Stale
from lianmeng.decisions import queries, rules
from lianmeng.decisions.actions import meetings
from lianmeng.decisions.models import Meeting
from lianmeng.law.schema import FieldType
from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries as parties
from lianmeng.policies import queries as policies

Decided = Mapping[int, tuple[str, Answers]]  # the act by which a case is decided, and the answers to it
FUNCTIONS: Mapping[str, Callable[[Sequence[Case], Answers, Sent], Acting]] = {
    "resolve_pass": meetings.resolve_pass,
    "resolve_defer": meetings.resolve_defer,
    "resolve_back": meetings.resolve_back,
    "resolve_refuse": meetings.resolve_refuse,
}


def record_decisions(meeting: Meeting, minutes_no: str, decided: Decided, sent: Sent) -> list[Acting]:
    """Record the decisions on items of the agenda; they wait for the check (article 10).

    All or none. Raises as ``guard.acting``, and ``Refused`` for a case that is not open on this agenda.
    """
    if not decided:
        raise Invalid({"cases": "请至少选一件的决定"})
    with transaction.atomic():
        found = _locked(meeting, decided)
        shared = {
            "meeting_kind": meeting.kind,
            "held_on": meeting.held_on.isoformat(),
            "minutes_no": minutes_no,
        }
        done = []
        for act, rows in _by_act(found, {number: act for number, (act, _) in decided.items()}):
            each = {str(case.pk): _fitted(case, act, decided[case.pk][1]) for case in rows}
            with _naming(rows, found):
                done.append(FUNCTIONS[act](rows, {**shared, EACH: each}, _part(sent, act, rows)))
        return done


def check_decisions(meeting: Meeting, numbers: Iterable[int], sent: Sent) -> list[Acting]:
    """Check what was recorded on these cases: the last hand of each act, which carries it out.

    All or none. Raises as ``record_decisions``.
    """
    with transaction.atomic():
        found = _locked(meeting, numbers)
        groups = _by_act(found, _begun(found))
        return [FUNCTIONS[act](rows, {}, _part(sent, act, rows)) for act, rows in groups]


def return_decisions(meeting: Meeting, numbers: Iterable[int], note: str, sent: Sent) -> None:
    """Send what was recorded on these cases back to the secretary, with a note. Raises as ``guard.send_back``."""
    with transaction.atomic():
        found = _locked(meeting, numbers)
        for act, rows in _by_act(found, _begun(found)):
            guard.send_back(rows, act, note, _part(sent, act, rows))


@contextmanager
def _naming(rows: Sequence[Case], found: Sequence[Case]) -> Iterator[None]:
    """Where one of many is decided in a way of its own, what is refused names it as the guard does of several."""
    try:
        yield
    except Stale:
        raise
    except Refused as refused:
        if len(rows) > 1 or len(found) == 1:
            raise
        title = rows[0].title
        told = (replace(one, fact=f"{title}：{one.fact}" if one.fact else title) for one in refused.reasons)
        raise Refused(*told) from refused


def _part(sent: Sent, act: str, rows: Sequence[Case]) -> Sent:
    return replace(sent, once=f"{sent.once}:{act}:{rows[0].revision_id}")


def _fitted(case: Case, act: str, said: Answers) -> Answers:
    """The answers as the form of the case's own revision takes them: before there was a list, names were written."""
    pack = cases.pack_of(case)
    field, given = pack.field_of(case.kind, act).get("avoided"), said.get("avoided")
    if field is None or field.type is FieldType.CHOICES or not isinstance(given, list):
        return said
    known = {one.natural: one.name for one in parties.staff_of(sources.leader_kinds(pack))}
    others = [str(said["avoided_others"])] if said.get("avoided_others") else []
    return {**said, "avoided": "、".join([*(known[one] for one in given if one in known), *others])}


def _locked(meeting: Meeting, numbers: Iterable[int]) -> list[Case]:
    """The cases in the order of their ids, held; all must be open on this agenda."""
    wanted = sorted(set(numbers))
    found = list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    here = {number for number, item in queries.open_items(found).items() if item.meeting_id == meeting.pk}
    strange = [case.title for case in found if case.pk not in here]
    if strange or len(found) < len(wanted):
        raise Refused(
            Reason(
                "所选事项中有的不在本次会议的议程上，或已经办结",
                articles=policies.current_pack().act(rules.KIND, rules.RESOLVES[0]).articles,
                fact="、".join(strange),
                mend="看过最新议程再办",
            )
        )
    return found


def _begun(found: Sequence[Case]) -> dict[int, str]:
    """The act that was recorded on each case. Raises ``Refused`` where none was."""
    views = cases.views(found)
    begun = {case.pk: rules.begun_of(views[case.pk]) for case in found}
    missing = [case.title for case in found if begun[case.pk] is None]
    if missing or not begun:
        articles = policies.current_pack().act(rules.KIND, rules.RESOLVES[0]).articles
        raise Refused(
            Reason("尚未登记决定", articles=articles, fact="、".join(missing), mend="由会议秘书先登记")
        )
    return {number: thread.act for number, thread in begun.items() if thread}


def _by_act(found: Sequence[Case], acts: Mapping[int, str]) -> Iterable[tuple[str, list[Case]]]:
    """The cases by what is done with them and by the revision under which they began."""
    unknown: Any = set(acts.values()) - set(FUNCTIONS)
    if unknown:
        raise Invalid({"cases": "请从所列决定中选择"})
    for act in FUNCTIONS:
        mine = [case for case in found if acts[case.pk] == act]
        for revision in sorted({case.revision_id for case in mine}):
            yield act, [case for case in mine if case.revision_id == revision]
