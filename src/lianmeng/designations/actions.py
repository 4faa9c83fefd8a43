"""Issuing the 批复: the document, the title and its term (articles 10, 17)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lianmeng.cases.guard import Acting, Answers, Sent, acting
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.cases.signing import PUBLIC
from lianmeng.decisions import queries as decisions
from lianmeng.decisions.actions.publications import record_publication
from lianmeng.designations import approvals, queries
from lianmeng.designations.models import Designation
from lianmeng.documents import actions as documents
from lianmeng.documents.models import Document
from lianmeng.documents.numbers import NumberRefused
from lianmeng.files.actions import store
from lianmeng.files.models import StoredFile
from lianmeng.law.facts import FactSheet
from lianmeng.law.verdicts import Reason


def issue(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """印发批复: one document for the applications of one recommender and meeting; the term begins.

    The term runs from the date on the document. Raises as ``acting`` does; ``Refused`` when the cases do
    not belong on one document or a title is in force; ``Invalid`` for a number that is malformed or taken.
    """
    with acting(cases, "issue", answers, sent) as doing:
        _one_document(doing)
        if doing.performed:
            document = _write(doing)
            for case in doing.performed:
                _grant(doing, case, document)
    return doing


def _one_document(doing: Acting) -> None:
    """Told to the first hand already: six people would else have signed for nothing."""
    recommenders = {case.recommender_id for case in doing.cases}
    meetings = {_minutes(case) for case in doing.cases} if len(doing.cases) > 1 else set()
    if len(recommenders) > 1 or len(meetings) > 1:
        said = "所选事项的推荐单位或审议会议不同，不能同列一份批复"
        raise Refused(Reason(said, articles=doing.rule.articles, mend="按推荐单位和会议分别印发"))


def _minutes(case: Case) -> str:
    resolution = decisions.granting_resolution(case)
    return resolution.minutes_no if resolution else ""


def correct_document(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """发更正通知: a document of its own that names the one it corrects; the title's days stay as they are.

    Raises as ``acting`` does; ``Refused`` when the cases stand on different documents; ``Invalid`` for a
    number that is malformed or taken.
    """
    with acting(cases, "correct_document", answers, sent) as doing:
        if doing.performed:
            _register(doing, _original(doing))
    return doing


def _original(doing: Acting) -> Document:
    found = {document.pk: document for case in doing.performed if (document := queries.document_of(case))}
    if len(found) != 1:
        said = "所选事项不在同一份批复上"
        raise Refused(Reason(said, articles=doing.rule.articles, mend="按批复分别更正"))
    return next(iter(found.values()))


def _write(doing: Acting) -> Document:
    term = (doing.day("dated_on"), doing.due[doing.performed[0].pk]["title"])
    kind = approvals.kind_of(doing.pack, doing.performed[0])
    return _numbered(doing, kind, approvals.TEMPLATE, approvals.body(doing.pack, doing.performed, term))


def _register(doing: Acting, original: Document) -> Document:
    kind = doing.rule.documents[0]
    return _numbered(doing, kind, kind, approvals.correction(doing.pack, original, doing.answers), original)


def _numbered(
    doing: Acting, kind: str, template: str, body: dict[str, Any], amends: Document | None = None
) -> Document:
    printed = doing.answers.get("printed_on")
    try:
        document = documents.register_document(
            kind=kind,
            number=_number(doing),
            dated_on=doing.day("dated_on"),
            title=doing.answers["title"],
            addressee=doing.answers["addressee"],
            copies_to=str(doing.answers.get("copies_to") or ""),
            template=doing.pack.template(template),
            body=body,
            issued_on=date.fromisoformat(printed) if printed else doing.on,
            amends=amends,
        )
    except NumberRefused as refused:
        raise Invalid({refused.field: f"{refused.text}。{refused.mend}"}) from refused
    doing.keep(document.check_code, document.file, doing.performed)
    return document


def _number(doing: Acting) -> str:
    if doing.rule.numbering == "own":
        year = doing.day("dated_on").year
        return doing.pack.head.numbers.approval.format(year=year, n=documents.next_number("approval", year))
    number = doing.answers.get("number")
    if not number:
        raise Invalid({"number": "请填写文号"})
    return str(number)


def _grant(doing: Acting, case: Case, document: Document) -> None:
    starts_on = doing.day("dated_on")
    if case.alliance is None:
        raise Refused(Reason("本件没有联盟", articles=doing.rule.articles))
    if queries.in_force(case.alliance, starts_on):
        raise Refused(Reason("该联盟已有有效称号", articles=doing.rule.articles, fact=case.title))
    facts = doing.views[case.pk].facts
    members = [member.name for member in facts.members] if facts else []
    Designation.objects.create(
        case=case,
        alliance=case.alliance,
        document=document,
        period=case.alliance.designations.count() + 1,
        starts_on=starts_on,
        ends_on=doing.due[case.pk]["title"],
        names="\n".join(dict.fromkeys([case.title, case.alliance.lead.name, *members])).lower(),
        place=(doing.pack.office_for_region(facts.applicant.region) or "") if facts else "",
        focus=_main_focus(facts) if facts else "",
    )


def _main_focus(facts: FactSheet) -> str:
    return facts.main_focus or next(iter(facts.foci), "")


def publish_result(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """公布结果: from now on the public reads the document without its internal parts (公开版)."""
    with acting(cases, "publish_result", answers, sent) as doing:
        record_publication(doing, _public_versions(doing))
    return doing


def _public_versions(doing: Acting) -> dict[int, StoredFile]:
    """The public version of each case's document, made once for all cases that stand on it."""
    made: dict[int, StoredFile] = {}
    found: dict[int, StoredFile] = {}
    for case in doing.performed:
        document = queries.document_of(case)
        if document is None:
            continue
        if document.pk not in made:
            name = f"{document.check_code}{PUBLIC}"
            made[document.pk] = store(approvals.public(document, doing.pack), name=f"{name}.pdf")
            doing.keep(name, made[document.pk], doing.performed)
        found[case.pk] = made[document.pk]
    return found
