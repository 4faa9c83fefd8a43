"""The whole story through the pages, from the call to the published title."""

from collections.abc import Callable

import pytest
from django.test import Client

from lianmeng.web.demonstration import story as stories
from lianmeng.web.demonstration import world
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def test_from_the_call_to_the_published_title(pages: Pages, client: Client) -> None:
    play = pages("called")
    told = stories.read(world.FOLDER / "benxi-2016.yaml")
    play.run(told.after("called"))
    page = client.get("/").content.decode()
    for name in ("ice", "herb"):
        assert play.case(name).state == "recognised"
        assert play.case(name).title in page
