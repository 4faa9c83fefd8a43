"""Each kind of tampering is found: in rows as exported, and in a database whose triggers were dropped."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lianmeng.record import actions, chain, queries
from lianmeng.record.models import Entry
from lianmeng.record.verify import Fault, UnreadableFile, read_rows, read_seal, verify
from tests.record.ledgers import CLERK, enter, forge

pytestmark = pytest.mark.django_db

type_rows = list[dict[str, Any]]
STREAMS = ("case:1", "case:2", "case:1", "case:2", "case:1", "case:3")


@pytest.fixture
def rows() -> type_rows:
    """Six entries: case:1 has seq 1, 3, 5; case:2 has 2, 4; case:3 has 6."""
    for number, stream in enumerate(STREAMS):
        enter(stream, once=f"o{number}", data={"number": number})
    return list(queries.rows())


@pytest.fixture
def seal(rows: type_rows) -> dict[str, Any]:
    return queries.seal_row(actions.seal(date(2016, 10, 8)))


def kinds(faults: list[Fault]) -> set[str]:
    assert all(fault.where and fault.explanation for fault in faults)
    return {fault.what for fault in faults}


def test_a_sound_ledger_has_no_fault(rows: type_rows, seal: dict[str, Any]) -> None:
    assert verify(rows, count=6, seals=[seal]) == []
    assert verify([], count=0) == []
    assert verify(rows) == []


@pytest.mark.parametrize("index", range(5))
def test_a_removed_entry_is_found(rows: type_rows, index: int) -> None:
    del rows[index]
    faults = verify(rows, count=6)
    assert Fault("removed", f"总序号 {index + 1}", "记录缺失，序号不连续。") in faults


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize(
    "change",
    [
        {"act": "x"},
        {"act_id": "00000000-0000-0000-0000-000000000001"},
        {"once": None},
        {"person": "p2"},
        {"natural": "n2"},
        {"name": "李四"},
        {"capacity": "chief"},
        {"organisation": None},
        {"organisation_name": "x"},
        {"office": None},
        {"office_name": "x"},
        {"on": "2016-10-07"},
        {"recorded_at": "2016-10-07T00:00:00.000000+00:00"},
        {"data": {"number": 99}},
        {"articles": []},
        {"actor_salt": "00" * 16},
        {"data_salt": "no salt"},
        {"actor_digest": "00" * 32},
        {"data_digest": "00" * 32},
        {"previous": "00" * 32},
        {"digest": "00" * 32},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(rows: type_rows, index: int, change: dict[str, Any]) -> None:
    rows[index] = {**rows[index], **change}
    assert "changed" in kinds(verify(rows, count=6))


def test_one_change_gives_one_fault(rows: type_rows) -> None:
    rows[2] = {**rows[2], "data": {}}
    (fault,) = verify(rows, count=6)
    assert fault == Fault("changed", "case:1 第 2 条（总序号 3）", "内容被改动，与校验码不符。")
    assert str(fault) == "case:1 第 2 条（总序号 3）：内容被改动，与校验码不符。"


def test_an_entry_changed_with_its_digest_breaks_the_chain(rows: type_rows) -> None:
    new = {**rows[0], "data": {}}
    new["data_digest"] = chain.data_digest(new)
    new["digest"] = chain.entry_digest(new)
    (fault,) = verify([new, *rows[1:]], count=6)
    assert (fault.what, fault.where) == ("broken", "case:1 第 2 条（总序号 3）")


def test_erased_words_are_named_and_the_chain_still_holds(rows: type_rows) -> None:
    rows[2] = {**rows[2], "name": "", "organisation_name": "", "office_name": "", "actor_salt": ""}
    (fault,) = verify(rows, count=6)
    assert (fault.what, fault.where) == ("erased", "case:1 第 2 条（总序号 3）")


def test_lines_out_of_order_are_found(rows: type_rows) -> None:
    rows[2], rows[3] = rows[3], rows[2]
    faults = verify(rows, count=6)
    assert [(fault.what, fault.where) for fault in faults] == [("reordered", "总序号 3")]


def test_swapped_numbers_are_found(rows: type_rows) -> None:
    rows[0], rows[2] = {**rows[2], "seq": 1}, {**rows[0], "seq": 3}
    assert {"changed", "broken", "reordered"} <= kinds(verify(rows, count=6))


def test_an_inserted_entry_is_found(rows: type_rows) -> None:
    double = [*rows[:3], rows[2], *rows[3:]]
    assert "inserted" in kinds(verify(double, count=6))
    extra = forge([*rows, {**rows[5], "once": None}])
    assert kinds(verify(extra, count=6)) == {"inserted"}


def test_an_entry_inserted_by_shifting_the_others_is_found(rows: type_rows) -> None:
    shifted = [*rows[:2], {**rows[1], "once": None}, *rows[2:]]
    shifted = [{**row, "seq": seq} for seq, row in enumerate(shifted, start=1)]
    assert {"changed", "inserted"} <= kinds(verify(shifted, count=7))


def test_a_tail_cut_is_found_by_counter_and_by_seal(rows: type_rows, seal: dict[str, Any]) -> None:
    cut = rows[:4]
    assert verify(cut) == []
    (fault,) = verify(cut, count=6)
    assert (fault.what, fault.where) == ("cut", "总序号 5 至 6")
    assert [(f.what, f.where) for f in verify(cut, count=4, seals=[seal])] == [
        ("cut", "封存 2016-10-08"),
        ("cut", "case:1 第 3 条"),
        ("deleted", "case:3"),
    ]


def test_a_deleted_case_is_found(rows: type_rows, seal: dict[str, Any]) -> None:
    rest = [row for row in rows if row["stream"] != "case:2"]
    assert [(f.what, f.where) for f in verify(rest, count=6)] == [
        ("removed", "总序号 2"),
        ("removed", "总序号 4"),
    ]
    assert "deleted" in kinds(verify(forge(rest), count=4, seals=[seal]))
    assert verify(forge(rest), count=4) == []


@pytest.mark.parametrize("index", range(6))
def test_a_recomputed_chain_is_found_by_the_seal(rows: type_rows, seal: dict[str, Any], index: int) -> None:
    forged = forge([{**row, **({"data": {}} if at == index else {})} for at, row in enumerate(rows)])
    assert verify(forged, count=6) == []
    (fault,) = verify(forged, count=6, seals=[seal])
    assert fault.what == "recomputed"
    assert fault.where.startswith(STREAMS[index])


def test_a_case_backdated_before_the_seal_is_found(rows: type_rows, seal: dict[str, Any]) -> None:
    forged = forge([*rows[:3], {**rows[3], "stream": "case:9", "once": None}, *rows[3:]])
    assert "inserted" in kinds(verify(forged, count=7, seals=[seal]))


def test_later_entries_do_not_disturb_a_seal(rows: type_rows, seal: dict[str, Any]) -> None:
    enter("case:1")
    enter("case:4")
    assert verify(queries.rows(), count=8, seals=[seal]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"count": 5},
        {"heads": {}},
        {"heads": None},
        {"digest": "00"},
        {"day": "2016-10-09"},
        {"heads": {"a": 1}},
    ],
)
def test_a_changed_seal_is_found(rows: type_rows, seal: dict[str, Any], change: dict[str, Any]) -> None:
    assert kinds(verify(rows, count=6, seals=[{**seal, **change}])) == {"seal"}
    assert kinds(verify(rows, count=6, seals=[{}])) == {"seal"}


@pytest.mark.parametrize("line", [{}, {"seq": "1"}, {"seq": True, "no": 1}])
def test_a_line_that_is_no_entry_is_a_fault(rows: type_rows, line: dict[str, Any]) -> None:
    assert "changed" in kinds(verify([line, *rows], count=6))
    rows[1] = {key: value for key, value in rows[1].items() if key != "capacity"}
    assert "changed" in kinds(verify(rows, count=6))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("{}\n{", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="第 2 行"):
        list(read_rows(path))
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        read_seal(path)


def test_the_verifier_needs_no_django() -> None:
    code = "import sys, lianmeng.record.verify, lianmeng.record.people; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def drop_triggers() -> None:
    """Open the ledger of this test's database, as an administrator of the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            for table in ("entry", "head", "seal"):
                cursor.execute(f"ALTER TABLE record_{table} DISABLE TRIGGER USER")


