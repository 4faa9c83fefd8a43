"""What is under way when the server dies: lines of forms, each sent when the one before has been answered."""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

from tests.reliability.visiting import DEAD, Answer, Form, Values, Visitor
from tests.stories.answers import APPROVAL, MEETING, SUBMISSION

Turn = tuple[Visitor, Callable[[], Form]]  # who sends a form, and how it is made from the page
Turns = Generator[Turn, Answer, None]
PAPERS = ("agreement", "application_form", "necessity")
DECLARED: Values = {name: value for name, value in SUBMISSION.items() if name not in PAPERS}
HANDED: Values = {"meeting_kind": "party", "held_on": "2016-07-20"}


@dataclass
class Line:
    """One line: what has been answered, what was sent and got no answer, and the moment that is aimed at."""

    turns: Turns
    answered: list[Form] = field(default_factory=list)
    waiting: Form | None = None
    aim: tuple[str, int] = ("", 0)  # an act, and which of its forms
    reached: Event = field(default_factory=Event)
    ended: bool = False
    fault: AssertionError | None = None
    broke_off: str = ""
    _turn: Turn | None = None
    _sent: int = 0

    def run(self) -> None:
        """Send until the server dies or nothing is left; what got no answer is sent first, as it was."""
        try:
            self._turn = self._turn or next(self.turns)
            while True:
                self._turn = self.turns.send(self._send(*self._turn))
        except StopIteration:
            self.ended = True
        except DEAD as error:
            self.broke_off = repr(error)
        except AssertionError as fault:  # handed to whoever waits for the line
            self.fault = fault
        finally:
            self.reached.set()

    def _send(self, visitor: Visitor, make: Callable[[], Form]) -> Answer:
        if self.waiting is None:
            self.waiting = make()
        form = self.waiting
        self._sent += form.act == self.aim[0]
        if self._sent == self.aim[1]:
            self.reached.set()
        answer = visitor.send(form)
        assert answer.status == 302, (form.act, form.address, answer.status, answer.text[:5000])
        self.answered.append(form)
        self.waiting = None
        return answer


def application(
    people: Mapping[str, Visitor], name: str, about: Values, paper: Callable[[str], bytes]
) -> Turns:
    """填报 → 提交: the draft, its papers one by one, then clerk and head."""
    clerk, head = people[f"{name}-clerk"], people[f"{name}-head"]
    begun = yield clerk, partial(clerk.filled, "start", "/apply/new/recognition/start", about)
    draft = begun.location
    for one in PAPERS:
        sent: Values = {"do": "upload", "paper": one}
        files = {"files": paper(f"{name} {one}")}
        yield clerk, partial(Form, "upload", f"{draft}/papers", "", sent, files)
    for person in (clerk, head):
        yield person, partial(person.filled, "submit", f"{draft}/do/submit", DECLARED)


def act(
    people: Mapping[str, Visitor],
    case: int,
    acts: Iterable[tuple[str, tuple[str, ...], dict[str, Any]]],
) -> Turns:
    """The remaining hands of acts on one case, one after the other."""
    for name, hands, answers in acts:
        for hand in hands:
            address = f"/office/cases/{case}/do/{name}"
            yield people[hand], partial(people[hand].filled, name, address, answers)


RELEASE = ("clear_release", ("publisher", "office-head"), {"checked": ["masked", "unclassified", "accurate"]})
ISSUE = [
    ("issue", ("deputy", "registry"), APPROVAL | {"printed_on": "2016-07-22"}),
    RELEASE,
    (
        "publish_result",
        ("publisher", "office-head"),
        {"published_on": "2016-07-22", "url": "https://gongshi.example/2"},
    ),
]
DECIDE = [
    ("resolve_pass", ("secretary", "office-head"), MEETING | HANDED | {"minutes_no": "演示纪要〔2016〕13号"}),
    RELEASE,
]
