"""Acts that every case has and that leave its state as it is; each says what it writes besides the ledger."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lianmeng.cases import queries
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case, Charge, Circulated, Deadline
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law import deadlines, turns
from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Person
from lianmeng.policies import queries as policies

Cases = Sequence[Case]


def note_instruction(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """A leader's written instruction (批示) is registered: his words, the day, the scan, what came of it."""
    return sign(cases, "note_instruction", answers, sent)


def countersign(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """Another office gives its opinion on the file (会签)."""
    return sign(cases, "countersign", answers, sent)


def urge(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """Whom the case waits for is urged (催办); it is shown to them and counts as a record of urging.

    Of those chosen each case takes whom it waits for; where nobody is chosen, all of them. Raises ``Refused``
    for a case that waits for nobody else.
    """
    with acting(cases, "urge", answers, sent) as doing:
        for case in doing.performed:
            waits = _others(doing, case)
            to = [name for name in doing.typed.get("to", waits) if name in waits]
            if not to:
                said, mend = (
                    "没有可以催办的单位：现在不等所选单位，或轮到本处室",
                    "改选现在轮到的单位；轮到本处室的直接办理",
                )
                raise Refused(Reason(said, articles=doing.rule.articles, fact=case.title, mend=mend))
            doing.each[case.pk]["to"] = to
    return doing


def _others(doing: Acting, case: Case) -> list[str]:
    """Whom the case waits for, but the own office."""
    waits = turns.awaited(doing.pack, doing.views[case.pk], doing.on)
    return [name for name in waits if name != doing.by.office]


def supervise(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """The case is put under supervision (督办) with a day; it stays so until the case moves on."""
    return sign(cases, "supervise", answers, sent)


def attach_scan(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """A scanned paper joins the file (扫描件补充)."""
    return sign(cases, "attach_scan", answers, sent)


def correct(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """An entry of this case is corrected (更正) by a new one that refers to it; the old one stays as it is."""
    return sign(cases, "correct", answers, sent)


def file(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """An ended case is filed (办结归档) under a volume with the list of its papers."""
    return sign(cases, "file", answers, sent)


def lend(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """The file is lent (借阅), to whom, for what and until when."""
    return sign(cases, "lend", answers, sent)


def hold(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """Work on the case is halted (中止办理); whether it is, is read from the history."""
    return sign(cases, "hold", answers, sent)


def resume(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """Work goes on (恢复办理); each time that ran while the case was on hold begins anew with what was left."""
    with acting(cases, "resume", answers, sent) as doing:
        for case in doing.performed:
            held = doing.views[case.pk].held
            if held is not None:
                _run_on(doing, case, held.on)
    return doing


def _run_on(doing: Acting, case: Case, held_on: date) -> None:
    """Compute the days anew; the guard ends the old rows and writes the new ones."""
    calendar = policies.work_calendar()
    for row in Deadline.objects.filter(case=case, ended_by=None, lasting=False):
        rule = doing.pack.deadlines[row.rule]
        due = deadlines.resumed(rule, row.due_on, held_on=held_on, on=doing.on, calendar=calendar)
        doing.due.setdefault(case.pk, {})[row.name] = due
        doing.rules[row.name] = row.rule


@transaction.atomic
def circulate(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """The case is put before people to read (传阅): it lies among what each has still to read."""
    with acting(cases, "circulate", answers, sent) as doing:
        pass
    readers = _accounts(doing.typed["readers"])
    Circulated.objects.bulk_create(
        Circulated(case=case, entry=entry.seq, reader=reader, sent_on=doing.on)
        for case, entry in zip(doing.cases, doing.entries, strict=True)
        for reader in readers
    )
    return doing


def mark_read(row: Circulated, on: date) -> None:
    """The reader has read what was put before him; the first day stays."""
    Circulated.objects.filter(pk=row.pk, read_on=None).update(read_on=on)


@transaction.atomic
def reassign(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """The case goes to a named colleague of the same office and capacity (转办)."""
    with acting(cases, "reassign", answers, sent) as doing:
        pass
    _charge(doing, doing.typed["person"])
    return doing


@transaction.atomic
def hand_over(cases: Cases, answers: Answers, sent: Sent) -> Acting:
    """All open cases that one colleague is in charge of go to another of the same post (交接), in one act.

    Raises ``Refused`` when somebody else is in charge of one of them.
    """
    _fit(cases, answers, sent)
    with acting(cases, "hand_over", answers, sent) as doing:
        pass
    _charge(doing, doing.typed["person"])
    return doing


def _fit(cases: Cases, answers: Answers, sent: Sent) -> None:
    leaving, person = str(answers.get("leaving", "")), str(answers.get("person", ""))
    if leaving and leaving == person:
        raise Invalid({"person": "接办人与移交人不能是同一人"})
    if leaving and person and leaving.partition(":")[2] != person.partition(":")[2]:
        raise Invalid({"person": "接办人须与移交人同一身份"})
    held = {charge.case_id for charge in queries.charges(sent.by.office or "", leaving)}
    for case in cases:
        if person and leaving and case.pk not in held:
            said = "本件不由移交人承办"
            articles = queries.pack_of(case).act(case.kind, "hand_over").articles
            raise Refused(Reason(said, articles=articles, fact=case.title, mend="回到交接页重新列出"))


def _charge(doing: Acting, holder: str) -> None:
    """Who is in charge, of those in this office with the capacity for which ``holder`` was named."""
    ref, _, capacity = holder.partition(":")
    person = _accounts([ref])[0]
    for case, entry in zip(doing.cases, doing.entries, strict=True):
        Charge.objects.update_or_create(
            case=case,
            office=doing.by.office or "",
            capacity=capacity,
            defaults={"person": person, "entry": entry.seq, "since": doing.on},
        )


def _accounts(refs: Sequence[str]) -> list[Person]:
    """The accounts of these random references."""
    return list(parties.accounts(refs))
