"""Storing files: temporary file, sync, rename to the hash, then the row.

A kill at any moment leaves at most a temporary file or a content without row; never a row without
content. A content is never overwritten by another one, since its name is its hash.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BufferedReader, BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Literal, Protocol

from django.conf import settings

from . import inside, kinds
from .kinds import FileRefused
from .models import Attachment, StoredFile

DEFAULT_LIMIT = 200 * 2**20
CHUNK = 2**20
INCOMING = ".incoming-"
LEFT_AFTER = 24 * 60 * 60  # seconds after which nobody is still uploading


class Readable(Protocol):
    """Anything with `read(size)` that gives bytes, such as an uploaded file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return at most `size` bytes, b"" at the end."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """A stored content that is no longer what was stored. explanation: Chinese."""

    sha256: str
    what: Literal["missing", "changed"]
    explanation: str


def upload_limit() -> int:
    """Return the largest size of one file, in bytes (setting LIANMENG_UPLOAD_LIMIT)."""
    return int(getattr(settings, "LIANMENG_UPLOAD_LIMIT", DEFAULT_LIMIT))


def store(content: Readable | bytes, name: str, limit: int | None = None) -> StoredFile:
    """Store a content and return its row; the same content gives the same row.

    name: as uploaded, judged against the content; limit: bytes, `upload_limit()` unless given.
    Raises FileRefused if the file is empty, too large, damaged or of a type not accepted; OSError.
    """
    kinds.clean_name(name)
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=root, prefix=INCOMING, delete=False) as part:
        try:
            source = BytesIO(content) if isinstance(content, bytes) else content
            sha256, size = _copy(source, part.file, upload_limit() if limit is None else limit)
            media_type = kinds.judge(part.file, name)
            pages = inside.pages_of(part.file, media_type)
            _settle(Path(part.name), _path(sha256))
        finally:
            Path(part.name).unlink(missing_ok=True)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": media_type, "pages": pages}
    )
    return row


def attach(
    file: StoredFile,
    *,
    name: str,
    owner_stream: str,
    kind: str,
    by: str,
    added_on: date,
    position: int = 0,
) -> Attachment:
    """Attach a stored file to its owner under a cleaned name. Raises FileRefused for a name that is none."""
    return Attachment.objects.create(
        file=file,
        name=kinds.clean_name(name),
        owner_stream=owner_stream,
        kind=kind,
        by=by,
        added_on=added_on,
        position=position,
    )


def claim(id: int, *, owner_stream: str, kind: str) -> Attachment:
    """An attachment for this owner, with its file: its own, or a copy of another's. Raises DoesNotExist."""
    given = Attachment.objects.select_related("file").get(pk=id)
    if given.owner_stream == owner_stream:
        return given
    return Attachment.objects.create(
        file=given.file,
        name=given.name,
        owner_stream=owner_stream,
        kind=kind,
        by=given.by,
        added_on=given.added_on,
    )


def open_file(sha256: str) -> BufferedReader:
    """Open a stored content for reading. Raises FileNotFoundError if it is not there."""
    return _path(sha256).open("rb")


def clear_leftovers() -> int:
    """Remove what arrived only in part when a server was killed, a day later; how many files. Raises OSError."""
    left = [one for one in _root().glob(f"{INCOMING}*") if time.time() - one.stat().st_mtime > LEFT_AFTER]
    for one in left:
        one.unlink(missing_ok=True)
    return len(left)


def verify_files() -> Iterator[FileFault]:
    """Read every stored content again and yield those missing or changed; memory stays constant."""
    for sha256, size in StoredFile.objects.order_by("id").values_list("sha256", "size").iterator():
        try:
            with open_file(sha256) as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
                same = found == sha256 and content.tell() == size
        except FileNotFoundError:
            yield FileFault(sha256, "missing", f"文件 {sha256} 缺失，请从备份恢复。")
            continue
        if not same:
            yield FileFault(sha256, "changed", f"文件 {sha256} 的内容被改动，请从备份恢复。")


def _copy(source: Readable, target: IO[bytes], limit: int) -> tuple[str, int]:
    """Copy to the disk, in pieces; return hash and size. Raises FileRefused for too much or nothing."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise FileRefused(f"文件超过 {_shown(limit)}。", "请压缩或者拆分后重新上传。")
        digest.update(piece)
        target.write(piece)
    if not size:
        raise FileRefused("文件是空的。", "请检查后重新上传。")
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _shown(size: int) -> str:
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size} 字节"


def _settle(part: Path, place: Path) -> None:
    """Rename to the hash, durably. Who comes second replaces the same content by itself."""
    new = not place.parent.exists()
    place.parent.mkdir(exist_ok=True)
    os.replace(part, place)
    _sync(place.parent)
    if new:
        _sync(place.parent.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _root() -> Path:
    return Path(settings.FILES_ROOT)


def _path(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise FileNotFoundError(f"no stored file is named {sha256!r}")
    return _root() / sha256[:2] / sha256[2:]
