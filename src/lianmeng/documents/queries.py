"""Finding documents by what stands on the paper."""

from lianmeng.documents.models import Document
from lianmeng.documents.numbers import tidy_check_code


def by_number(number: str) -> Document | None:
    """The document that bears this number (文号), if it is registered."""
    return Document.objects.filter(number=number.strip()).first()


def by_check_code(code: str) -> Document | None:
    """The document with this check code (校验码); hyphens, blanks and letter case do not matter."""
    tidy = tidy_check_code(code)
    return Document.objects.filter(check_code=tidy).first() if tidy else None
