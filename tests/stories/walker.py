"""Walking the acts at random: who might sign what on a case today, and answers that fit its form."""

from dataclasses import dataclass
from random import Random
from typing import Any

from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.law import procedures
from lianmeng.law.procedures import Step
from lianmeng.law.schema import FieldType, FormField
from tests.stories.stage import Stage

NAMES = ("ice", "herb")
ALL = "divisions"  # the source of which everyone is chosen
RARE = {"withdraw": 0.02, "terminate": 0.02, "recall_forward": 0.1}  # what ends a walk or throws it far back
RARE |= dict.fromkeys(("add_opinion", "clear_release", "renew_notice", "confirm_part", "deliver"), 0.3)


@dataclass(frozen=True)
class Chance:
    """One hand that somebody might try."""

    name: str
    person: str
    step: Step


class Walker:
    """A play that goes on at random; ``random`` decides everything."""

    def __init__(self, play: Stage, random: Random) -> None:
        self.play, self.random, self.told = play, random, 0
        self.people = {name: cases.who(play.actor(name)) for name in play.world.people}

    def chances(self, name: str, *, allowed: bool) -> list[Chance]:
        """What everybody is offered on a case, of what is allowed or of what is not."""
        case = self.play.case(name)
        pack, view = cases.pack_of(case), cases.view(case)
        return [
            Chance(name, person, step)
            for person, who in self.people.items()
            for step in procedures.offers(pack, view, who, self.play.day)
            if step.verdict.allowed is allowed
        ]

    def choose(self, chances: list[Chance]) -> Chance:
        """One of them; what has begun goes on more often, and few cases are given up."""
        weights = [
            (8.0 if chance.step.thread else 1.0) * RARE.get(chance.step.act, 1.0) for chance in chances
        ]
        return self.random.choices(chances, weights)[0]

    def go(self, chance: Chance) -> Any:
        """Sign one hand, or now and then send the act back."""
        act, people = chance.step.act, chance.person
        if chance.step.thread is not None and chance.step.index and self.random.random() < 0.1:
            return self.play.send_back(act, people, chance.name)
        answers = self.answers(self.play.case(chance.name), chance)
        return self.play.hand(act, people, chance.name, **answers)

    def answers(self, case: Case, chance: Chance) -> dict[str, Any]:
        """Answers of the right types; whether they agree with each other is left to chance."""
        pack, form = cases.pack_of(case), chance.step.form
        fields = dict(pack.forms[form].fields) if form else {}
        asked = sources.Asked(pack, self.play.actor(chance.person), case)
        options = sources.options(asked, fields.values())
        chosen: dict[str, list[str]] = {}
        answers: dict[str, Any] = {}
        for name, field in sorted(fields.items(), key=lambda item: item[1].type is not FieldType.CHOICES):
            if field.required or self.random.random() < 0.5:
                answers[name] = self._value(
                    name, field, list(options.get(field.options or field.source or "", ())), chosen
                )
        return {name: value for name, value in answers.items() if value is not None}

    def _value(self, name: str, field: FormField, known: list[str], chosen: dict[str, list[str]]) -> Any:
        source = field.options or field.source or ""
        if field.type is FieldType.CHOICES:
            few = len(known) if source == ALL else min(5, len(known))
            wanted = max(int(field.at_least or 1), few)
            chosen[source] = self.random.sample(known, min(wanted, len(known)))
            return chosen[source]
        if field.type is FieldType.CHOICE:
            among = chosen.get(source) or known
            return self.random.choice(among) if among else None
        if field.type is FieldType.FILE:
            return {"file": "随机上传（演示）.pdf"}
        if field.type is FieldType.DATE:
            return self.play.day.isoformat()
        if field.type is FieldType.INTEGER:
            return self.random.randint(int(field.at_least or 0), int(field.at_most or 9))
        self.told += 1
        if name == "number":
            return f"演随发〔2016〕{self.told}号"
        if name == "phone":
            return f"024-{self.told:08d}（演示）"
        return f"https://gongshi.example/{self.told}" if name == "url" else f"第{self.told}次。（演示）"
