from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lianmeng.files import actions, queries
from lianmeng.files.models import Attachment
from tests.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def attached() -> list[Attachment]:
    """Three attachments of one content: two of case:1, one of draft:5."""
    stored = actions.store(samples.PDF, "a.pdf")
    return [
        actions.attach(
            stored, name=f"{n}.pdf", owner_stream=owner, kind="k", by="p", added_on=date(2016, 1, n)
        )
        for n, owner in ((1, "case:1"), (2, "draft:5"), (3, "case:1"))
    ]


def test_an_attachment_is_found_only_through_its_owner(attached: list[Attachment]) -> None:
    first = attached[0]
    assert queries.attachment_for(first.pk, ["case:1", "case:2"]) == first
    assert queries.attachment_for(first.pk, {"draft:5"}) is None
    assert queries.attachment_for(first.pk, []) is None
    assert queries.attachment_for(0, ["case:1"]) is None


def test_attachments_come_with_their_files_by_one_query(
    attached: list[Attachment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = queries.attachments_of("case:1")
        assert {attachment.file.media_type for attachment in found} == {"application/pdf"}
    assert found == [attached[0], attached[2]]


def test_attachments_of_many_owners_come_by_one_query(
    attached: list[Attachment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = queries.attachments_of_many(["draft:5", "case:1", "case:9"])
    assert found == {"draft:5": [attached[1]], "case:1": [attached[0], attached[2]], "case:9": []}
