"""What a signer decides on: papers, conditions and story of the cases at hand, as the viewer may read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lianmeng.cases.models import Case
from lianmeng.files import queries as files
from lianmeng.files.models import Attachment
from lianmeng.law.history import CaseView
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.web.casework import casepage, objecting, story
from lianmeng.web.casework.conditions import Conditions
from lianmeng.web.casework.contents import Submitted, submitted
from lianmeng.web.casework.grounds import Grounds, grounds
from lianmeng.web.casework.statements import statements
from lianmeng.web.casework.story import Told
from lianmeng.web.casework.tasks import Task
from lianmeng.web.casework.viewers import Viewer, viewer_of


@dataclass(frozen=True)
class Known:
    """What one case's story and papers are read from."""

    of_story: tuple[story.Reading, list[Entry]]
    attached: list[Attachment]


@dataclass(frozen=True)
class Background:
    """One case as far as it is read on the page of an act."""

    case: Case
    submissions: list[Submitted]
    conditions: Conditions
    story: list[story.Told]
    grounds: Grounds
    rulings: list[objecting.Ruled] = field(default_factory=list)
    statements: list[Told] = field(default_factory=list)


def readings(task: Task) -> Mapping[int, Known]:
    """What the stories of the task's cases are read from, by case: at most two queries for all of them."""
    names, viewer = [case.stream for case in task.cases], viewer_of(task.actor)
    attached = files.attachments_of_many(names)
    streams = task.streams or record.streams(names)
    found = {}
    for case in task.cases:
        mine = attached[case.stream]
        reading = casepage.reading(viewer, task.actor, task.pack, case, mine)
        found[case.pk] = Known((reading, streams[case.stream]), mine)
    return found


def gather(task: Task, known: Mapping[int, Known]) -> tuple[Background, ...]:
    """The background of the task's cases, in a fixed number of queries; applicants know their own case."""
    viewer = viewer_of(task.actor)
    if viewer is Viewer.APPLICANT or not task.cases or task.narrow:
        return ()
    ruled = objecting.rulings(task.cases, task.views, viewer)
    told = story.tell_all([known[case.pk].of_story for case in task.cases])
    return tuple(
        Background(
            case,
            _papers(task, case, view, known[case.pk]),
            _conditions(task, case, view),
            lines,
            grounds(task.pack, task.act, view, _names(viewer, known[case.pk])),
            ruled.get(case.pk, []),
            statements(case, lines, but=task.act),
        )
        for case, view, lines in zip(task.cases, task.views, told, strict=True)
    )


def _names(viewer: Viewer, known: Known) -> dict[str, str]:
    """Who has signed, by natural reference; experts read each other's sheets without names."""
    return {} if viewer is Viewer.EXPERT else {entry.natural: entry.name for entry in known.of_story[1]}


def _papers(task: Task, case: Case, view: CaseView, known: Known) -> list[Submitted]:
    if casepage.is_sealed(viewer_of(task.actor), view, task.actor):
        return []
    return submitted(task.pack, task.submissions.get(case.pk, []), known.attached)


def _conditions(task: Task, case: Case, view: CaseView) -> Conditions:
    found = casepage.findings(task.pack, view, viewer_of(task.actor), task.on)
    return Conditions(found, casepage.is_decided(task.pack, case))
