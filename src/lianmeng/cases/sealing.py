"""Sealed answers: what a pack's form marks ``sealed`` stands in a table of its own, apart from the ledger.

The ledger's entry keeps in its place ``{"sealed": reference, "digest": …}``: a random reference, and a salted
digest by which a change would show. Only the guard seals. Whoever opens answers has first found the case
through a query that is narrowed to those who may see it.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from lianmeng.cases.models import Case, SealedAnswer

SEALED, DIGEST = "sealed", "digest"
Answers = Mapping[str, Any]


def seal(case: Case, name: str, value: Any) -> dict[str, str]:
    """Put one answer away; what stands in its place in the ledger."""
    row = SealedAnswer.objects.create(
        ref=uuid4(), case=case, field=name, value=value, salt=secrets.token_hex(16)
    )
    return {SEALED: row.ref.hex, DIGEST: digest_of(row)}


def digest_of(row: SealedAnswer) -> str:
    """SHA-256 over salt, field and value."""
    text = json.dumps([row.salt, row.field, row.value], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def is_sealed(value: Any) -> bool:
    """Whether this stands in place of an answer."""
    return isinstance(value, Mapping) and set(value) == {SEALED, DIGEST}


def opened(answers: Answers) -> dict[str, Any]:
    """The answers as they were given (one query, none where nothing is sealed)."""
    return opened_all([answers])[0]


def opened_all(many: Iterable[Answers]) -> list[dict[str, Any]]:
    """As ``opened``, for many sets of answers in one query."""
    given = [dict(answers) for answers in many]
    refs = [UUID(value[SEALED]) for answers in given for value in answers.values() if is_sealed(value)]
    kept = dict(SealedAnswer.objects.filter(ref__in=refs).values_list("ref", "value")) if refs else {}
    return [
        {
            name: kept.get(UUID(value[SEALED])) if is_sealed(value) else value
            for name, value in answers.items()
        }
        for answers in given
    ]
