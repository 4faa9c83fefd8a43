"""Digests of ledger entries and seals. Pure: no Django, no clock, no database.

An entry is a plain dict (`Row`), as it stands in an exported line:

    seq, stream, no, act, act_id, once,                         where it stands and what was done
    person, natural, capacity, organisation, office,            who, by reference
    name, organisation_name, office_name                        who, in words (personal text)
    on, recorded_at                                             legal date, time of entry (ISO 8601, UTC)
    data, articles                                              content, articles it rests on
    actor_salt, actor_digest, data_salt, data_digest            salted digests of words and content
    previous, digest                                            chain within the stream

`digest` covers place, act, references, dates, articles, the two sub-digests and `previous`; it covers
words and content only through their salted sub-digests. So words or content can one day be erased
together with their salt, and the chain over the erased entry still proves; without the salt a
sub-digest tells nothing, not even to somebody who guesses names. The two salts (random, 16 bytes each)
are apart so that one can be erased without the other.

What a seal proves: whoever holds a seal from outside the database (a file, a printed digest) can show
that every entry up to its `count` is today as it was on its day: none altered, removed, inserted or
moved, no stream gone, even by somebody who can rewrite the whole database and recompute every digest.
It proves nothing about entries after it, and nothing about the truth of what was entered.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Row = Mapping[str, Any]

SCHEMA = 1
REFERENCES = ("person", "natural", "capacity", "organisation", "office")
WORDS = ("name", "organisation_name", "office_name")
PLACE = ("seq", "stream", "no", "act", "act_id", "once", "on", "recorded_at", "articles")


def plain(value: Any) -> Any:
    """Return `value` in JSON's own types, equal after a journey through either database.

    Dates, times, decimals and UUIDs become text, tuples become lists. Raises TypeError for floats
    (a database may give 1e16 back as an integer: write decimals), for keys that are not text and for
    any other type; ValueError for text holding NUL or half a character, which PostgreSQL cannot keep.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    raise TypeError(f"the ledger keeps no {type(value).__name__}: {value!r}")


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("the ledger keeps no text with NUL")
    return value.encode("utf-8").decode("utf-8")  # half a character fails here; an enum becomes its value


def _key(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a key in the ledger is text, not {type(value).__name__}: {value!r}")
    return _text(value)


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of `value`: sorted keys, no spaces, UTF-8. Raises as `plain`."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def instant(value: datetime) -> str:
    """Return a moment in UTC, always with microseconds. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError("a moment without time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def new_salt() -> str:
    """Return 16 random bytes as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def salted(salt: str, value: Any) -> str:
    """Return the SHA-256 of salt and canonical value. Raises ValueError if the salt is not hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()


def actor_digest(row: Row) -> str:
    """Return the salted digest of the words that name the actor. Raises KeyError, ValueError, TypeError."""
    return salted(row["actor_salt"], {key: row[key] for key in WORDS})


def data_digest(row: Row) -> str:
    """Return the salted digest of the entry's content. Raises KeyError, ValueError, TypeError."""
    return salted(row["data_salt"], row["data"])


def entry_digest(row: Row) -> str:
    """Return the digest that chains the entry; reads neither words, content nor salts.

    Raises KeyError, ValueError or TypeError for a row that is no entry.
    """
    keys = (*PLACE, *REFERENCES, "actor_digest", "data_digest", "previous")
    return hashlib.sha256(canonical({"schema": SCHEMA, **{key: row[key] for key in keys}})).hexdigest()


def seal_digest(seal: Row) -> str:
    """Return the digest of a seal (day, count, heads, sealed_at). Raises KeyError, ValueError, TypeError."""
    keys = ("day", "count", "heads", "sealed_at")
    return hashlib.sha256(canonical({"schema": SCHEMA, **{key: seal[key] for key in keys}})).hexdigest()
