"""The guard: the only place where a case changes its state.

``acting`` locks the cases in the order of their ids, judges them by their own policy revision, checks what
was typed, lets the caller write its part, and appends one ledger entry per case under one act id: all or
none. ``send_back`` returns a begun act to the hand before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from lianmeng.cases import answering, queries, sealing, sheets, turns
from lianmeng.cases.answering import EACH, Answers
from lianmeng.cases.models import Case, Deadline
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.cases.signing import Acting, Sent
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from lianmeng.law import acts, deadlines, entering, procedures
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk, FieldType, FormField, TimeUnit
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record import actions as record
from lianmeng.record import queries as ledger
from lianmeng.record.models import Entry

__all__ = ["EACH", "Acting", "Answers", "Sent", "acting", "send_back", "sign", "step_of"]


@contextmanager
def acting(
    cases: Sequence[Case],
    act: str,
    answers: Answers,
    sent: Sent,
    *,
    facts: Mapping[int, FactSheet] | None = None,
    files_of: str = "",
) -> Iterator[Acting]:
    """Sign one hand of an act on one or many cases; the last hand performs it.

    Raises ``Repeated`` when this form was carried out before, ``Stale`` when a case moved since it was
    seen, ``Refused`` with every reason, ``Invalid`` with what is wrong by field. Then nothing is written.
    """
    with transaction.atomic():
        doing = _begin(cases, act, sent, facts, answers)
        doing.files_of = files_of
        _judge(doing)
        _answer(doing, answers)
        _compute_due(doing)
        yield doing
        if doing.performed:
            sheets.write(doing)
        _record(doing)


def send_back(cases: Sequence[Case], act: str, note: str, sent: Sent) -> list[Entry]:
    """Return a begun act to the hand before, with a note. Raises as ``acting`` does."""
    with transaction.atomic():
        doing = _begin(cases, act, sent, None, {})
        for case in doing.cases:
            view, step = doing.views[case.pk], doing.steps[case.pk]
            verdict = procedures.may_send_back(doing.pack, view, step, queries.who(sent.by), sent.on)
            if not verdict.allowed:
                raise Refused(*verdict.reasons)
        if not note.strip():
            raise Invalid({"note": "请写明退回的原因"})
        doing.back, doing.typed = True, {"note": note.strip()}
        _record(doing)
        return doing.entries


def _begin(
    cases: Sequence[Case], act: str, sent: Sent, facts: Mapping[int, FactSheet] | None, answers: Answers
) -> Acting:
    locked = _lock(cases)
    done = ledger.by_once(sent.once)
    if done is not None:
        raise Repeated(done)
    pack = queries.pack_of(locked[0])
    views = queries.views(locked, facts)
    _fresh(locked, views, sent)
    _together(pack, locked, act)
    _agree(locked, views)
    steps = {case.pk: step_of(pack, views[case.pk], act, sent, answers) for case in locked}
    return Acting(act, tuple(locked), pack, pack.act(locked[0].kind, act), sent, steps, views, {}, {})


def _fresh(cases: Sequence[Case], views: Mapping[int, CaseView], sent: Sent) -> None:
    """Nothing has happened since the cases were seen that whoever signs ought to have read.

    What only moves the work along (催办, 传阅, 转办) outdates no form: the act is judged anew in any case.
    """
    for case in cases:
        seen = sent.seen.get(case.pk, 0)
        since = views[case.pk].history[seen:] if 0 < seen <= case.version else ()
        quiet = bool(since) and all(_is_quiet(case.kind, item.act) for item in since)
        if seen != case.version and not quiet:
            said = "这件事项刚刚有人办理过，页面已不是最新"
            raise Stale(Reason(said, fact=case.title, mend="已填内容保留在本页，请看过最新情况再提交"))


def _is_quiet(kind: str, act: str) -> bool:
    shape = acts.shape_of(kind, act)
    return shape is not None and shape.quiet


def step_of(pack: Pack, view: CaseView, act: str, sent: Sent, answers: Answers) -> procedures.Step:
    """The hand that this request signs, judged. Raises ``Refused`` for what may not be entered for others."""
    who, rule = queries.who(sent.by), pack.act(view.kind, act)
    if not sent.entered:
        return procedures.judge(pack, view, act, who, sent.on)
    if not rule.entered:
        label = pack.act_label(view.kind, act)
        raise Refused(Reason(f"“{label}”不能代录或补录", articles=rule.articles, mend="由应办理的人自己办理"))
    whose = entering.said_whose(pack, view, act, who, answers, sent.whose)
    day = entering.done_on(view, act, who, answers, sent.on, whose)
    return procedures.judge(pack, view, act, who, day, sent.on, whose)


def _agree(cases: Sequence[Case], views: Mapping[int, CaseView]) -> None:
    """A state that the ledger does not say was not made by an act: nothing more is done on it."""
    for case in cases:
        history = views[case.pk].history
        if (history and history[-1].went_to != case.state) or len(history) != case.version:
            raise Refused(
                Reason("本件的状态与办理留痕不符，已停止办理", fact=case.title, mend="请系统管理员核查")
            )


def _lock(cases: Sequence[Case]) -> list[Case]:
    numbers = sorted({case.pk for case in cases})
    rows = Case.objects.select_for_update(of=("self",)).select_related("recommender", "alliance", "parent")
    rows = rows.filter(pk__in=numbers)
    return list(rows.order_by(*["pk"] if len(numbers) > 1 else []))  # many are locked in one order


def _together(pack: Pack, cases: Sequence[Case], act: str) -> None:
    if len(cases) == 1:
        return
    if len({case.revision_id for case in cases}) > 1 or len({case.kind for case in cases}) > 1:
        raise Refused(Reason("所选事项适用的办法版本或种类不同，不能一并办理", mend="分开办理"))
    rule = pack.act(cases[0].kind, act)
    if not rule.batch:
        label = pack.act_label(cases[0].kind, act)
        raise Refused(Reason(f"“{label}”须逐件办理", articles=rule.articles, mend="逐件办理"))


def _judge(doing: Acting) -> None:
    reasons = []
    for case in doing.cases:
        for reason in doing.steps[case.pk].verdict.reasons:
            reasons.append(replace(reason, fact=_fact(reason, case)) if len(doing.cases) > 1 else reason)
    if reasons and all(reason.field for reason in reasons):
        raise Invalid({reason.field: reason.text for reason in reasons})
    if reasons:
        raise Refused(*reasons)
    if len({(step.index, step.last) for step in doing.steps.values()}) > 1:
        raise Refused(
            Reason("所选事项办到的环节不同，不能一并办理", articles=doing.rule.articles, mend="分开办理")
        )


def _fact(reason: Reason, case: Case) -> str:
    """What a reason rests on, with the case that it is about."""
    return f"{case.title}：{reason.fact}" if reason.fact else case.title


def fields_of(pack: Pack, step: procedures.Step) -> dict[str, FormField]:
    """The fields that a hand fills."""
    return entering.fields(pack, step.kind, step.act, step.index, entered=step.entered)


def _answer(doing: Acting, answers: Answers) -> None:
    fields = fields_of(doing.pack, doing.step)
    doing.typed, doing.each = answering.read(
        doing.pack, doing.by, doing.sent.on, doing.cases, fields, answers
    )
    earlier = sealing.opened(doing.step.thread.answers) if doing.step.thread else {}
    doing.answers = {**earlier, **doing.typed}
    _check(doing)
    _own_files(doing, fields)


def _check(doing: Acting) -> None:
    who, fields, errors = queries.who(doing.by), fields_of(doing.pack, doing.step), {}
    common: dict[str, list[tuple[Case, str]]] = {}
    for case in doing.cases:
        said = doing.answers_of(case)
        view = queries.with_experts(doing.views[case.pk], doing.rule, said)
        day = doing.sent.on if doing.sent.entered else None
        verdict = procedures.check_answers(doing.pack, view, doing.steps[case.pk], who, doing.on, said, day)
        for reason in verdict.reasons:
            item = fields.get(reason.field)
            if item is not None and doing.each.get(case.pk) and answering.may_differ(item):
                errors[answering.row_field(reason.field, case)] = f"{case.title}：{reason.text}"
            else:
                common.setdefault(reason.field, []).append((case, reason.text))
    if errors or common:
        raise Invalid(
            {**{name: answering.of_all(doing.cases, said) for name, said in common.items()}, **errors}
        )


def _own_files(doing: Acting, fields: Mapping[str, FormField]) -> None:
    """Only what this person uploaded, the draft holds, or stands in the very act that was sent back."""
    streams = [f"upload:{doing.by.person}", *([doing.files_of] if doing.files_of else [])]
    uploaded = Attachment.objects.filter(owner_stream__in=streams)
    for name, form_field in fields.items():
        if form_field.type is FieldType.FILE and name in doing.typed:
            drafted = {number for step in doing.steps.values() for number in drafted_files(step, name)}
            wanted = set(doing.typed[name]) - drafted
            if uploaded.filter(pk__in=wanted).count() != len(wanted):
                raise Invalid({name: "文件已不在，请重新上传"})


def drafted_files(step: procedures.Step, name: str) -> set[int]:
    """The files that an act under way holds already in one field."""
    held = sealing.opened(step.thread.drafted).get(name) if step.thread else None
    return {number for number in held if isinstance(number, int)} if isinstance(held, list) else set()


def _compute_due(doing: Acting) -> None:
    if not doing.performed or not doing.rule.starts:
        return
    calendar = policies.work_calendar()
    for case in doing.cases:
        doing.due[case.pk] = deadlines.begin(
            doing.pack,
            case.kind,
            doing.act,
            on=doing.on,
            answers=doing.answers,
            parent_deadlines=doing.views[case.pk].parent_deadlines,
            calendar=calendar,
        )


def _record(doing: Acting) -> None:
    performed, fresh = bool(doing.performed), uuid4().hex
    lines = [record.Line(case.stream, _data(doing, case, fresh), doing.rule.articles) for case in doing.cases]
    try:
        with transaction.atomic():
            doing.entries = record.append_many(
                lines, act=doing.act, act_id=uuid4(), once=doing.sent.once, actor=doing.by, on=doing.on
            )
    except IntegrityError as error:
        done = ledger.by_once(doing.sent.once)
        if done is None:
            raise
        raise Repeated(done) from error
    for case, entry in zip(doing.cases, doing.entries, strict=True):
        _move(doing, case, entry, performed)
    told = queries.views_after(doing.cases, doing.views, doing.entries)
    turns.refresh(doing.cases, doing.sent.on, told)


def _data(doing: Acting, case: Case, fresh: str) -> dict[str, Any]:
    step, entered = doing.steps[case.pk], doing.sent.entered
    to = doing.pack.next_state(case.kind, doing.act, case.state) if doing.performed else case.state
    (answers, contents), papers = _claimed(doing, case), doing.papers.get(case.pk)
    return {
        "attempt": step.thread.attempt if step.thread else fresh,
        "hand": step.index,
        "performed": bool(doing.performed),
        "back": doing.back,
        "from": case.state,
        "to": to,
        "answers": answers,
        "due": doing.due.get(case.pk, {}),
        "revision": doing.pack.digest,
        **({"files": contents} if contents else {}),
        **({"papers": papers} if papers else {}),
        **({"entered": _entered(doing, case)} if entered else {}),
    }


def _entered(doing: Acting, case: Case) -> dict[str, Any]:
    """For whom the act is entered, on which day, and by which way."""
    whose, way = doing.steps[case.pk].whose, doing.pack.act(case.kind, doing.act).entered
    late = doing.pack.entered_late(case.kind, doing.act)
    party = doing.sent.by.office_name if late else queries.entered_for(doing.pack, case, doing.act, whose)
    said = {"for": party, "on": doing.sent.on, "way": way}
    return {**said, "whose": whose} if whose else said


def _claimed(doing: Acting, case: Case) -> tuple[dict[str, Any], dict[str, str]]:
    """What is answered for a case, its files its own; and the SHA-256 of each file by its number.

    The ledger keeps both, so that no other content can be put in the place of one that was signed. What is
    sealed says nothing here, not even by its digest.
    """
    answers: dict[str, Any] = {**doing.typed, **doing.each.get(case.pk, {})}
    contents: dict[str, str] = {}
    for name, form_field in fields_of(doing.pack, doing.step).items():
        if form_field.type is FieldType.FILE and name in answers:
            own = [files.claim(number, owner_stream=case.stream, kind=name) for number in answers[name]]
            answers[name] = [one.pk for one in own]
            if not form_field.sealed:
                contents |= {str(one.pk): one.file.sha256 for one in own}
        if form_field.sealed and name in answers:
            answers[name] = sealing.seal(case, name, answers[name])
    return answers, contents


def _move(doing: Acting, case: Case, entry: Entry, performed: bool) -> None:
    came_from, case.state = case.state, entry.data["to"]
    case.version += 1
    if case.state != came_from:
        case.moved_on = doing.on
        if doing.sent.entered:
            case.opened_on = min(case.opened_on, doing.on)
        desk = doing.pack.procedures[case.kind].states[case.state].desk
        case.at_department = case.at_department or desk is Desk.DEPARTMENT
        case.ended = not doing.pack.is_open(case.kind, case.state)
        Deadline.objects.filter(case=case, ended_by=None, lasting=False).update(ended_by=entry.seq)
    case.save(update_fields=["state", "version", "moved_on", "opened_on", "at_department", "ended"])
    if performed:
        _start_deadlines(doing, case, entry)


def _start_deadlines(doing: Acting, case: Case, entry: Entry) -> None:
    due = doing.due.get(case.pk)
    if not due:
        return
    calendar, names = policies.work_calendar(), {**doing.rules, **dict(doing.rule.begun())}
    rules = {name: doing.pack.deadlines[names[name]] for name in due}
    Deadline.objects.filter(case=case, ended_by=None, name__in=list(due)).update(ended_by=entry.seq)
    Deadline.objects.bulk_create(
        Deadline(
            case=case,
            name=name,
            rule=names[name],
            starts_on=doing.on,
            due_on=day,
            calendar=calendar.revision,
            provisional=rules[name].unit is TimeUnit.WORKING_DAYS and calendar.provisional(day),
            lasting=rules[name].lasting,
            begun_by=entry.seq,
        )
        for name, day in due.items()
    )


def sign(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    """An act that writes nothing besides the case and the ledger. Raises as ``acting`` does."""
    with acting(cases, act, answers, sent) as doing:
        pass
    return doing
