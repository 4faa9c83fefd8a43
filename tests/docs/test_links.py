"""Links of every document lead somewhere, and the files they name are there."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import CODE, DOCUMENTS, LINK, ROOT

TOP = re.compile(r"(?:src|tests|policies|demonstration|docs|requirements|\.ci)/[\w./*-]*")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_to_files(path: Path) -> None:
    links = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    broken = [link for link in links if not (path.parent / link.partition("#")[0]).exists()]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_files_named_from_the_top_are_there(path: Path) -> None:
    spans = CODE.findall(path.read_text(encoding="utf-8"))
    named = [found for span in spans if "<" not in span for found in TOP.findall(span)]
    assert [found for found in named if not list(ROOT.glob(found.rstrip("/")))] == []


def test_every_page_is_reached_from_the_readme() -> None:
    found, todo = {ROOT / "README.md"}, [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target not in found and target.exists():
                found.add(target)
                todo.append(target)
    assert [name(page) for page in DOCUMENTS if page not in found] == []
