"""第十五条: training and talent."""

from tests.articles.measures_of_support import is_listed


def test_art_15_1_how_to_train_is_the_alliances_own_choice() -> None:
    is_listed("art-15-1", "discretion", "人才培养模式")


def test_art_15_2_talent_plans_are_decided_elsewhere() -> None:
    is_listed("art-15-2", "planned", "优先入选省内各类人才计划")
