"""Two people, or one person's two clicks, at the same moment, on a database of the test's own."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Repeated, Stale
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from tests.record.ledgers import in_thread
from tests.stories.answers import CHECKED, RECEIVED, WITHDRAWAL
from tests.stories.stage import Stage, found, rows, set_stage


@pytest.fixture
def own(separate_database: None) -> Stage:
    """A play that stands at "recommended"; every new thread finds it in a database of its own."""
    with transaction.atomic():
        play = set_stage("recommended")
        kept = rows()
        transaction.set_rollback(True)
    in_thread(lambda: found(kept))
    return play


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each work came to, a result or an error, all begun together on connections of their own."""
    barrier, came = Barrier(len(works)), [None] * len(works)

    def run(number: int) -> None:
        barrier.wait()
        try:
            came[number] = works[number]()
        except Exception as error:  # handed to the caller
            came[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def errors(came: list[Any]) -> list[type]:
    return [type(each) for each in came if isinstance(each, Exception)]


def asked(question: Callable[[], Any]) -> Any:
    """An answer out of the separate database."""
    (answer,) = at_once(question)
    if isinstance(answer, Exception):
        raise answer
    return answer


def seen(play: Stage, name: str) -> dict[int, int]:
    case = asked(lambda: play.case(name))
    return {case.pk: case.version}


def test_at_one_moment_one_wins_and_nothing_is_done_twice(own: Stage) -> None:
    own.on(2016, 5, 25)
    _two_batches_in_contrary_order(own)
    _two_clicks_on_one_form(own)
    _two_people_on_two_cases(own)
    _two_people_on_one_case(own)
    assert asked(lambda: verify.verify(ledger.rows(), count=ledger.count())) == []
    versions = asked(lambda: [case.version for case in Case.objects.all()])
    assert versions == asked(lambda: [len(ledger.stream(case.stream)) for case in Case.objects.all()])


def _two_batches_in_contrary_order(play: Stage) -> None:
    known = seen(play, "ice") | seen(play, "herb")
    orders = [("ice", "herb"), ("herb", "ice")]
    register = partial(play.hand, "register", "registry", seen=known)
    assert errors(at_once(*(partial(register, *order, **RECEIVED) for order in orders))) == [Stale]


def _two_clicks_on_one_form(play: Stage) -> None:
    known = seen(play, "ice")
    click = partial(play.hand, "accept", "lead-clerk", "ice", once="one form", seen=known, **CHECKED)
    assert errors(at_once(click, click)) == [Repeated]


def _two_people_on_two_cases(play: Stage) -> None:
    accept = partial(play.hand, "accept", "lead-head", "ice")
    correct = partial(play.hand, "ask_correction", "lead-clerk", "herb", defects="缺页。（演示）")
    assert errors(at_once(accept, correct)) == []


def _two_people_on_one_case(play: Stage) -> None:
    known = seen(play, "herb")
    correct = partial(play.hand, "ask_correction", "lead-head", "herb", seen=known)
    leave = partial(play.hand, "withdraw", "herb-clerk", "herb", seen=known, **WITHDRAWAL)
    assert errors(at_once(correct, leave)) == [Stale]
