"""Thirty applications go one road together; the fixture that others stand on."""

from tests.stories.many import many


def test_many_applications_of_three_cities_are_recommended_and_asked_about_together(stage) -> None:
    play = stage("called")
    names = many(play, 4, until="asked")
    assert {play.state(name) for name in names} == {"consultation"}
    assert {play.case(name).recommender.code for name in names} == {"benxi", "dalian", "anshan"}
    assert {play.due(name, "consultation") for name in names} == {play.due(names[0], "consultation")}
