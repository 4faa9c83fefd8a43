"""Which tests name which articles: read from the test files themselves, none of which is run."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_QUOTED = re.compile(r"\bart(?:-\d+)+\b")
_IN_NAME = re.compile(r"(?:^|_)art((?:_\d+)+)")


def tests_by_citation(folder: Path) -> dict[str, tuple[str, ...]]:
    """Test ids by the sentence, clause or article that a test names in its name, docstring or text.

    A folder that is not there (an installation without tests) gives none. Raises SyntaxError.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("test_*.py")):
        for test in _tests(ast.parse(path.read_text(encoding="utf-8"))):
            for cited in _cited(test):
                found[cited].add(f"{path.relative_to(folder).as_posix()}::{test.name}")
    return {cited: tuple(sorted(names)) for cited, names in sorted(found.items())}


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _cited(test: ast.FunctionDef) -> Iterator[str]:
    for numbers in _IN_NAME.findall(test.name):
        yield "art" + numbers.replace("_", "-")
    for node in ast.walk(test):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _QUOTED.findall(node.value)
