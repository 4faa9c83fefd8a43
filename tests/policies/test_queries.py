"""Which pack is in force, and that asking is cheap."""

import pytest

from lianmeng.policies import queries
from lianmeng.policies.models import Content, Revision
from tests.policies.samples import sample_files
from tests.policies.test_publish import DAY, FIVE, publish

pytestmark = pytest.mark.django_db


def other_measure() -> dict[str, bytes]:
    files = sample_files()
    return files | {"pack.yaml": files["pack.yaml"].replace(b"sample-2020", b"sample-2021")}


def test_nothing_published_is_said() -> None:
    with pytest.raises(queries.NothingPublished):
        queries.current_pack()
    assert not queries.anything_published()


def test_of_several_measures_one_must_be_named() -> None:
    publish()
    other = publish(source=other_measure())
    with pytest.raises(queries.SeveralMeasures):
        queries.current_revision()
    assert queries.current_revision("sample-2021") == other
    with pytest.raises(queries.NothingPublished):
        queries.current_revision("sample-2022")


def test_a_pack_once_read_costs_no_query(django_assert_num_queries: object) -> None:
    revision = publish()
    queries.pack(revision.pk)
    with django_assert_num_queries(0):
        queries.pack(revision.pk)
    with django_assert_num_queries(1):
        assert queries.current_pack() is queries.pack(revision.pk)


def test_within_held_the_current_revision_is_read_once(django_assert_num_queries: object) -> None:
    publish()
    queries.current_pack()
    with queries.held(), django_assert_num_queries(1):
        for _ in range(5):
            queries.current_pack()


def test_within_held_a_publication_is_seen() -> None:
    publish()
    with queries.held():
        assert queries.current_revision().no == 1
        publish(source=None, switches=FIVE, reason="提速")
        assert queries.current_revision().no == 2


def test_revisions_of_a_measure_in_order() -> None:
    publish()
    publish(source=None, switches=FIVE, reason="提速")
    assert [revision.no for revision in queries.revisions("sample-2020")] == [1, 2]


def test_content_that_is_not_what_was_published_is_refused() -> None:
    good = publish()
    content = Content.of("0" * 64, other_measure())
    content.save()
    forged = Revision.objects.create(
        pack_id="sample-2020",
        no=2,
        sha256=good.sha256,
        content=content,
        base=good,
        published_on=DAY,
        published_by="某人",
        schema=1,
    )
    with pytest.raises(queries.RevisionDamaged):
        queries.pack(forged.pk)
