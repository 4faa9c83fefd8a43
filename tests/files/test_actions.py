import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.db.models import ProtectedError
from pytest_django import Settings

from lianmeng.files import actions
from lianmeng.files.kinds import FileRefused
from lianmeng.files.models import Attachment, StoredFile
from tests.files import samples

pytestmark = pytest.mark.django_db

SHA256 = hashlib.sha256(samples.PDF).hexdigest()


def contents(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_content_is_stored_under_its_hash(root: Path) -> None:
    stored = actions.store(samples.PDF, "协议.pdf")
    assert (stored.sha256, stored.size, stored.media_type) == (SHA256, len(samples.PDF), "application/pdf")
    assert contents(root) == [f"{SHA256[:2]}/{SHA256[2:]}"]
    with actions.open_file(SHA256) as content:
        assert content.read() == samples.PDF


def test_streams_and_uploads_are_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 3)
    assert actions.store(BytesIO(samples.PDF), "a.pdf").sha256 == SHA256
    assert actions.store(SimpleUploadedFile("a.pdf", samples.PDF), "a.pdf").sha256 == SHA256


def test_the_same_content_is_stored_once(root: Path) -> None:
    assert actions.store(samples.PDF, "a.pdf") == actions.store(samples.PDF, "b.pdf")
    assert StoredFile.objects.count() == 1
    assert len(contents(root)) == 1


def test_what_is_refused_leaves_nothing(root: Path) -> None:
    for content, name in ((samples.PDF, "a.docx"), (b"", "a.pdf"), (samples.PDF, ".."), (b"MZ", "a.pdf")):
        with pytest.raises(FileRefused):
            actions.store(content, name)
    assert contents(root) == []
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read_whole(root: Path, settings: Settings) -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"%PDF-".ljust(size)

    settings.LIANMENG_UPLOAD_LIMIT = 3 * 2**20
    endless = Endless()
    with pytest.raises(FileRefused, match="文件超过 3 MB。"):
        actions.store(endless, "a.pdf")
    assert endless.given == 4 * 2**20
    assert contents(root) == []
    assert actions.store(samples.PDF, "a.pdf", limit=len(samples.PDF))
    with pytest.raises(FileRefused, match="字节"):
        actions.store(samples.PDF, "a.pdf", limit=len(samples.PDF) - 1)


def test_the_limit_is_200_megabytes_unless_set(settings: Settings) -> None:
    if hasattr(settings, "LIANMENG_UPLOAD_LIMIT"):
        del settings.LIANMENG_UPLOAD_LIMIT
    assert actions.upload_limit() == 200 * 1024 * 1024


def test_a_broken_upload_leaves_nothing(root: Path) -> None:
    class Broken:
        def read(self, size: int = -1) -> bytes:
            raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        actions.store(Broken(), "a.pdf")
    assert contents(root) == []


def test_content_is_synced_before_its_name_and_both_before_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, rename, row = os.fsync, os.replace, StoredFile.objects.get_or_create

    def fsync(handle: int) -> None:
        steps.append("sync")
        sync(handle)

    def replace(old: Path, new: Path) -> None:
        steps.append("rename")
        rename(old, new)

    def get_or_create(**fields: Any) -> object:
        steps.append("row")
        return row(**fields)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(StoredFile.objects, "get_or_create", get_or_create)
    actions.store(samples.PDF, "a.pdf")
    assert steps == ["sync", "rename", "sync", "sync", "row"]


def test_two_who_upload_the_same_at_once_agree(root: Path, separate_database: None) -> None:
    gate = Barrier(8)

    def upload(_: int) -> str:
        try:
            gate.wait()
            return actions.store(samples.PDF, "a.pdf").sha256
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(upload, range(8))) == {SHA256}
    assert contents(root) == [f"{SHA256[:2]}/{SHA256[2:]}"]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "ab", "A" * 64, "/" * 64, "." * 64])
def test_only_a_hash_opens_a_file(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        actions.open_file(name)


def attach(stored: StoredFile, owner: str = "case:1", name: str = "协议.pdf") -> Attachment:
    return actions.attach(
        stored, name=name, owner_stream=owner, kind="agreement", by="p1", added_on=date(2016, 10, 8)
    )


def test_a_file_is_attached_under_a_clean_name() -> None:
    attachment = attach(actions.store(samples.PDF, "a.pdf"), name="C:\\文件\\协议.pdf")
    attachment.refresh_from_db()
    assert (attachment.name, attachment.owner_stream, attachment.kind) == ("协议.pdf", "case:1", "agreement")
    assert (attachment.by, attachment.added_on) == ("p1", date(2016, 10, 8))


def test_an_attachment_has_an_owner_and_holds_its_content() -> None:
    stored = actions.store(samples.PDF, "a.pdf")
    with pytest.raises(IntegrityError), transaction.atomic():
        attach(stored, owner="")
    attach(stored)
    with pytest.raises(ProtectedError):
        stored.delete()


def test_sound_files_verify() -> None:
    actions.store(samples.PDF, "a.pdf")
    actions.store(samples.DOCX, "a.docx")
    assert list(actions.verify_files()) == []


def test_missing_and_swapped_contents_are_found(root: Path) -> None:
    pdf, png, jpg = (
        actions.store(content, name)
        for content, name in ((samples.PDF, "a.pdf"), (samples.PNG, "a.png"), (samples.JPEG, "a.jpg"))
    )
    place = {stored.pk: root / stored.sha256[:2] / stored.sha256[2:] for stored in (pdf, png, jpg)}
    place[pdf.pk].unlink()
    place[png.pk].write_bytes(samples.JPEG)
    faults = list(actions.verify_files())
    assert [(fault.sha256, fault.what) for fault in faults] == [
        (pdf.sha256, "missing"),
        (png.sha256, "changed"),
    ]
    assert all("请从备份恢复" in fault.explanation for fault in faults)


def test_storing_again_heals_a_content_that_was_lost(root: Path) -> None:
    stored = actions.store(samples.PDF, "a.pdf")
    (root / stored.sha256[:2] / stored.sha256[2:]).write_bytes(b"other")
    assert actions.store(samples.PDF, "a.pdf") == stored
    assert list(actions.verify_files()) == []


def test_what_a_killed_server_left_of_an_upload_goes_a_day_later(root: Path) -> None:
    kept = actions.store(samples.PDF, "a.pdf")
    old, fresh = root / ".incoming-old", root / ".incoming-fresh"
    for one in (old, fresh):
        one.write_bytes(b"half")
    os.utime(old, (1, 1))
    assert actions.clear_leftovers() == 1
    assert fresh.exists() and not old.exists() and actions.open_file(kept.sha256).read() == samples.PDF
