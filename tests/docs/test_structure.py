"""The description of the house fits the house; every dependency has its reason."""

import re

from tests.architecture.tower import LEVELS
from tests.docs.pages import ROOT, code, section, tables, text

SOURCE = ROOT / "src" / "lianmeng"
STRUCTURE = text("docs/structure.md")


def test_every_room_has_its_line_in_order() -> None:
    rooms = [code(row[0])[0] for row in tables(section(STRUCTURE, "The tower"))[0]]
    assert set(rooms) == {*LEVELS, "acts"}
    levels = [LEVELS.get(room, 9.5) for room in rooms]
    assert levels == sorted(levels, reverse=True)


def test_files_of_a_room_are_there() -> None:
    for room, _, _, files in tables(section(STRUCTURE, "The tower"))[0]:
        folder = SOURCE / code(room)[0]
        for file in code(files):
            if re.search(r"[/.]", file) or (folder / file).is_dir():
                assert (folder / file).exists() or (SOURCE / file).exists(), f"{room}: {file}"


def test_files_of_law_are_there_and_none_is_forgotten() -> None:
    told = {file for row in tables(section(STRUCTURE, "Inside `law`"))[0] for file in code(row[0])}
    there = {path.name + "/" * path.is_dir() for path in (SOURCE / "law").iterdir() if path.suffix != ".pyc"}
    assert told <= there
    small = {"__init__.py", "__pycache__/", "chartparts.py", "faults.py", "verdicts.py"}
    assert there - told - small == set()


def test_tests_have_their_folder_described() -> None:
    told = {
        file
        for row in tables(section(text("docs/testing.md"), "Where a test stands"))[0]
        for file in code(row[0])
    }
    kinds = {"articles", "stories", "architecture", "browser", "docs", "law", "web"}
    assert {f"tests/{kind}/" for kind in kinds} <= told


def test_every_dependency_has_its_reason() -> None:
    page = text("docs/decisions/0001-parts.md")
    told = [{row[0] for row in table} for table in tables(page)]
    for rows, file in zip(told, ("run.in", "test.in"), strict=True):
        lines = [line.split("#")[0].strip() for line in text(f"requirements/{file}").splitlines()]
        wanted = {re.split(r"[<>=]", line)[0] for line in lines if line and not line.startswith("-c")}
        assert rows == wanted


def test_decisions_are_numbered_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("0*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    listed = re.findall(r"\]\((0\d{3}-[^)]*)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == records
    for name in records:
        record = (folder / name).read_text(encoding="utf-8")
        assert record.startswith(f"# {name[:4]} "), name
        assert {"**Context.**", "**Price.**"} <= set(re.findall(r"\*\*\w+\.\*\*", record)), name
