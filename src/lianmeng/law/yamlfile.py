"""YAML read into plain data with the line of every node kept, so that a fault can name its place."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

Path = tuple[str | int, ...]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same data, read faster where libyaml is


class YamlRefused(ValueError):
    """The text is not YAML, or a key stands twice; ``line`` is where."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


@dataclass
class Tree:
    """Plain data of one file and the line (from 1) of each of its nodes."""

    name: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of the node at ``path``, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@lru_cache(maxsize=512)
def read(name: str, text: str) -> Tree:
    """Read one YAML file; the same text gives the same tree, which nobody changes.

    Raises ``YamlRefused`` on a syntax error or a doubled key.
    """
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlRefused(str(error.problem), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:  # a sign that YAML does not allow: no line is told
        raise YamlRefused(str(error), 1) from error
    tree = Tree(name, None)
    if node is not None:
        try:
            tree.data = _build(node, (), tree.lines)
        except RecursionError as error:
            raise YamlRefused("引用自身，没有尽头", 1) from error
    return tree


def _build(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), lines) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value in node.value:
        key = str(key_node.value)
        if key in result:
            raise YamlRefused(f"键“{key}”写了两次", key_node.start_mark.line + 1)
        result[key] = _build(value, (*path, key), lines)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return result


def _scalar(node: yaml.Node) -> Any:
    try:
        return SafeConstructor().construct_object(node)
    except (ValueError, yaml.YAMLError) as error:  # 2016-02-30, or an unknown tag
        raise YamlRefused(f"不能读作数据：{node.value}", node.start_mark.line + 1) from error
