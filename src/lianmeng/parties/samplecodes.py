"""Valid codes that belong to nobody, for demonstration data and tests.

The body of a sample organisation code begins with ``DEM``; a sample identity number bears the region of
a whole province and a birth year of 1900. Both pass every check and neither was ever issued.
"""

from datetime import date, timedelta

from stdnum.cn import ric, uscc

BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST_BIRTHDAY = date(1900, 1, 1)
PER_DAY = 1000


def make_code(region: str, serial: int, prefix: str = "91") -> str:
    """A valid unified social credit code: ``prefix`` is authority and class, serial 0–99999."""
    if not 0 <= serial <= 99_999:
        raise ValueError(f"serial out of range 0–99999: {serial}")
    body = f"DEM{serial:05d}"
    head = f"{prefix}{region}{body}{_body_check(body)}"
    return head + uscc.calc_check_digit(head)


def make_identity_number(region: str, serial: int) -> str:
    """A valid resident identity number that nobody bears: ``region`` a whole province, serial from 0."""
    days, order = divmod(serial, PER_DAY)
    birthday = FIRST_BIRTHDAY + timedelta(days=days)
    if serial < 0 or birthday.year != FIRST_BIRTHDAY.year:
        raise ValueError(f"serial out of range: {serial}")
    head = f"{region}{birthday:%Y%m%d}{order:03d}"
    return head + ric.calc_check_digit(head + "0")


def _body_check(body: str) -> str:
    """The check character of an organisation's body code (GB 11714-1997)."""
    total = sum(BODY_ALPHABET.index(c) * w for c, w in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
