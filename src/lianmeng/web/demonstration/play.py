"""Playing a story through the real acts, each signature by its own person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from lianmeng.acts import ACTS, BEGIN, ON_PARENT
from lianmeng.applications.models import Application
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.decisions import queries as decisions
from lianmeng.designations import queries as designations
from lianmeng.law import procedures
from lianmeng.law.pack import Pack
from lianmeng.parties import queries as parties
from lianmeng.record.people import Actor
from lianmeng.web.demonstration import world as worlds
from lianmeng.web.demonstration.story import Day, Expect, Founded, See, Signature, Step
from lianmeng.web.demonstration.world import World

REFERENCES = {"file", "person", "alliance", "case"}
CALENDAR = "calendar"  # acts that the passing of time performs
STRANGER = "stranger-"  # whoever acts under such a name has no account; one name is one reference


class StoryFailed(AssertionError):
    """What the story expects is not so."""


@dataclass
class Play:
    """A story under way: the world, the day, and what the story has made, by its names."""

    world: World
    day: date
    made: dict[str, Case | Application] = field(default_factory=dict)
    actors: dict[str, tuple[Actor, date]] = field(default_factory=dict)

    def run(self, steps: Iterable[Step]) -> None:
        """Play the steps. Raises ``StoryFailed``, and what the acts raise."""
        for step in steps:
            if isinstance(step, Day):
                self.day = step.on
            elif isinstance(step, Signature):
                self.sign(step)
            elif isinstance(step, Founded):
                self.found(step)
            elif isinstance(step, Expect):
                self.expect(step)
            elif isinstance(step, See):
                self.see(step)

    def found(self, step: Founded) -> None:
        """What a step of this kind brings into the world, unless it is there."""
        if step.key not in self.world.alliances:
            worlds.add(self.world, step.data, self.day, step.since or self.day)

    def sign(self, step: Signature) -> Any:
        """One signature, with the answers that this hand's form asks for."""
        actor = self.actor(step.by)
        function = ACTS[(step.kind, step.act)]
        if (step.kind, step.act) in ON_PARENT:
            answers = self.answers(step, self.begin_fields(step), actor)
            begun = function(self.case(step.cases[0]), answers, self.sent(actor, []))
            self.made[step.makes] = begun.cases[0]
            return begun
        if (step.kind, step.act) in BEGIN:
            answers = self.answers(step, self.begin_fields(step), actor)
            result = function(answers, self.sent(actor, []))
            self.made[step.makes] = result if isinstance(result, Application) else result.cases[0]
            return result
        if step.draft:
            draft = self.application(step.draft)
            on = [draft.case] if draft.case else []
            answers = self.answers(step, self.fields(step, on, actor), actor)
            return function(draft, answers, self.sent(actor, on))
        on = self.cases(step.cases)
        return function(on, self.answers(step, self.fields(step, on, actor), actor), self.sent(actor, on))

    def sent(self, actor: Actor, on: list[Case]) -> Sent:
        """A request as a page would send it, fresh."""
        return Sent(actor, self.day, {case.pk: case.version for case in on}, uuid4().hex)

    def begin_fields(self, step: Signature) -> set[str]:
        """The fields of an act that begins something."""
        return set(self.world.pack.field_of(step.kind, step.act))

    def fields(self, step: Signature, on: list[Case], actor: Actor) -> set[str]:
        """The fields of the hand that signs: the one of this capacity, or of several the next."""
        pack = cases.pack_of(on[0]) if on else self.world.pack
        hands = pack.act(step.kind, step.act).hands
        forms = [hand.form for hand in hands if actor.capacity in hand.by] if on else [hands[0].form]
        if len(forms) != 1:
            view = cases.view(on[0])
            forms = [procedures.judge(pack, view, step.act, cases.who(actor), self.day).form]
        return set(pack.forms[forms[0]].fields) if forms[0] else set()

    def answers(self, step: Signature, fields: set[str], actor: Actor) -> dict[str, Any]:
        """Those of the act's answers that this hand's form asks for."""
        return self.resolve(only(fields, step.answers), actor)

    def actor(self, name: str) -> Actor:
        """The person of this name, in the one capacity held; or somebody without an account, see ``STRANGER``."""
        if name.startswith(STRANGER):
            capacity = self.world.pack.act("objection", "lodge").hands[0].by[0]
            label = self.world.pack.terms.capacities[capacity]
            return Actor.without_account(uuid5(NAMESPACE_OID, name).hex, capacity, label)
        if name == CALENDAR:
            return Actor.calendar()
        known, until = self.actors.get(name, (None, date.min))
        if known is None or self.day > until:
            appointment = parties.appointments_of(self.world.people[name], self.day)[0]
            known = parties.actor_of(appointment)
            self.actors[name] = known, appointment.valid_to or date.max
        return known

    def cases(self, names: Sequence[str]) -> list[Case]:
        """The cases that the story calls so, freshly read, in this order."""
        numbers = [self.number(name) for name in names]
        found = Case.objects.order_by().in_bulk(numbers)
        return [found[number] for number in numbers]

    def case(self, name: str) -> Case:
        """The case that the story calls so, freshly read. Raises ``StoryFailed`` before there is one."""
        return self.cases([name])[0]

    def number(self, name: str) -> int:
        """The number of a case. Raises ``StoryFailed`` where there is only a draft."""
        made = self.made[name]
        number = made.case_id if isinstance(made, Application) else made.pk
        if number is None:  # looked up once: a draft gets its case once and for ever
            self.made[name] = made = self.application(name)
            number = made.case_id
        if number is None:
            raise StoryFailed(f"{name} 尚未提交")
        return int(number)

    def application(self, name: str) -> Application:
        """The draft that the story calls so, freshly read."""
        return Application.objects.select_related("case").get(pk=self.made[name].pk)

    def resolve(self, answers: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """Answers with references to cases, alliances, people and files filled in."""
        return {name: self._value(value, actor) for name, value in answers.items()}

    def _value(self, value: Any, actor: Actor) -> Any:
        if isinstance(value, list):
            return [self._value(item, actor) for item in value]
        if not isinstance(value, dict) or not REFERENCES & set(value):
            return value  # as it is; a line of a table is no reference
        ((kind, name),) = value.items()
        if kind == "file":
            return [worlds.attach(name, f"upload:{actor.person}", actor.person, self.day).pk]
        if kind == "person":
            return self.world.people[name].natural
        return str(self.world.alliances[name].pk if kind == "alliance" else self.made[name].pk)

    def expect(self, step: Expect) -> None:
        """The cases stand where the story says, and their history leads there."""
        for name in step.cases:
            case = self.case(name)
            pack: Pack = cases.pack_of(case)
            if case.state != step.state:
                raise StoryFailed(f"{name} 应为 {step.state}，实为 {case.state}")
            if procedures.replay(pack, case.kind, cases.view(case).history) != case.state:
                raise StoryFailed(f"{name} 的办理留痕与状态不符")

    def see(self, step: See) -> None:
        """The public sees, and does not see, what the story says."""
        shown = {row.case_id for row in self._page(step.page)}
        for name in step.shows:
            if self.case(name).pk not in shown:
                raise StoryFailed(f"{self.day} {step.page} 应有 {name}")
        for name in step.hides:
            if self.case(name).pk in shown:
                raise StoryFailed(f"{self.day} {step.page} 不应有 {name}")

    def _page(self, page: str) -> Iterable[Any]:
        return (
            decisions.public_notices(self.day) if page == "notices" else designations.public_titles(self.day)
        )


def only(fields: set[str], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the form asks for."""
    return {name: value for name, value in answers.items() if name in fields}
