"""第三条: four main tasks, as the semicolons divide them."""

import pytest

from tests.articles import measure

TASKS = {
    "art-3-1-1": "产业技术标准",
    "art-3-1-2": "知识产权共享",
    "art-3-1-3": "技术转移",
    "art-3-1-4": "联合培养人才",
}


@pytest.mark.parametrize(("unit", "task"), TASKS.items())
def test_art_3_1_each_task_is_a_unit_of_its_own_and_listed_as_planned(unit: str, task: str) -> None:
    row = measure.rows()[unit]
    assert task in row.text
    assert row.unmodelled is not None and row.unmodelled[0] == "planned" and row.unmodelled[1]


def test_art_3_there_are_four_tasks_and_not_five() -> None:
    assert [row.unit for row in measure.article(3)] == list(TASKS)
    assert [row.text[-1] for row in measure.article(3)] == ["；", "；", "；", "。"]
    assert "四类" in str(measure.pack().interpretations["main-tasks"].answer)


def test_art_3_no_task_is_a_condition_of_recognition() -> None:
    assert not any(row.criteria or row.acts or row.papers for row in measure.article(3))
