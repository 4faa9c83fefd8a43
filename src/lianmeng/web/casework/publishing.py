"""What the public will read of cases, shown to whoever clears it (公开审查): the list of the notice, or the document."""

from dataclasses import dataclass

from lianmeng.cases.models import Case
from lianmeng.decisions import notice_list
from lianmeng.designations import queries as designations
from lianmeng.documents.models import Document
from lianmeng.web.casework.tasks import Task

CLEAR, BEFORE_NOTICE = "clear_release", "open_notice"


@dataclass(frozen=True)
class Told:
    """What is told of one case: the columns of the list, the members, the document that is published."""

    case: Case
    cells: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    document: Document | None


@dataclass(frozen=True)
class Publication:
    """``notice``: it is for the public notice; else for the result."""

    notice: bool
    rows: tuple[Told, ...]

    @property
    def documents(self) -> list[Document]:
        """The documents that are published, each once."""
        return list({one.document.pk: one.document for one in self.rows if one.document}.values())


def shown(task: Task) -> Publication | None:
    """What these cases will say in public; None for an act that clears nothing."""
    if task.act != CLEAR or not task.cases:
        return None
    states = task.pack.from_states(task.kind, BEFORE_NOTICE)
    return Publication(
        all(case.state in states for case in task.cases),
        tuple(_told(task, number) for number in range(len(task.cases))),
    )


def _told(task: Task, number: int) -> Told:
    case, facts = task.cases[number], task.views[number].facts
    heads, cells = notice_list.columns().values(), notice_list.cells(task.pack, case, facts)
    members = tuple(one.name for one in facts.members) if facts else ()
    return Told(case, tuple(zip(heads, cells, strict=True)), members, designations.document_of(case))