def change() -> None:
    Entry.objects.filter(seq=3).update(name="李四")


def remove() -> None:
    Entry.objects.filter(seq=2).delete()


def cut_off() -> None:
    Entry.objects.filter(seq__gt=4).delete()


def delete_case() -> None:
    Entry.objects.filter(stream="case:2").delete()


def swap() -> None:
    for old, new in ((1, 99), (3, 1), (99, 3)):
        Entry.objects.filter(seq=old).update(seq=new)


def insert() -> None:
    entry = Entry.objects.get(seq=6)
    entry.seq, entry.stream, entry.once = 7, "case:9", None
    entry.save(force_insert=True)


def recompute() -> None:
    new = forge([{**row, "on": "2016-09-30"} for row in queries.rows()])
    Entry.objects.all().delete()
    Entry.objects.bulk_create([Entry(**row) for row in new])


@pytest.mark.parametrize("tamper", [change, remove, cut_off, delete_case, swap, insert, recompute])
def test_tampering_in_the_database_is_found(
    rows: type_rows, tmp_path: Path, tamper: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "seal.json")
    call_command("ledger", "seal", "--day", "2016-10-08", "--out", out)
    call_command("ledger", "verify", "--seal", out)
    assert "办理留痕核验无误：共 6 条" in capsys.readouterr().out
    drop_triggers()
    tamper()
    with pytest.raises(CommandError, match="发现"):
        call_command("ledger", "verify")
    with pytest.raises(CommandError, match="发现"):
        call_command("ledger", "verify", "--seal", out)
    assert capsys.readouterr().out.strip()


def test_a_seal_kept_elsewhere_is_what_proves(rows: type_rows, tmp_path: Path) -> None:
    out = str(tmp_path / "seal.json")
    call_command("ledger", "seal", "--out", out)
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_seal")
    recompute()
    call_command("ledger", "verify")
    with pytest.raises(CommandError, match="3 处"):
        call_command("ledger", "verify", "--seal", out)


def test_an_export_is_verified_without_the_database(rows: type_rows, tmp_path: Path) -> None:
    out, lines = str(tmp_path / "seal.json"), tmp_path / "ledger.jsonl"
    call_command("ledger", "seal", "--out", out)
    call_command("ledger", "export", str(lines))
    call_command("ledger", "verify", "--ledger", str(lines), "--seal", out)
    lines.write_text(lines.read_text("utf-8").replace(CLERK.name, "李四"), "utf-8")
    with pytest.raises(CommandError, match="6 处"):
        call_command("ledger", "verify", "--ledger", str(lines))
    with pytest.raises(CommandError, match="无法读写文件"):
        call_command("ledger", "verify", "--seal", str(tmp_path / "none.json"))
