"""What articles 11 to 16 have in common: support is encouraged, no procedure gives or takes it yet."""

from tests.articles import measure


def is_listed(unit: str, kind: str, text: str) -> None:
    """A sentence on support with these words is listed with this kind and a reason, and nothing carries it out.

    Both readings on support explain it: no entitlement follows, and each measure says for whom it is.
    """
    row = measure.rows()[unit]
    assert text in row.text
    assert row.unmodelled is not None and row.unmodelled[0] == kind and row.unmodelled[1]
    assert not row.carried
    assert {"measures-entitlement", "measures-scope"} <= set(row.readings)
