"""The agenda of a meeting: which approved topics it takes, in which order. No case moves by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import IntegrityError, transaction

from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.decisions import queries, rules
from lianmeng.decisions.models import Meeting, MeetingItem
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record import actions as record
from lianmeng.record import queries as ledger

ARRANGE, DROP = "arrange", "drop"


@dataclass(frozen=True)
class Agenda:
    """What is arranged: the kind of meeting (pack id), its day, the numbers of the cases in their order."""

    kind: str
    held_on: date | None
    cases: tuple[int, ...]


def arrange(meeting: Meeting | None, agenda: Agenda, sent: Sent) -> Meeting:
    """Make a meeting with its agenda, or change the agenda of one (article 10).

    ``sent.seen`` holds the meeting's version under its number. Raises ``Refused`` for a topic that is not
    approved or stands on another agenda, naming it; ``Invalid`` by field; ``Stale``; ``Repeated``.
    """
    pack = policies.current_pack()
    with transaction.atomic():
        _once(sent)
        held = _locked(meeting, sent)
        found = _topics(pack, agenda, held, sent)
        _check(pack, agenda, held)
        held = _kept(held, agenda, sent)
        _place(held, found)
        data = {"kind": held.kind, "held_on": held.held_on, "cases": [case.pk for case in found]}
        _tell(ARRANGE, held, data, sent)
        return held


def drop(meeting: Meeting, sent: Sent) -> None:
    """Take a meeting back that decided nothing; its topics are free for another. Raises as ``arrange``."""
    with transaction.atomic():
        _once(sent)
        held = _locked(meeting, sent)
        assert held is not None
        if begun := rules.recording(held):
            raise Refused(
                _refuse(f"已登记“{begun.title}”的决定，会议不能撤销", mend="已登记的请核对人退回后再办")
            )
        _tell(DROP, held, {}, sent)
        held.items.all().delete()
        held.delete()


def _once(sent: Sent) -> None:
    done = ledger.by_once(sent.once)
    if done is not None:
        raise Repeated(done)
    if not rules.may_arrange(policies.current_pack(), sent.by):
        raise Refused(_refuse("议程由会议秘书编排", mend="请会议秘书办理"))


def _locked(meeting: Meeting | None, sent: Sent) -> Meeting | None:
    if meeting is None:
        return None
    held = Meeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if held is None or sent.seen.get(held.pk) != held.version:
        raise Stale(_refuse("议程刚刚有人改动过，页面已不是最新", mend="看过最新议程再改"))
    return held


def _topics(pack: Pack, agenda: Agenda, held: Meeting | None, sent: Sent) -> list[Case]:
    """The cases in their order, each with its topic approved and on no other open agenda."""
    rows = queries.cases_numbered(agenda.cases)
    found = [rows[number] for number in dict.fromkeys(agenda.cases) if number in rows]
    if not found:
        raise Invalid({"cases": "请至少选一件"})
    elsewhere = queries.open_items(found, but=held)
    views = cases.views(found)
    reasons = [
        reason
        for case in found
        for reason in rules.may_be_heard(
            pack, case, views[case.pk], elsewhere.get(case.pk), sent.on, agenda.held_on
        )
    ]
    reasons += _taken_off(held, found)
    if reasons:
        raise Refused(*reasons)
    return found


def _taken_off(held: Meeting | None, found: Sequence[Case]) -> list[Reason]:
    """What was recorded and waits for its check stays on the agenda."""
    if held is None:
        return []
    left = [item.case for item in held.items.filter(resolution=None).select_related("case")]
    gone = [case for case in left if case not in found]
    views = cases.views(gone)
    return [
        Reason("已登记决定，正等核对，不能撤下", fact=case.title, mend="请核对人退回后再撤")
        for case in gone
        if rules.begun_of(views[case.pk])
    ]


def _check(pack: Pack, agenda: Agenda, held: Meeting | None) -> None:
    kinds = pack.terms.lists[pack.field_of("recognition", "resolve_pass")["meeting_kind"].options or ""]
    errors: dict[str, str] = {}
    if agenda.kind not in kinds:
        errors["meeting_kind"] = "请选择会议类别"
    if agenda.held_on is None:
        errors["held_on"] = "请填写会议日期"
    moved = held is not None and (held.kind, held.held_on) != (agenda.kind, agenda.held_on)
    if held is not None and moved and (begun := rules.recording(held)):
        errors["held_on"] = f"已登记“{begun.title}”的决定，会议类别和日期不能再改"
    if errors:
        raise Invalid(errors)


def _kept(held: Meeting | None, agenda: Agenda, sent: Sent) -> Meeting:
    held = held or Meeting()
    assert agenda.held_on is not None
    held.kind, held.held_on = agenda.kind, agenda.held_on
    held.version += 1
    held.arranged_by, held.arranged_on = sent.by.name, sent.on
    held.save()
    return held


def _place(held: Meeting, found: Sequence[Case]) -> None:
    """The open items anew, in their order, behind those that were decided already."""
    decided = held.items.exclude(resolution=None).order_by("-position").first()
    last = decided.position if decided else 0
    held.items.filter(resolution=None).delete()
    items = [MeetingItem(meeting=held, case=case, position=last + n) for n, case in enumerate(found, 1)]
    try:
        with transaction.atomic():
            MeetingItem.objects.bulk_create(items)
    except IntegrityError as error:
        said = "所选议题中有的刚刚列入另一次会议"
        raise Stale(_refuse(said, mend="看过最新议程再排")) from error


def _tell(act: str, held: Meeting, data: Mapping[str, object], sent: Sent) -> None:
    articles = policies.current_pack().act("recognition", "resolve_pass").articles
    record.append(
        stream=held.stream,
        act=act,
        act_id=uuid4(),
        once=sent.once,
        actor=sent.by,
        on=sent.on,
        data=data,
        articles=articles,
    )


def _refuse(text: str, *, mend: str) -> Reason:
    articles = policies.current_pack().act("recognition", "resolve_pass").articles
    return Reason(text, articles=articles, mend=mend)
