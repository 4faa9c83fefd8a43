"""The mark on a paper that leads to its verification: an address and its square code."""

import segno
from django.conf import settings

from lianmeng.documents.numbers import plain_check_code

MASK = 0  # chequers: the plainest of the eight patterns


def verify_address(code: str) -> str:
    """Where a paper with this check code is verified."""
    return f"{settings.LIANMENG_SITE}/verify/?code={plain_check_code(code)}"


def squares(address: str) -> list[str]:
    """The square code of an address, row by row, 1 for dark.

    With one mask for all: trying every mask takes eight times as long, and each is read alike.
    """
    code = segno.make(address, error="m", micro=False, mask=MASK)
    return ["".join(map(str, row)) for row in code.matrix]
