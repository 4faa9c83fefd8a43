"""A case that came back to its applicant: what was asked, and what has changed between two submissions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse

from lianmeng.acts import RESUBMITS
from lianmeng.alliances import compare
from lianmeng.alliances import queries as alliances
from lianmeng.alliances.compare import SectionChange
from lianmeng.applications import queries as applications
from lianmeng.applications.actions.papers import licences
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.files import queries as files
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk, FieldType
from lianmeng.web.casework import story
from lianmeng.web.casework.contents import paper_words
from lianmeng.web.casework.viewers import Viewer

NOW = "now"


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a submission, or what is about to be submitted."""

    key: str
    words: str
    facts: FactSheet
    papers: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PaperChange:
    """The files of one paper, of one member for a licence, where they differ."""

    words: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def sign(self) -> str:
        """Whether it was added, removed or changed."""
        if not self.before:
            return compare.ADDED
        return compare.CHANGED if self.after else compare.REMOVED


@dataclass(frozen=True)
class Compared:
    """What differs between two sides."""

    sides: tuple[Side, ...]
    before: Side
    after: Side
    changes: list[SectionChange]
    same: list[str]
    papers: list[PaperChange]

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(self.changes or self.papers)


@dataclass(frozen=True)
class Mending:
    """What an applicant reads while a case lies with it again: what was asked, and where to mend it."""

    told: story.Told
    alliance: str
    licences: str
    readiness: str
    changed: str


def lies_with_applicant(pack: Pack, view: CaseView) -> bool:
    """Whether an open case waits for its applicant."""
    if view.state is None or not pack.is_open(view.kind, view.state):
        return False
    return pack.procedures[view.kind].states[view.state].desk is Desk.APPLICANT


def mending(
    viewer: Viewer, pack: Pack, case: Case, view: CaseView, told: Iterable[story.Told]
) -> Mending | None:
    """What the office asked when it gave the case back; None for a case that did not come back from one."""
    moved = next((item for item in reversed(view.history) if item.moved), None)
    if viewer is not Viewer.APPLICANT or moved is None or not lies_with_applicant(pack, view):
        return None
    last = next((one for one in told if one.performed), None)  # newest first
    if last is None or last.act != moved.act or not last.answers or moved.who.organisation == view.applicant:
        return None
    alliance, draft = case.alliance_id, getattr(case, "application", None)
    if alliance is None or draft is None:
        return None
    return Mending(
        told=last,
        alliance=reverse("applicant:alliance", args=[alliance]),
        licences=f"{reverse('applicant:papers', args=[draft.pk])}#licences",
        readiness=reverse("applicant:readiness", args=[alliance]),
        changed=f"{compare_address('applicant', case.pk)}?to={NOW}" if view.facts else "",
    )


def compare_address(door: str, number: int) -> str:
    """Where submissions of a case are compared."""
    return reverse(f"{door}:case-compare", args=[number])


def compared(case: Case, viewer: Viewer, on: date, wanted: Mapping[str, str]) -> Compared:
    """Two submissions side by side, the last two unless ``from`` and ``to`` say otherwise. Raises Http404."""
    if viewer is Viewer.EXPERT:
        raise Http404
    pack = cases.pack_of(case)
    sides = _sides(pack, case, viewer)
    by_key = {one.key: one for one in sides}
    after = by_key.get(wanted.get("to") or (sides[-1].key if sides else ""))
    if after is None:
        raise Http404
    earlier = sides[max(sides.index(after) - 1, 0)]
    before = by_key.get(wanted.get("from") or earlier.key)
    if before is None:
        raise Http404
    names = {one.pk: one.name for one in files.attachments_of(case.stream)}
    found = compare.compare(pack, compare.content_of(before.facts), compare.content_of(after.facts), names)
    return Compared(
        sides=sides,
        before=before,
        after=after,
        changes=[one for one in found if one.differs],
        same=[one.label for one in found if not one.differs],
        papers=_papers(pack, before.papers, after.papers),
    )


def _sides(pack: Pack, case: Case, viewer: Viewer) -> tuple[Side, ...]:
    rows = list(case.submissions.all())
    sides = [_side(row) for row in rows]
    view = cases.view(case)
    if rows and _reads_now(pack, view, viewer):
        before = FactSheet.model_validate(rows[-1].facts)
        now = applications.facts_now(case, before)
        words = "现在的资料" if case.state == pack.start_state(case.kind) else "本次补正"
        sides.append(Side(NOW, words, now, _enclosed_now(pack, case, view, rows[-1])))
    return tuple(sides)


def _side(row: Submission) -> Side:
    words = f"第{row.no}次提交"
    return Side(str(row.no), words, FactSheet.model_validate(row.facts), row.papers)


def _reads_now(pack: Pack, view: CaseView, viewer: Viewer) -> bool:
    """The applicant reads what it is writing; an office only what was signed and is on its way to it."""
    if not lies_with_applicant(pack, view):
        return False
    sent = [one for one in view.threads if (view.kind, one.act) in RESUBMITS and one.reached >= 0]
    own = viewer is Viewer.APPLICANT
    return own or (viewer is Viewer.RECOMMENDER and any(one.reached >= 1 for one in sent))


def _enclosed_now(pack: Pack, case: Case, view: CaseView, last: Submission) -> list[Mapping[str, Any]]:
    """The papers of the last submission, what the act about to be signed adds, the licences as they are."""
    found: list[Mapping[str, Any]] = [one for one in last.papers if "member" not in one]
    given = {
        n: name
        for thread in view.threads
        if (view.kind, thread.act) in RESUBMITS
        for name, field in pack.field_of(view.kind, thread.act).items()
        if field.type is FieldType.FILE
        for n in thread.answers.get(name) or ()
    }
    for one in files.attachments_of(case.stream):
        if one.pk in given:
            found.append({"paper": given[one.pk], "name": one.name, "sha256": one.file.sha256})
    members = list(alliances.members_of(case.alliance)) if case.alliance else []
    return [*found, *licences(pack, members)]


def _papers(
    pack: Pack, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[PaperChange]:
    old, new = _grouped(before), _grouped(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key, []), new.get(key, [])
        if set(was) != set(now):
            paper, member = key
            words = paper_words(pack, paper) + (f"：{member}" if member else "")
            found.append(
                PaperChange(words, tuple(name for _, name in was), tuple(_told(one, was) for one in now))
            )
    return found


def _told(file: tuple[str, str], before: Sequence[tuple[str, str]]) -> str:
    """A file by its name; of a new one whose content was there before, that it was."""
    sha256, name = file
    same = next((other for content, other in before if content == sha256), "")
    return f"{name}（内容与原有的“{same}”相同）" if same and file not in before else name


def _grouped(papers: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Contents and names of the files of every paper and member."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in papers:
        found.setdefault((one["paper"], one.get("member", "")), []).append((one["sha256"], one["name"]))
    return found
