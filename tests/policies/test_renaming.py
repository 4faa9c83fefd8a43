"""The pack is not decoration: under other names of everything it may name, the same story is told.

Only words and expected dates may differ. With 公示 at another place the acts follow in that order, and nothing of
the program knows of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction

from lianmeng.cases.models import Case, Deadline
from lianmeng.cases.refusals import Refused
from lianmeng.designations.models import Designation
from lianmeng.law import checking
from lianmeng.law.pack import files_of, load
from lianmeng.policies import actions as policies
from lianmeng.policies import queries
from lianmeng.record.models import Entry
from lianmeng.web.demonstration import story, world
from lianmeng.web.demonstration.play import Play
from lianmeng.web.demonstration.story import Day, Expect, Signature, Step, Stop
from tests.policies import renamed
from tests.policies.renamed import Names
from tests.stories.stage import set_stage

FILES = files_of(Path(__file__).resolve().parents[2] / "policies" / "liaoning-2016")
PACK = load(FILES)
STORY = story.read(world.FOLDER / "benxi-2016.yaml")
FOUR = 4  # months, where the text has three
BOTH = ("ice", "herb")


@cache
def other_files(months: int) -> dict[str, bytes]:
    """The files of the measure in other names."""
    return renamed.pack_files(FILES, months)


@pytest.fixture
def other_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world's file in the other names."""
    data = yaml.safe_load((world.FOLDER / STORY.world).read_text())
    text = yaml.safe_dump(renamed.world(data, PACK.offices), allow_unicode=True, sort_keys=False)
    (tmp_path / STORY.world).write_text(text)
    (tmp_path / "paper.typ").write_bytes((world.FOLDER / "paper.typ").read_bytes())
    monkeypatch.setattr(world, "FOLDER", tmp_path)


def begin(files: Mapping[str, bytes], **switches: str) -> Play:
    """A story under way under this measure."""
    chosen = {name.replace("_", "-"): position for name, position in switches.items()}
    policies.fill_calendar([2016, 2021])
    policies.publish(files, switches=chosen, reason="试" if chosen else "", by="测试")
    made = world.make(STORY.world)
    return Play(made, made.day)


@dataclass(frozen=True)
class Told:
    """All that came of a story, in the names of the pack that it was played under."""

    entries: list[Any]
    deadlines: list[Any]
    titles: list[Any]
    states: list[str]


def told() -> Told:
    """What the database holds of the story now."""
    entries = Entry.objects.filter(stream__startswith="case:").order_by("seq")
    deadlines = Deadline.objects.order_by("begun_by", "id")
    return Told(
        [
            (
                e.act,
                e.on,
                e.name,
                e.capacity,
                e.office,
                e.articles,
                *(e.data[key] for key in ("hand", "from", "to")),
            )
            for e in entries
        ],
        [(d.name, d.rule, d.starts_on, d.due_on, d.lasting, d.ended_by is None) for d in deadlines],
        list(Designation.objects.order_by("id").values_list("starts_on", "ends_on", "document__number")),
        [case.state for case in Case.objects.order_by("id")],
    )


def in_other_names(original: Told) -> Told:
    """What must have come of the story under the other names."""
    entries = [
        (*entry[:4], entry[4] and renamed.office(entry[4]), *entry[5:7], *map(renamed.state, entry[7:]))
        for entry in original.entries
    ]
    return replace(original, entries=entries, states=[renamed.state(name) for name in original.states])


@pytest.fixture
def original() -> Iterator[Told]:
    """What comes of the story under the measure as it is; nothing of it stays."""
    with transaction.atomic():
        set_stage("published")
        result = told()
        transaction.set_rollback(True)
    queries.forget()
    yield result


def test_the_other_pack_is_sound_and_keeps_no_name() -> None:
    other = checking.check(other_files(FOUR))
    for kind, procedure in PACK.procedures.items():
        assert not set(procedure.states) & set(other.procedures[kind].states)
        assert not {term.office for term in PACK.terms.states[kind].values()} & {
            term.office for term in other.terms.states[kind].values()
        }
    for name, values in PACK.terms.lists.items():
        assert name in renamed.KEPT_LISTS or not set(values) & set(other.terms.lists[name])
        assert not set(values.values()) & set(other.terms.lists[name].values())
    assert not set(PACK.offices) & set(other.offices)
    assert not {item.kind for item in PACK.offices.values()} & {item.kind for item in other.offices.values()}


