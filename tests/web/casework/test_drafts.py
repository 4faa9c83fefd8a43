"""The page of a draft, before and after its submission."""

from collections.abc import Callable

import pytest

from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db


def test_once_submitted_the_page_of_the_draft_leads_to_the_case(pages: Callable[[str], PagePlay]) -> None:
    play = pages("submitted")
    case = play.case("ice")
    answer = play.client("ice-clerk").get(f"/apply/drafts/{play.application('ice').pk}")
    assert answer.status_code == 302 and answer["Location"] == f"/apply/cases/{case.pk}"
