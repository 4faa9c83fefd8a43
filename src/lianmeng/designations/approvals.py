"""What a 批复 says: its kind by whom it answers, its list, its term; as a draft, as issued, for the public."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lianmeng.applications import queries as applications
from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as spine
from lianmeng.cases.models import Case
from lianmeng.decisions import queries as decisions
from lianmeng.documents.actions import data_of
from lianmeng.documents.models import Document
from lianmeng.documents.render import render
from lianmeng.law.pack import Pack

ACT, CORRECTION = "issue", "correct_document"
TEMPLATE = "approval"
CORRECTION_TITLES = "correction_title"  # the pack's list
TITLES, YOU = "approval_title", "addressed_as"  # the pack's lists: titles by document, address by recommender


def kind_of(pack: Pack, case: Case) -> str:
    """Which document answers the recommender of this case: 批复, or 复函 for a peer."""
    rule = pack.act(case.kind, ACT)
    return rule.document_for(case.recommender.kind if case.recommender else "")


def proposed(pack: Pack, cases: Sequence[Case]) -> dict[str, str]:
    """Title and addressees as they are usual, for the clerk to change."""
    first, names = cases[0], [case.title for case in cases]
    said = names[0] if len(names) == 1 else f"{names[0]}等{len(names)}个联盟"
    form = pack.terms.lists.get(TITLES, {}).get(kind_of(pack, first), "")
    leads = dict.fromkeys(str(case.applicant) for case in cases if case.applicant)
    return {
        "title": form.format(authority=pack.head.authority, names=said),
        "addressee": str(first.recommender or ""),
        "copies_to": "，".join(leads),
    }


def body(pack: Pack, cases: Sequence[Case], term: tuple[date, date] | None) -> dict[str, Any]:
    """The values of the template; ``term``: first and last day, unknown in a draft."""
    first = cases[0]
    item, resolution = applications.last_item(first), decisions.granting_resolution(first)
    rule = pack.deadlines[dict(pack.act(first.kind, ACT).begun())["title"]]
    meetings = pack.terms.lists.get("meeting_kind", {})
    letter = item.letter.document if item else None
    return {
        "authority": pack.head.authority,
        "kind": kind_of(pack, first),
        "request": {"title": letter.title, "number": letter.number} if letter else None,
        "you": pack.terms.lists.get(YOU, {}).get(first.recommender.kind if first.recommender else "", ""),
        "meeting": meetings.get(resolution.meeting_kind, "") if resolution else "",
        "notice": decisions.last_notice(first) is not None,
        "list": [{"name": case.title, "lead": _lead(case)} for case in cases],
        "term_years": rule.amount,
        "term_from": term[0].isoformat() if term else None,
        "term_to": term[1].isoformat() if term else None,
        "demonstration": any(case.alliance and case.alliance.demonstration for case in cases),
    }


def draft(cases: Sequence[Case], answers: Mapping[str, Any]) -> bytes:
    """The document as its signers see it before it is signed: a PDF marked as draft, nothing kept.

    Raises ``RenderFailed``.
    """
    pack = spine.pack_of(cases[0])
    return _draft(pack.template(TEMPLATE), proposed(pack, cases), answers, body(pack, cases, None))


def draft_correction(pack: Pack, original: Document, answers: Mapping[str, Any]) -> bytes:
    """The same of the notice that corrects a document. Raises ``RenderFailed``."""
    rule = pack.act(KIND, CORRECTION)
    said = correction(pack, original, {"corrected": "", **answers})
    return _draft(pack.template(rule.documents[0]), proposed_correction(pack, original), answers, said)


def _draft(
    template: bytes, usual: Mapping[str, str], answers: Mapping[str, Any], said: Mapping[str, Any]
) -> bytes:
    words = {**usual, **{name: str(value) for name, value in answers.items() if value and name in usual}}
    paper = Document(title=words["title"], addressee=words["addressee"], copies_to=words["copies_to"])
    return render(template, {**data_of(paper, said), "draft": True})


def correction(pack: Pack, original: Document, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the notice that corrects a document."""
    return {
        "authority": pack.head.authority,
        "original": {
            "title": original.title,
            "number": original.number,
            "dated_on": original.dated_on.isoformat() if original.dated_on else "",
        },
        "corrected": answers["corrected"],
        "demonstration": original.body.get("demonstration", False),
    }


def proposed_correction(pack: Pack, original: Document) -> dict[str, str]:
    """Title and addressees of a correction as they are usual."""
    form = next(iter(pack.terms.lists.get(CORRECTION_TITLES, {}).values()), "")
    return {
        "title": form.format(authority=pack.head.authority, number=original.number),
        "addressee": original.addressee,
        "copies_to": original.copies_to,
    }


def public(document: Document, pack: Pack) -> bytes:
    """The same document without what is internal to offices: the PDF that the public reads."""
    return render(pack.template(TEMPLATE), {**document.body, "public": True})


def _lead(case: Case) -> str:
    return case.alliance.lead.name if case.alliance else ""
