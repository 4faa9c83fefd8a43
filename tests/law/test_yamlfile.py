"""YAML with the line of every node."""

from datetime import date

import pytest

from lianmeng.law.yamlfile import YamlRefused, read

TEXT = """a: 1
b:
  - x: 是
    y: 2016-04-21
  - z
"""


def test_data_is_plain_and_every_node_has_its_line() -> None:
    tree = read("some.yaml", TEXT)
    assert tree.data == {"a": 1, "b": [{"x": "是", "y": date(2016, 4, 21)}, "z"]}
    assert tree.line(("a",)) == 1
    assert tree.line(("b", 0, "y")) == 4
    assert tree.line(("b", 1)) == 5


def test_an_unknown_place_has_the_line_of_its_nearest_parent() -> None:
    tree = read("some.yaml", TEXT)
    assert tree.line(("b", 0, "nothing", "here")) == 3
    assert tree.line(("nothing",)) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),  # a key stands twice
        ("a:\n  b: 1\n  b: 2\n", 3),
        ("a: 1\nb: [\n", 3),  # not closed
        ("a: 1\nb: 2016-02-30\n", 2),  # no such day
        ("a: 1\nb: !python/name:os.system x\n", 2),  # no tag is known
        ("a: \x01\n", 1),  # a sign that YAML does not allow
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(YamlRefused) as refused:
        read("some.yaml", text)
    assert refused.value.line == line


def test_an_empty_file_holds_nothing() -> None:
    assert read("some.yaml", "").data is None


def test_a_key_that_yaml_takes_for_a_truth_stays_a_word() -> None:
    assert read("some.yaml", "on: 1\nyes: 2\n").data == {"on": 1, "yes": 2}
