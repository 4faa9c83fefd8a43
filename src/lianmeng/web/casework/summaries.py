"""What those read who have a hand in one act of a case that they otherwise do not see, such as an objection.

An applicant objected to reads the summary that it was asked about and its own words; the division that
countersigns reads the summary and the applicant's words. Nobody of them reads who objected, or any paper.
"""

from dataclasses import dataclass
from datetime import date

from lianmeng.law.schema import Stands
from lianmeng.web.casework import wording
from lianmeng.web.casework.tasks import Task
from lianmeng.web.casework.viewers import readable


@dataclass(frozen=True)
class Asked:
    """One thing that was said before, as far as it is meant for the reader."""

    label: str
    on: date
    answers: tuple[wording.Answer, ...]


def told(task: Task) -> tuple[Asked, ...]:
    """What a narrow reader is told of the case, oldest first; nothing for whoever sees the case whole."""
    if not task.narrow:
        return ()
    pack, kind = task.pack, task.kind
    party = pack.capacities[task.actor.capacity].stands is Stands.APPLICANT
    given = [
        (item, said)
        for item in task.view.history
        if item.performed and (said := readable(pack.told(kind, item.act, asked=not party), item.answers))
    ]
    names = wording.names(pack, kind, [(item.act, said) for item, said in given], {})
    return tuple(
        Asked(pack.act_label(kind, item.act), item.on, names.answers(item.act, said)) for item, said in given
    )
