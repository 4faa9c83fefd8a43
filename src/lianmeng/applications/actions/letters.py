"""Letters between the recommending office and the department (article 10)."""

from collections.abc import Sequence

from lianmeng.applications import queries, titles
from lianmeng.applications.models import Incoming, Letter, LetterItem
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.cases.queries import pack_of
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.documents import actions as documents
from lianmeng.documents.numbers import NumberRefused
from lianmeng.files.models import Attachment
from lianmeng.law.verdicts import Reason
from lianmeng.parties.models import Office


def forward(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """推荐上报: one numbered document for one or several applications; a title left empty is the proposed one."""
    said = titles.titled(pack_of(cases[0]), answers, cases) if cases else answers
    with acting(cases, "forward", said, sent) as doing:
        if doing.performed:
            letter = _sent_again(doing) or _write_letter(doing)
            for case in doing.performed:
                LetterItem.objects.get_or_create(letter=letter, case=case)
    return doing


def _sent_again(doing: Acting) -> Letter | None:
    """The same letter of the same office, sent once more for applications that stood on it."""
    letters = Letter.objects.filter(
        document__number=doing.answers["number"],
        document__dated_on=doing.day("dated_on"),
        office__code=doing.by.office,
    )
    letter = letters.first()
    if letter is None:
        return None
    items = [queries.last_item(case) for case in doing.performed]
    stand = all(item and item.letter_id == letter.pk and item.taken_back_on is None for item in items)
    return letter if stand else None


def _write_letter(doing: Acting) -> Letter:
    scan = Attachment.objects.select_related("file").get(pk=doing.answers["letter"][0])
    try:
        document = documents.register_paper(
            kind="recommendation",
            number=doing.answers["number"],
            dated_on=doing.day("dated_on"),
            title=str(doing.answers.get("title") or doing.pack.act_label(doing.cases[0].kind, doing.act)),
            addressee=doing.pack.head.authority,
            copies_to="",
            file=scan.file,
        )
    except NumberRefused as refused:
        raise Invalid({refused.field: f"{refused.text}。{refused.mend}"}) from refused
    doing.keep(document.check_code, document.file, doing.performed)
    return Letter.objects.create(document=document, office=Office.objects.get(code=doing.by.office))


def recall_forward(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """撤回推荐: for these applications only; the others on the letter go on, its scan stays as sent."""
    with acting(cases, "recall_forward", answers, sent) as doing:
        for case in doing.performed:
            item = queries.last_item(case)
            if item is not None:
                item.taken_back_on = sent.on
                item.save(update_fields=["taken_back_on"])
    return doing


def register(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """收文登记: a number of the department's own for the letter; three months are judged again (8①)."""
    with acting(cases, "register", answers, sent) as doing:
        if doing.performed:
            _register(doing)
    return doing


def _register(doing: Acting) -> None:
    items = [item for item in map(queries.last_item, doing.performed) if item is not None]
    if len({item.letter_id for item in items}) != 1:
        raise Refused(Reason("所选事项不是同一份来文", articles=doing.rule.articles, mend="按来文逐份登记"))
    received = doing.day("received_on")
    form, year = doing.pack.head.numbers.incoming, received.year
    incoming = Incoming.objects.create(
        number=form.format(year=year, n=documents.next_number("incoming", year)),
        letter=items[0].letter,
        letter_dated_on=doing.day("letter_dated_on"),
        received_on=received,
    )
    for item in items:
        item.incoming = incoming
        item.save(update_fields=["incoming"])
    letter = items[0].letter.document
    dated_on = incoming.letter_dated_on.isoformat()
    doing.told["incoming"] = incoming.number
    doing.told["letter"] = {"title": letter.title, "number": letter.number, "dated_on": dated_on}


def return_letter(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """退文: the letter lacks number, seal or is a double; the applications go back to the recommender."""
    return sign(cases, "return_letter", answers, sent)
