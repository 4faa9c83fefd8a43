"""The meeting (article 10): topics approved, resolutions recorded as decided; reopening and ending a case."""

from collections.abc import Mapping, Sequence

from lianmeng.cases import sources
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.decisions import queries
from lianmeng.decisions.models import Meeting, MeetingItem, Resolution, Topic
from lianmeng.law.dates import words
from lianmeng.parties import queries as parties


def table(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """议题报批: approved hand by hand, anew after each return to the agenda."""
    with acting(cases, "table", answers, sent) as doing:
        for case in doing.performed:
            brief = doing.answers_of(case)["brief"]
            Topic.objects.create(case=case, brief=brief, approved_on=doing.on)
    return doing


def resolve_pass(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议通过."""
    return _resolve(cases, "resolve_pass", answers, sent)


def resolve_defer(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议缓议."""
    return _resolve(cases, "resolve_defer", answers, sent)


def resolve_back(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议要求再论证: a new panel follows."""
    return _resolve(cases, "resolve_back", answers, sent)


def resolve_refuse(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议不通过: with reasons."""
    return _resolve(cases, "resolve_refuse", answers, sent)


def redo(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """重新办理: on a review decision, a judgment or the office's own correction."""
    return sign(cases, "redo", answers, sent)


def terminate(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """终止办理: by two persons, with the ground."""
    return sign(cases, "terminate", answers, sent)


def _resolve(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        items = queries.open_items(doing.cases)
        _agree(doing, items)
        if doing.performed:
            meeting = _meeting(doing, items)
            for place, case in enumerate(doing.performed, meeting.items.count() + 1):
                item = items.get(case.pk) or MeetingItem(meeting=meeting, case=case, position=place)
                item.resolution = _resolution(doing, case)
                item.save()
    return doing


def _resolution(doing: Acting, case: Case) -> Resolution:
    said = doing.answers_of(case)
    return Resolution.objects.create(
        case=case,
        act=doing.act,
        meeting_kind=said["meeting_kind"],
        held_on=doing.day("held_on"),
        minutes_no=said["minutes_no"],
        extract=said["extract"],
        avoided=_avoided(doing, said),
        recorded_on=doing.on,
    )


def _avoided(doing: Acting, said: Answers) -> str:
    """The names of those who avoided; under a revision of before, what was written."""
    given = said.get("avoided") or ()
    if isinstance(given, str):
        return given
    known = {one.natural: one.name for one in parties.staff_of(sources.leader_kinds(doing.pack))}
    others = [text] if (text := said.get("avoided_others")) else []
    return "、".join([*(known[one] for one in given), *others])


def _agree(doing: Acting, items: Mapping[int, MeetingItem]) -> None:
    """The meeting that is told of must be the one on whose agenda the cases are, its minutes' number its own.

    Raises ``Invalid``.
    """
    kind, held_on, number = doing.answers["meeting_kind"], doing.day("held_on"), doing.answers["minutes_no"]
    for case in doing.cases:
        item = items.get(case.pk)
        if item is not None and (item.meeting.kind, item.meeting.held_on) != (kind, held_on):
            planned = f"{words(item.meeting.held_on)}{_kind(doing, item.meeting)}"
            raise Invalid({"held_on": f"{case.title}：列在{planned}的议程上，会议类别和日期须与议程一致"})
        if item is not None and item.meeting.minutes_no not in ("", number):
            raise Invalid({"minutes_no": f"本次会议的纪要文号已登记为“{item.meeting.minutes_no}”"})
    others = Meeting.objects.filter(minutes_no=number).exclude(
        pk__in=[item.meeting_id for item in items.values()]
    )
    other = others.first()
    if other is not None and (items or (other.kind, other.held_on) != (kind, held_on)):
        taken = f"{words(other.held_on)}{_kind(doing, other)}"
        raise Invalid({"minutes_no": f"纪要文号“{number}”已登记给{taken}，请核对文号和会议日期"})


def _kind(doing: Acting, meeting: Meeting) -> str:
    options = doing.pack.field_of(doing.cases[0].kind, doing.act)["meeting_kind"].options or ""
    return doing.pack.terms.lists.get(options, {}).get(meeting.kind, meeting.kind)


def _meeting(doing: Acting, items: Mapping[int, MeetingItem]) -> Meeting:
    """The meeting that decided: of the agenda, or known by its minutes, or new."""
    planned = next((item.meeting for item in items.values()), None)
    if planned is None:
        planned, _ = Meeting.objects.get_or_create(
            minutes_no=doing.answers["minutes_no"],
            defaults={
                "kind": doing.answers["meeting_kind"],
                "held_on": doing.day("held_on"),
                "arranged_on": doing.on,
            },
        )
    elif not planned.minutes_no:
        planned.minutes_no = doing.answers["minutes_no"]
        planned.save(update_fields=["minutes_no"])
    return planned
