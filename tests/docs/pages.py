"""Reading the project's documents: their links, tables, code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def code(cell: str) -> list[str]:
    """What stands between backticks."""
    return CODE.findall(cell)


def tables(page: str) -> list[list[list[str]]]:
    """Every table of a page as rows of cells, without its head."""
    found: list[list[list[str]]] = []
    inside = False
    for line in page.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not inside:
            found.append([])
            inside = True
        found[-1].append(cells)
    return [table[2:] for table in found]


def section(page: str, heading: str) -> str:
    """What stands under a heading of the second level. Raises ``ValueError`` when there is none."""
    _, begins, rest = page.partition(f"\n## {heading}\n")
    if not begins:
        raise ValueError(heading)
    return rest.partition("\n## ")[0]
