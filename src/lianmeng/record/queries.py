"""Reading the ledger."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Max, QuerySet

from . import chain
from .models import Entry, Head, Seal

COLUMNS = (
    *chain.PLACE,
    *chain.REFERENCES,
    *chain.WORDS,
    *("data", "actor_salt", "actor_digest", "data_salt", "data_digest", "previous", "digest"),
)
HISTORY = ("stream", "act", "on", "data", *chain.REFERENCES, *chain.WORDS)


def stream(name: str) -> list[Entry]:
    """Return the entries of one stream in order (one query)."""
    return list(Entry.objects.filter(stream=name).order_by("no"))


def streams(names: Iterable[str]) -> dict[str, list[Entry]]:
    """Return the entries of many streams, each in order (one query); a stream without entries is empty."""
    return _by_stream(Entry.objects.all(), names)


def histories(names: Iterable[str]) -> dict[str, list[Entry]]:
    """As ``streams``, with only who did what on which day; anything else of an entry is a query of its own."""
    return _by_stream(Entry.objects.only(*HISTORY), names)


def _by_stream(entries: QuerySet[Entry], names: Iterable[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {name: [] for name in names}
    for entry in sorted(entries.filter(stream__in=list(found)).order_by(), key=lambda entry: entry.seq):
        found[entry.stream].append(entry)
    return found


def by_once(once: str) -> Entry | None:
    """Return the entry that used up this `once`, if any; of a batch it is the first entry."""
    return next(iter(Entry.objects.filter(once=once).order_by()), None) if once else None


def entry(seq: int) -> Entry | None:
    """Return the entry of this number (one query)."""
    return next(iter(Entry.objects.filter(seq=seq).order_by()), None)


def heads(names: Collection[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return stream → (no, digest) of its last entry, of all streams or of those named (one query)."""
    entries = Entry.objects.order_by()
    if names is not None and len(names) == 1:
        one = entries.filter(stream__in=names).order_by("-no").values_list("stream", "no", "digest")[:1]
        return {name: (no, digest) for name, no, digest in one}
    if names is not None:
        entries = entries.filter(stream__in=names)
    last = entries.values("stream").annotate(last=Max("seq")).values("last")
    found = Entry.objects.filter(seq__in=last).order_by("stream")
    return {name: (no, digest) for name, no, digest in found.values_list("stream", "no", "digest")}


def count() -> int:
    """Return how many entries have been appended, by the counter (not by counting rows)."""
    return Head.objects.values_list("count", flat=True).get(id=1)


def last_digest() -> str:
    """Return the digest of the newest entry, empty without any (one query)."""
    return next(iter(Entry.objects.order_by("-seq").values_list("digest", flat=True)[:1]), "")


def rows() -> Iterator[dict[str, Any]]:
    """Yield every entry in order of `seq` as a plain row (see `chain`), in constant memory."""
    for row in Entry.objects.order_by("seq").values(*COLUMNS).iterator(chunk_size=2000):
        yield chain.plain(row)


def latest_seal() -> dict[str, Any] | None:
    """Return the newest stored seal as a plain dict, or None."""
    seal = Seal.objects.order_by("-day").first()
    return seal_row(seal) if seal else None


def seal_row(seal: Seal) -> dict[str, Any]:
    """Return a seal as the plain dict that is exported as JSON."""
    row = {key: getattr(seal, key) for key in ("day", "count", "heads", "digest", "sealed_at")}
    plain: dict[str, Any] = chain.plain({"schema": chain.SCHEMA, **row})
    return plain
