"""The demonstration's world, played to a named stop once per process and laid back for every test.

``stage("recommended")`` gives a play that stands there. What was played is kept as rows and written back into
the test's own transaction, on either database; positions of switches may be given.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from lianmeng.acts import ACTS, BEGIN, ON_DRAFT, ON_PARENT
from lianmeng.applications.models import Application
from lianmeng.cases import guard
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law.pack import files_of
from lianmeng.parties import actions as parties
from lianmeng.parties import samplecodes
from lianmeng.parties.models import Office, Organisation
from lianmeng.policies import actions as policies
from lianmeng.policies import queries as measures
from lianmeng.record.models import Head
from lianmeng.record.people import Actor
from lianmeng.web.demonstration import story as stories
from lianmeng.web.demonstration import world as worlds
from lianmeng.web.demonstration.play import Play
from lianmeng.web.demonstration.story import Signature, Step, Story

ROOT = Path(settings.BASE_DIR)
MEASURE = ROOT / "policies" / "liaoning-2016"
SINCE = date(2016, 4, 21)
BY = policies.installer("测试")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


class Stage(Play):
    """A play with words for tests: whole acts, single hands, people hired for the occasion."""

    def actor(self, name: str) -> Actor:
        """The person of this name; the calendar, who is none, under its own."""
        return Actor.calendar() if name == "calendar" else super().actor(name)

    def act(self, name: str, by: str | Sequence[str], *cases: str, **answers: Any) -> Any:
        """All hands of an act, each with those of the answers that its form asks for."""
        kind, act = _named(name)
        done = None
        for person in [by] if isinstance(by, str) else by:
            draft = cases[0] if (kind, act) in ON_DRAFT else ""
            done = self.sign(Signature(kind, act, person, () if draft else cases, draft, answers=answers))
        return done

    def hand(
        self,
        name: str,
        by: str,
        *cases: str,
        once: str | None = None,
        seen: Mapping[int, int] | None = None,
        **answers: Any,
    ) -> Any:
        """One hand with exactly these answers; ``cases`` names the draft for an act on one."""
        actor, named = self.actor(by), _named(name)
        begins = BEGIN | ON_PARENT
        on = [] if named in begins else [found for case in cases if (found := self._case_if_any(case))]
        known = {case.pk: case.version for case in on} if seen is None else seen
        sent = Sent(actor, self.day, known, uuid4().hex if once is None else once)
        typed = self.resolve(answers, actor)
        if named in ON_PARENT:
            result = ACTS[named](self.case(cases[0]), typed, sent)
            self.made[cases[1]] = result.cases[0]
            return result
        if named in BEGIN:
            result = ACTS[named](typed, sent)
            self.made[cases[0]] = result if isinstance(result, Application) else result.cases[0]
            return result
        target = self.application(cases[0]) if named in ON_DRAFT else on
        return ACTS[named](target, typed, sent)

    def _case_if_any(self, name: str) -> Case | None:
        made = self.made[name]
        return self.application(name).case if isinstance(made, Application) else self.case(name)

    def send_back(self, name: str, by: str, *cases: str, note: str = "请核对。（演示）") -> Any:
        """The next hand returns a begun act to the hand before."""
        on = [self.case(case) for case in cases]
        return guard.send_back(on, _named(name)[1], note, self.sent(self.actor(by), on))

    def on(self, year: int, month: int, day: int) -> None:
        """The date moves."""
        self.day = date(year, month, day)

    def state(self, name: str) -> str:
        """Where a case stands."""
        return self.case(name).state

    def due(self, name: str, deadline: str) -> date:
        """The last day of a time that runs on a case."""
        return self.case(name).deadlines.get(name=deadline, ended_by=None).due_on

    def hire(self, key: str, capacity: str, place: str, serial: int | None = None) -> None:
        """A further account with one capacity; accounts of one serial are one natural person."""
        region = self.world.pack.head.region
        number = samplecodes.make_identity_number(region, serial) if serial is not None else None
        person = parties.add_person(key, f"{key}（演示）", by=BY, on=SINCE, identity_number=number)
        is_office = place in self.world.pack.offices
        parties.appoint(
            person,
            capacity,
            by=BY,
            valid_from=SINCE,
            identity_required=number is not None,
            office=Office.objects.get(code=place) if is_office else None,
            organisation=None if is_office else self.world.organisations[place],
        )
        self.world.people[key] = person
        self.actors.clear()

    def incorporate(self, key: str, region: str, serial: int) -> Organisation:
        """A further company."""
        code = samplecodes.make_code(region, serial)
        made = parties.add_organisation(f"{key}（演示）", "company", code=code, region=region)
        self.world.organisations[key] = made
        return made


def _named(name: str) -> tuple[str, str]:
    kind, _, act = name.rpartition(".")
    return kind or "recognition", act


# ---- refusals ------------------------------------------------------------------------------------------------


@contextmanager
def nothing_written() -> Iterator[None]:
    """No row of any table differs after the block but uploads, which are no part of an act."""
    before = _without_uploads()
    yield
    assert _without_uploads() == before


def refused(stage: Stage, name: str, by: str, *cases: str, **more: Any) -> Refused:
    """The refusal of one hand; every reason has words and articles, and nothing was written."""
    with nothing_written(), pytest.raises(Refused) as caught:
        stage.hand(name, by, *cases, **more)
    assert caught.value.reasons
    for reason in caught.value.reasons:
        assert reason.text and reason.articles
    return caught.value


def invalid(stage: Stage, name: str, by: str, *cases: str, **more: Any) -> dict[str, str]:
    """What is wrong by field when one hand is tried; nothing was written."""
    with nothing_written(), pytest.raises(Invalid) as caught:
        stage.hand(name, by, *cases, **more)
    assert all(caught.value.errors.values())
    return caught.value.errors


def _without_uploads() -> Rows:
    return {name: kept for name, kept in rows().items() if not name.startswith("files_")}


# ---- what was played, as rows --------------------------------------------------------------------------------


def tables() -> list[str]:
    """Every table of the project."""
    models = apps.get_models(include_auto_created=True)
    return [m._meta.db_table for m in models if m._meta.app_config.name.startswith("lianmeng.")]


def rows() -> Rows:
    """The content of every table."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = (
                [column[0] for column in cursor.description],
                [tuple(r) for r in cursor.fetchall()],
            )
    return found


