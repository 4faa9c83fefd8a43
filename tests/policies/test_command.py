"""The command `policy`, as it is typed."""

import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lianmeng.policies import queries
from lianmeng.policies.evidence import tests_by_citation as collect
from lianmeng.policies.models import CalendarArrangement, Revision
from tests.policies.samples import sample_files

SWITCH = ["--switch", "answer-time=five"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in sample_files().items():
        target = tmp_path / "pack" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "pack"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("policy", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_check_counts_what_it_checked(folder: Path) -> None:
    said = run("check", folder)
    assert "2 条、2 句，4 个办理动作，1 个开关，检查了 2 种开关组合" in said


def test_check_names_every_fault_and_exits_with_one_without_a_database(folder: Path, tmp_path: Path) -> None:
    (folder / "unmodelled.yaml").write_text(
        "sentences:\n  - {unit: art-8, kind: planned, reason: x}\n  - {unit: art-9, kind: planned, reason: x}\n"
    )
    nowhere = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-m", "lianmeng.cli", "policy", "check", str(folder)]
    done = subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "unmodelled.yaml:2" in done.stderr and "unmodelled.yaml:3" in done.stderr
    assert "怎样改：" in done.stderr


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法读写文件"):
        run("check", tmp_path)


@pytest.mark.django_db
def test_publish_and_change_a_switch(folder: Path) -> None:
    assert "第 1 版，2020-02-01 发布" in run("publish", folder)
    assert CalendarArrangement.objects.filter(year=2020, provisional=False).exists()
    assert "第 2 版" in run("publish", *SWITCH, "--reason", "提速", "--on", "2020-05-06")
    assert queries.current_revision().positions == {"answer-time": "five"}


@pytest.mark.django_db
def test_a_later_day_comes_from_the_installations_clock(folder: Path, settings: object) -> None:
    settings.LIANMENG_CLOCK = f"{__name__}.some_day"
    assert "2020-02-01" in run("publish", folder)
    run("publish", *SWITCH, "--reason", "提速")
    assert queries.current_revision().published_on == some_day()


def some_day() -> date:
    return date(2020, 8, 10)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [SWITCH, ["--switch", "answer-time"], [*SWITCH, "--reason", " "]])
def test_publish_refuses(folder: Path, arguments: list[str]) -> None:
    run("publish", folder)
    with pytest.raises(CommandError):
        run("publish", *arguments, "--on", "2020-05-06")
    assert Revision.objects.count() == 1


@pytest.mark.django_db
def test_without_a_publication_a_path_is_needed() -> None:
    for part in ("publish", "trace", "chart"):
        with pytest.raises(CommandError, match="尚未发布"):
            run(part)


def test_trace_shows_every_sentence(folder: Path) -> None:
    rows = json.loads(run("trace", folder, "--format", "json"))
    assert "联盟可以申报。" in json.dumps(rows, ensure_ascii=False)
    assert "第二条" in run("trace", folder)


@pytest.mark.django_db
def test_trace_of_what_is_published(folder: Path) -> None:
    run("publish", folder)
    assert run("trace") == run("trace", folder)


def test_chart_writes_one_svg_for_each_kind(folder: Path, tmp_path: Path) -> None:
    run("chart", folder, "--out", tmp_path / "charts")
    assert "<svg" in (tmp_path / "charts" / "recognition.svg").read_text()
    with pytest.raises(CommandError, match="recognition"):
        run("chart", folder, "--kind", "nothing")


def test_tests_are_found_by_what_they_cite(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        'def test_art_8_1_three_months():\n    pass\n\ndef test_other():\n    """art-9-4 and art-10."""\n'
    )
    assert collect(tmp_path) == {
        "art-8-1": ("test_a.py::test_art_8_1_three_months",),
        "art-9-4": ("test_a.py::test_other",),
        "art-10": ("test_a.py::test_other",),
    }
    assert collect(tmp_path / "none") == {}
