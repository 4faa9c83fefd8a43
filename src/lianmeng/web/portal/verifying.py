"""What the verification of a paper tells: what it is, its number, its day, whether it was changed since.

Of a document that was not published nothing is told that stands in it: neither title nor addressee.
"""

import re
from dataclasses import dataclass
from datetime import date

from lianmeng.designations import queries as designations
from lianmeng.documents import queries as documents
from lianmeng.documents.models import Document
from lianmeng.documents.numbers import tidy_check_code
from lianmeng.policies import queries as policies

LONGEST = 60  # characters of a code as somebody typed it
SHORT = 8  # figures of the code of a bound application


@dataclass(frozen=True)
class Correction:
    """A later notice that corrects it; ``words`` only of what is public."""

    number: str
    on: date | None
    words: str


@dataclass(frozen=True)
class Verified:
    """A paper that exists. ``public``: the digest of its public version; ``title`` and lists only then."""

    document: Document
    words: str
    title: str
    digest: str
    public: str
    corrected_by: tuple[Correction, ...] = ()
    corrects: str = ""


def clean(text: str) -> str:
    """A code as typed, fit to be shown again."""
    return text.replace("\0", "").strip()[:LONGEST]


def is_short(text: str) -> bool:
    """Whether this is the code of a bound application, which is compared on the page of its case."""
    return len(re.findall("[0-9A-Fa-f]", text)) == SHORT and not tidy_check_code(text)


def find(code: str, on: date) -> Verified | None:
    """The paper with this code; None where there is none."""
    found = documents.by_check_code(code)
    if found is None:
        return None
    terms, public = policies.current_pack().terms, designations.public_version(found, on)
    return Verified(
        document=found,
        words=terms.documents.get(found.kind) or terms.papers.get(found.kind, "公文"),
        title=found.title if public else "",
        digest=found.file.sha256 if found.file else "",
        public=public.sha256 if public else "",
        corrected_by=tuple(
            Correction(one.number or "", one.dated_on, one.body.get("corrected", "") if public else "")
            for one in designations.corrections_of(found)
        ),
        corrects=(found.amends.number or "") if found.amends else "",
    )
