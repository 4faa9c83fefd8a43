"""The members of the alliances, shown to whoever names experts or checks their ties to them (article 10)."""

from dataclasses import dataclass

from lianmeng.cases.models import Case
from lianmeng.web.casework.tasks import Task

CHECK = "untied"  # the check by which an act refuses experts who must stand back


@dataclass(frozen=True)
class Beside:
    """The members of one case's alliance, by name and role; none where nothing was submitted."""

    case: Case
    members: tuple[tuple[str, str], ...]


def shown(task: Task) -> tuple[Beside, ...]:
    """The members of every case of the task; nothing for an act that judges no ties."""
    rule = task.pack.act(task.kind, task.act)
    if not any(CHECK in check for check in rule.checks):
        return ()
    return tuple(_beside(task, number) for number in range(len(task.cases)))


def _beside(task: Task, number: int) -> Beside:
    facts, roles = task.views[number].facts, task.pack.terms.lists["member_role"]
    members = facts.members if facts else ()
    return Beside(task.cases[number], tuple((one.name, roles.get(one.role, "")) for one in members))
