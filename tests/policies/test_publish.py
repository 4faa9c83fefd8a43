"""Publishing: stored whole, numbered, pinned, recorded, never changed."""

from datetime import date
from pathlib import Path

import pytest

from lianmeng.law.faults import PackRefused
from lianmeng.law.pack import load
from lianmeng.policies import actions, queries
from lianmeng.policies.models import Content, Revision
from lianmeng.record import queries as ledger
from lianmeng.record.people import Actor
from tests.policies.samples import sample_files

pytestmark = pytest.mark.django_db

DAY = date(2020, 3, 2)
FIVE = {"answer-time": "five"}


def publish(**given: object) -> Revision:
    values = {"source": sample_files(), "by": "安装人员", "on": DAY} | given
    return actions.publish(**values)


def changed_files() -> dict[str, bytes]:
    files = sample_files()
    return files | {"terms.yaml": files["terms.yaml"].replace("答复".encode(), "书面答复".encode())}


def test_published_files_come_back_byte_for_byte() -> None:
    files = sample_files()
    revision = publish(source=files)
    assert revision.content.bytes() == files
    pack = queries.pack(revision.pk)
    assert pack.digest == revision.sha256 == load(files).digest
    assert (revision.pack_id, revision.no, revision.schema, revision.base) == ("sample-2020", 1, 1, None)


def test_a_first_revision_without_a_day_is_of_the_day_the_measure_takes_effect() -> None:
    assert publish(on=None).published_on == date(2020, 2, 1)


def test_a_later_revision_needs_its_day_and_does_not_go_back() -> None:
    publish()
    for day in (None, date(2020, 3, 1)):
        with pytest.raises(actions.PublicationRefused):
            publish(source=changed_files(), on=day)
    assert Revision.objects.count() == 1


def test_publishing_the_same_twice_makes_one_revision() -> None:
    first = publish()
    assert publish(on=None) == first
    assert (Revision.objects.count(), ledger.count()) == (1, 1)


def test_a_switch_makes_a_revision_on_the_same_content() -> None:
    first = publish()
    second = publish(source=None, switches=FIVE, reason="提速")
    assert (second.no, second.base, second.positions) == (2, first, FIVE)
    assert Content.objects.count() == 1
    assert queries.pack(second.pk).deadlines["answer"].amount == 5
    assert queries.current_revision() == second


def test_a_switch_without_reason_is_refused() -> None:
    publish()
    with pytest.raises(actions.PublicationRefused, match="理由"):
        publish(source=None, switches=FIVE, reason=" ")
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("switches", [{"nothing": "five"}, {"answer-time": "never"}])
def test_an_unknown_switch_or_position_is_refused(switches: dict[str, str]) -> None:
    publish()
    with pytest.raises(PackRefused):
        publish(source=None, switches=switches, reason="试")


def test_new_files_keep_the_chosen_positions() -> None:
    publish()
    publish(source=None, switches=FIVE, reason="提速")
    third = publish(source=changed_files())
    assert (third.no, third.positions) == (3, FIVE)
    assert queries.pack(third.pk).terms.deadlines["answer"] == "书面答复"


def test_a_position_whose_switch_is_gone_is_given_up_on_the_record() -> None:
    publish(switches=FIVE, reason="提速")
    reading = """
    interpretations:
      - {id: answer-time, kind: reading, question: 几日？, answer: 十日, reason: 文本, cites: [art-2]}
    """
    third = publish(source=sample_files(interpretations=reading.encode()))
    assert third.positions == {}
    assert ledger.stream("policy:sample-2020")[-1].data["given_up"] == ["answer-time"]


def test_an_old_revision_stays_loadable() -> None:
    first = publish()
    publish(source=changed_files(), switches=FIVE, reason="提速")
    queries.forget()
    old = queries.pack(first.pk)
    assert (old.deadlines["answer"].amount, old.terms.deadlines["answer"]) == (10, "答复")


def test_a_pack_with_faults_is_not_stored() -> None:
    with pytest.raises(PackRefused) as refused:
        publish(source=sample_files(unmodelled=b"sentences: [{unit: art-9, kind: planned, reason: x}]"))
    assert refused.value.faults[0].file == "unmodelled.yaml"
    assert (Revision.objects.count(), ledger.count()) == (0, 0)


def test_the_ledger_says_who_published_what_and_why() -> None:
    publish()
    publish(source=None, switches=FIVE, reason="提速")
    first, second = ledger.stream("policy:sample-2020")
    assert (first.act, first.capacity, first.name, first.on) == (
        "publish_policy",
        "installer",
        "安装人员",
        DAY,
    )
    assert second.data["chosen"] == FIVE
    assert second.data["reason"] == "提速"
    assert second.articles == ["art-2"]
    assert second.data["sha256"] == queries.current_revision().sha256


def test_an_actor_publishes_in_the_own_name() -> None:
    actor = Actor(person="p", natural="n", name="经办甲（演示）", capacity="lead_head")
    assert publish(by=actor).published_by == "经办甲（演示）"
    assert ledger.stream("policy:sample-2020")[0].actor == actor


def test_a_folder_is_published_like_its_files(tmp_path: Path) -> None:
    for name, content in sample_files().items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    assert publish(source=tmp_path).sha256 == load(sample_files()).digest
