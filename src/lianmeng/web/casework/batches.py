"""One act on several cases: what it will touch, row by row, and afterwards what came of it."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import entering, procedures, turns
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers, wording
from lianmeng.web.casework.addresses import TOGETHER, case_address
from lianmeng.web.casework.casepage import is_party, state_tone
from lianmeng.web.casework.tasks import Task
from lianmeng.web.casework.viewers import URGE, Viewer, viewer_of

DOOR = "office"  # several cases are done at once in the offices' door alone


@dataclass(frozen=True)
class Touched:
    """One of several cases, before it is signed: where it stands and what follows for it.

    ``own``: what the hands before answered for this case alone.
    """

    case: Case
    address: str
    state: str
    tone: str
    follows: str
    own: tuple[wording.Answer, ...] = ()


@dataclass(frozen=True)
class Result:
    """One case after the act: where it stands now, and by which entry."""

    case: Case
    address: str
    state: str
    tone: str
    said: str


@dataclass(frozen=True)
class Results:
    """What came of an act on several cases, as the one reads it who signed."""

    label: str
    hand: str
    on: date
    pack: Pack
    articles: tuple[str, ...]
    rows: tuple[Result, ...]


def touched(task: Task, onward: str) -> tuple[Touched, ...]:
    """Every case of an act on several, one by one; ``onward`` says to whom it goes while hands are left."""
    if len(task.cases) < 2:
        return ()
    viewer, pack = viewer_of(task.actor), task.pack
    door = "office" if viewer in (Viewer.DEPARTMENT, Viewer.RECOMMENDER) else str(viewer)
    own = _own(task)
    return tuple(
        Touched(
            case,
            case_address(door, case.pk),
            pack.state_label(task.kind, case.state, party=is_party(viewer)),
            state_tone(pack, case),
            _follows_for(task, view, step, onward),
            own.get(case.pk, ()),
        )
        for case, view, step in zip(task.cases, task.views, task.steps, strict=True)
    )


def differing(task: Task) -> frozenset[str]:
    """The fields that the hands before answered case by case, and not alike for all."""
    said = [step.thread.answers if step.thread else {} for step in task.steps]
    names = {name for one in said for name in one}
    return frozenset(name for name in names if any(one.get(name) != said[0].get(name) for one in said))


def _own(task: Task) -> dict[int, tuple[wording.Answer, ...]]:
    """What was answered for each case alone, in words."""
    names = differing(task)
    said = {
        case.pk: {name: value for name, value in step.thread.answers.items() if name in names}
        for case, step in zip(task.cases, task.steps, strict=True)
        if step.thread is not None and names
    }
    known = wording.names(task.pack, task.kind, [(task.act, one) for one in said.values()]) if said else None
    return {number: known.answers(task.act, one) for number, one in said.items()} if known else {}


def _follows_for(task: Task, view: CaseView, step: procedures.Step, onward: str) -> str:
    """What signing means for one of several cases, in a few words."""
    pack = task.pack
    if step.verdict.reasons:
        return f"不能办：{step.verdict.reasons[0].text}"
    if not step.last:
        return onward
    if task.act == URGE:
        waits = turns.awaited(pack, view, task.on)
        return "催办" + "、".join(name for code, name in waits.items() if code != task.actor.office)
    to = pack.next_state(task.kind, task.act, view.state or "")
    return f"进入“{pack.state_label(task.kind, to)}”" if to != view.state else "状态不变"


def results(actor: Actor, number: int) -> Results:
    """The rows of the act that begins with this entry, in three queries. Raises Http404 unless it is the actor's."""
    first = record.entry(number)
    if first is None or first.person != actor.person or not first.stream.startswith("case:"):
        raise Http404
    within = Entry.objects.filter(seq__gte=number, seq__lt=number + TOGETHER + 1, act_id=first.act_id)
    entries = {int(one.stream.partition(":")[2]): one for one in within}
    found = list(viewers.visible(actor).filter(pk__in=entries).order_by("pk"))
    if not found:
        raise Http404
    pack = cases.pack_of(found[0])
    hands = entering.hands(pack, found[0].kind, first.act, entered="entered" in first.data)
    return Results(
        label=pack.act_label(found[0].kind, first.act),
        hand=pack.terms.hands[hands[first.data["hand"]].role] if len(hands) > 1 else "",
        on=first.on,
        pack=pack,
        articles=tuple(first.articles),
        rows=tuple(_result(pack, case, entries[case.pk]) for case in found),
    )


def _result(pack: Pack, case: Case, entry: Entry) -> Result:
    state = pack.state_label(case.kind, case.state)
    return Result(
        case, case_address(DOOR, case.pk), state, state_tone(pack, case), _came_of(pack, case, entry)
    )


def _came_of(pack: Pack, case: Case, entry: Entry) -> str:
    data = entry.data
    if data["back"]:
        return "已退回上一手"
    if not data["performed"]:
        return "已办本手，送下一手"
    if entry.act == URGE:
        names = {turns.APPLICANT: "申报单位", turns.RECOMMENDER: str(case.recommender or "推荐单位")}
        offices = {code: one.name for code, one in pack.offices.items()}
        return "已催办" + "、".join((names | offices).get(code, code) for code in data["answers"]["to"])
    moved = data["to"] != data["from"]
    return f"已办结，进入“{pack.state_label(case.kind, data['to'])}”" if moved else "已办理，状态不变"
