"""Put off, refused by the meeting, done again, returned for correction: through the acts, beside one that waits."""

from pathlib import Path

from lianmeng.web.demonstration import story as stories
from tests.stories.stage import Stage

TOLD = Path(__file__).parent / "put_off.yaml"


def test_one_alliance_is_put_off_refused_done_again_and_corrected(stage) -> None:
    play: Stage = stage("argued")
    play.run(stories.read(TOLD).steps)
    ice = play.case("ice")
    assert (play.state("ice"), play.state("herb")) == ("consultation", "agenda")
    assert [row.act for row in ice.resolutions.all()] == ["resolve_defer", "resolve_refuse"]
    assert [row.act for row in ice.corrections.all()] == ["ask_correction"]
    assert ice.refusal_notices.count() == 1 and ice.deliveries.count() == 1
    assert [row.no for row in ice.submissions.all()] == [1, 2]