@pytest.mark.django_db
def test_the_story_comes_out_the_same_in_other_names(original: Told, other_world: None) -> None:
    """art-8-1: the months are a number of the pack: 冰葡萄, signed on 21 January, is full at four on 21 May.

    The letter of 23 May comes late enough for four months; three days before it is refused, and nothing is
    written of that.
    """
    play = begin(other_files(FOUR))
    steps = Names(PACK, True).steps(STORY.steps)
    letter = next(n for n, step in enumerate(steps) if isinstance(step, Signature) and step.act == "forward")
    play.run(steps[: letter - 1])
    play.day = date(2016, 5, 20)
    with pytest.raises(Refused) as refused:
        play.sign(with_answers(steps[letter], {"dated_on": "2016-05-20"}))
    (reason,) = refused.value.reasons
    assert (reason.earliest_on, reason.articles) == (date(2016, 5, 21), ("art-8-1",))
    assert reason.text.startswith(renamed.word(""))
    play.run(steps[letter - 1 :])
    assert told() == in_other_names(original)


def with_answers(step: Step, more: Mapping[str, Any]) -> Signature:
    """A signature with other answers."""
    assert isinstance(step, Signature)
    return replace(step, answers={**step.answers, **more})


def part(begin: str, end: str) -> tuple[Step, ...]:
    """The steps of the story between two of its places."""
    steps = STORY.after(begin) if begin else STORY.steps
    return steps[: steps.index(Stop(end))]


def on(day: str, steps: Iterable[Step], **answers: Any) -> list[Step]:
    """Steps that all fall on one day, with these answers, and without what the story expects of them."""
    moved: list[Step] = [Day(date.fromisoformat(day))]
    for step in steps:
        if isinstance(step, Signature):
            own = {name: value for name, value in answers.items() if name in step.answers}
            moved.append(with_answers(step, own))
    return moved


def moved_notice(place: str) -> list[Step]:
    """The story with 公示 before the meeting, or after the 批复."""
    meeting, noticed, last = (
        part("argued", "resolved"),
        part("resolved", "noticed"),
        part("noticed", "published"),
    )
    acts = [n for n, step in enumerate(last) if isinstance(step, Signature) and step.act == "issue"]
    approval, result = last[: acts[-1] + 1], last[acts[-1] + 1 :]
    notice = [step for step in noticed if not isinstance(step, Expect)]
    if place == "before_meeting":
        turned = [Expect(BOTH, "proposed"), *notice, Expect(BOTH, "agenda")]
        turned += [*on("2016-07-21", meeting, held_on="2016-07-21"), Expect(BOTH, "issuing")]
        turned += on("2016-07-22", approval)
    else:
        turned = [*on("2016-07-06", meeting), Expect(BOTH, "issuing")]
        turned += on("2016-07-07", approval, dated_on="2016-07-07", printed_on="2016-07-07")
        turned += [Expect(BOTH, "proposed"), *notice, Day(date(2016, 7, 22))]
    begin = [*part("", "consulted"), *part("consulted", "argued")[:-1]]
    return [
        *begin,
        *turned,
        Expect(BOTH, "recognised"),
        *(step for step in result if not isinstance(step, Expect)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["before_meeting", "after_approval"])
def test_with_the_notice_moved_the_acts_follow_in_that_order(place: str, other_world: None) -> None:
    """art-10-4: the switch notice-place turns the steps round, in other names too."""
    play = begin(other_files(FOUR), notice_place=place)
    play.run(Names(PACK, True).steps(moved_notice(place)))
    performed = [entry.act for entry in Entry.objects.order_by("seq") if entry.data.get("performed")]
    turning = ("resolve_pass", "close_notice", "issue")
    order = [act for act in dict.fromkeys(performed) if act in turning]
    assert (
        order
        == {
            "before_meeting": ["close_notice", "resolve_pass", "issue"],
            "after_approval": ["resolve_pass", "issue", "close_notice"],
        }[place]
    )
