"""Rules of the source text that no other tool checks."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lianmeng"
MODULES = sorted(SOURCE.rglob("*.py"))

# Words of the first measure: they live in its pack, so that another province's measure is another folder.
WORDS_OF_THE_MEASURE = ("辽宁", "优良", "告诫", "一事一议", "党组会")

# An option or variable that names a package index, with a value; or the address of one.
INDEX_ADDRESS = re.compile(
    r"(index[-_]url|find[-_]links|trusted[-_]host)[\"']?[ =:]+[\"']?[^ -]"
    r"|://\S*/simple\b"
    r"|://\S*pypi",
    re.IGNORECASE,
)
NAMES_THE_PATTERN = {".ci/run", "tests/architecture/test_source.py"}

CLOCKS = re.compile(
    r"\btimezone\.(now\b|localdate\(\)|localtime\(\))|\bdatetime\.(now|today|utcnow)\b|\bdate\.today\b"
)
# The clock itself, and the room that stamps when an entry was recorded.
MAY_READ_THE_CLOCK = ("web/clock/", "record/")


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def lines_with(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if pattern.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


def imported(path: Path) -> set[str]:
    """Return the modules and names that a file imports, dotted."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_source_is_found() -> None:
    assert len(MODULES) > 20


def test_no_file_is_long() -> None:
    written = [path for path in MODULES if path.parent.name != "migrations"]  # Django writes those
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {file: lines for file, lines in lengths.items() if lines > 450} == {}


def test_nothing_is_called_utils() -> None:
    unsaid = {"utils", "util", "helpers", "misc", "common"}
    assert [name(path) for path in SOURCE.rglob("*") if path.stem in unsaid] == []


def test_law_knows_no_framework() -> None:
    foreign = ("django", "psycopg", "axes", "lianmeng.")
    found = {
        f"{name(path)}: {module}"
        for path in (SOURCE / "law").rglob("*.py")
        for module in imported(path)
        if module.startswith(foreign) and not module.startswith("lianmeng.law")
    }
    assert found == set()


def test_no_signal_and_no_save_of_our_own() -> None:
    hidden = re.compile(r"django\.(db\.models\.signals|dispatch)|def save\(self|GenericForeignKey")
    assert [line for path in MODULES for line in lines_with(hidden, path)] == []


def test_words_of_the_measure_stay_in_the_pack() -> None:
    words = re.compile("|".join(WORDS_OF_THE_MEASURE))
    assert [line for path in MODULES for line in lines_with(words, path)] == []


def test_one_clock() -> None:
    others = [path for path in MODULES if not name(path).startswith(MAY_READ_THE_CLOCK)]
    assert [line for path in others for line in lines_with(CLOCKS, path)] == []


def committed() -> list[Path]:
    """Return the files that are or would be committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for line in listing.stdout.split("\0") if line and (path := ROOT / line).is_file()]


def test_no_committed_file_names_a_package_index() -> None:
    found = []
    for path in committed():
        if path.relative_to(ROOT).as_posix() in NAMES_THE_PATTERN:
            continue
        try:
            found += list(lines_with(INDEX_ADDRESS, path))
        except UnicodeDecodeError:
            continue  # a picture or a font
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