def lay(kept: Rows) -> None:
    """Write the rows into empty tables. The numbers of a process's own database are past them already."""
    with connection.cursor() as cursor:
        for table, (columns, content) in kept.items():
            if table == Head._meta.db_table:  # made by the migration
                Head.objects.update(count=content[0][columns.index("count")])
            elif content:
                names = ", ".join(f'"{column}"' for column in columns)
                _write(cursor, f'"{table}" ({names})', content)


def _write(cursor: Any, into: str, content: list[tuple[Any, ...]]) -> None:
    """Insert rows; PostgreSQL takes them in one stream, which costs a quarter of so many INSERTs."""
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in content:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(content[0]))
    cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", content)


def number_on(kept: Rows) -> None:
    """Let a database in which nothing was played number its rows behind those laid there."""
    models = [model for model in apps.get_models() if model._meta.db_table in kept]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def found(kept: Rows) -> None:
    """Commit the rows to a database of the test's own, which numbers on behind them; to be run in its threads."""
    with transaction.atomic():
        lay(kept)
        number_on(kept)


@cache
def benxi() -> Story:
    """The story of the demonstration."""
    return stories.read(ROOT / "demonstration" / "benxi-2016.yaml")


@cache
def measure_files() -> Mapping[str, bytes]:
    """The files of the measure."""
    return files_of(MEASURE)


Kept = tuple[Rows, Stage, str]
_kept: dict[tuple[str, tuple[tuple[str, str], ...]], Kept] = {}


def open_stage(positions: Mapping[str, str] | None = None) -> Stage:
    """Publish the measure, with these positions of its switches, and make the world; nobody has acted."""
    policies.publish(measure_files(), switches=positions, reason="测试" if positions else "", by="测试")
    policies.fill_calendar(range(2015, 2023))
    world = worlds.make(benxi().world)
    return Stage(world, world.day)


def _play_to(stop: str, positions: tuple[tuple[str, str], ...]) -> Kept:
    names = ("", *benxi().stops())
    if stop == "":
        stage, steps = open_stage(dict(positions)), ()
    else:
        before = names[names.index(stop) - 1]
        stage, steps = set_stage(before, positions), between(before, stop)
    stage.run(steps)
    return rows(), stage, stage.world.pack.digest


def between(before: str, stop: str) -> tuple[Step, ...]:
    """The steps of the story behind one stop, up to another."""
    done = benxi().until(before) if before else ()
    return benxi().until(stop)[len(done) :]


def set_stage(stop: str, positions: tuple[tuple[str, str], ...] = ()) -> Stage:
    """The play as it stands at a stop; ``""`` is the world in which nobody has acted."""
    key = (stop, positions)
    if key not in _kept:
        with transaction.atomic():
            _kept[key] = _play_to(stop, positions)
            transaction.set_rollback(True)
    kept, stage, digest = _kept[key]
    lay(kept)
    if measures.current_pack().digest != digest:  # the number of another test's revision, kept in memory
        measures.forget()
    world = replace(
        stage.world,
        organisations=dict(stage.world.organisations),
        people={name: copy(person) for name, person in stage.world.people.items()},
        alliances=dict(stage.world.alliances),
    )
    return Stage(world, stage.day, dict(stage.made))


@pytest.fixture
def stage(db: None) -> Any:
    """Set the stage at a stop of the story: ``stage("argued")``, ``stage("called", numbering="own")``."""

    def at(stop: str, **switches: str) -> Stage:
        positions = {name.replace("_", "-"): value for name, value in switches.items()}
        return set_stage(stop, tuple(sorted(positions.items())))

    return at


def cases_of(kind: str) -> list[Case]:
    """All cases of one kind that exist in law, oldest first."""
    return list(Case.objects.filter(kind=kind).exclude(state="").order_by("pk"))
