"""The reviewing office's judgements on the checklist, and the checklist frozen with the act that rests on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from lianmeng.cases import queries as spine
from lianmeng.cases.actions import digest
from lianmeng.cases.guard import Acting, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Stale
from lianmeng.files.models import Attachment
from lianmeng.law import checklist
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.reviews import queries, rules
from lianmeng.reviews.models import ReviewItem

FROZEN = "checklist"  # under which an entry of the ledger holds the checklist as it stood
LONGEST = 2000  # characters of a note
LAST_PAGE = 9999


@dataclass(frozen=True)
class Judged:
    """What somebody typed on one item: verdict, note, and pairs of attachment number and page."""

    verdict: str
    note: str = ""
    pages: Sequence[tuple[int, int]] = ()


def judge_item(case: Case, item: str, said: Judged, sent: Sent) -> ReviewItem:
    """Note one judgement; ``sent.seen`` holds for the case the number of the judgement that the page showed.

    Raises ``Refused`` for whoever does not review this case now, ``Invalid`` by field, ``Stale`` when another
    has judged the item since. Sent twice under one mark it is noted once.
    """
    pack = spine.pack_of(case)
    verdict = rules.may_review(pack, case, sent.by)
    if not verdict.allowed:
        raise Refused(*verdict.reasons)
    row = ReviewItem(
        case=case,
        item=item,
        no=sent.seen.get(case.pk, 0) + 1,
        verdict=said.verdict,
        note=said.note.strip(),
        pages=_checked(pack, case, item, said),
        submission=case.submissions.count(),
        natural=sent.by.natural,
        name=sent.by.name,
        office_name=sent.by.office_name,
        judged_on=sent.on,
        once=sent.once,
    )
    return _saved(row)


def judge_rest(case: Case, paper: str, verdict: str, sent: Sent) -> list[ReviewItem]:
    """One judgement on every point of a paper that nobody has judged yet; mended defects are judged singly.

    Raises as ``judge_item``.
    """
    known = queries.judgements(case)
    last = known.last
    points = [item.key for item in checklist.items(spine.pack_of(case)).values() if item.paper == paper]
    with transaction.atomic():
        return [
            judge_item(
                case,
                key,
                Judged(verdict),
                Sent(sent.by, sent.on, {case.pk: last.get(key, 0)}, f"{sent.once}-{key}"),
            )
            for key in points
            if key not in known.counting and key not in known.mended
        ]


def _checked(pack: Pack, case: Case, item: str, said: Judged) -> list[dict[str, Any]]:
    errors = {}
    if item not in checklist.items(pack) or pack.checklist is None:
        raise Refused(Reason("核对表没有这一项", mend="刷新页面后再填"))
    if said.verdict not in pack.terms.lists[pack.checklist.verdicts]:
        errors["verdict"] = "请先选一种判断，说明和页码随判断一并保存"
    if len(said.note) > LONGEST:
        errors["note"] = f"说明不超过{LONGEST}字"
    wanted = {number for number, _ in said.pages}
    rows = {row.pk: row for row in queries.papers_of(case).filter(pk__in=wanted)}
    fault = next((text for pair in said.pages if (text := _page_fault(rows, *pair))), "")
    if fault:
        errors["pages"] = fault
    if errors:
        raise Invalid(errors)
    return [_place(rows[number], page) for number, page in said.pages]


def _place(row: Attachment, page: int) -> dict[str, Any]:
    return {"file": row.pk, "name": row.name, "paper": row.kind, "page": page}


def _page_fault(rows: Mapping[int, Attachment], number: int, page: int) -> str:
    row = rows.get(number)
    if row is None:
        return "所选材料不在本件"
    last = row.file.pages or LAST_PAGE
    return "" if 1 <= page <= last else f"“{row.name}”没有第{page}页，请填1至{last}"


def _saved(row: ReviewItem) -> ReviewItem:
    again = ReviewItem.objects.filter(once=row.once).first()
    if again is not None:
        return again
    last = ReviewItem.objects.filter(case=row.case, item=row.item).order_by("-no").first()
    if last is not None and last.no == row.no - 1 and _same(last, row):
        return last
    try:
        with transaction.atomic():
            if row.no != queries.last_no(row.case, row.item) + 1:
                raise _clash(row)
            row.save(force_insert=True)
    except IntegrityError as error:
        again = ReviewItem.objects.filter(once=row.once).first()
        if again is not None:
            return again
        raise _clash(row) from error
    return row


def _same(old: ReviewItem, new: ReviewItem) -> bool:
    """Whether nothing was judged anew: a page that saves by itself sends the same again."""
    return all(
        getattr(old, name) == getattr(new, name)
        for name in ("verdict", "note", "pages", "submission", "natural")
    )


def _clash(row: ReviewItem) -> Stale:
    last = ReviewItem.objects.filter(case=row.case, item=row.item).order_by("-no").first()
    who = f"{last.name}刚刚判断过这一项" if last else "这一项刚刚有改动"
    return Stale(Reason(who, mend="看过以后再保存，以您的为准；您填写的还在"))


def freeze(doing: Acting) -> None:
    """Keep the checklist as it stands with the first hand of an act that rests on it: content and digest."""
    if doing.step.index or doing.pack.checklist is None or doing.act not in doing.pack.checklist.fills:
        return
    for case in doing.cases:
        found = snapshot(queries.judgements(case).counting.values())
        if found["items"]:
            doing.each[case.pk] = {**doing.each.get(case.pk, {}), FROZEN: found}


def snapshot(rows: Iterable[ReviewItem]) -> dict[str, Any]:
    """The judgements as plain values, with their digest."""
    said = [
        {
            "item": row.item,
            "no": row.no,
            "verdict": row.verdict,
            "note": row.note,
            "pages": row.pages,
            "submission": row.submission,
            "name": row.name,
            "on": row.judged_on.isoformat(),
        }
        for row in rows
    ]
    return {"items": said, "digest": digest({"checklist": said}, [])}
