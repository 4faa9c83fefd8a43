"""The entry for a calendar, by RFC 5545."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lianmeng.web.applicant.readiness import ics

DAY = date(2016, 6, 1)
words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=120)


def entry(summary: str, description: str = "说明", address: str = "https://example.org/apply/1") -> bytes:
    return ics.entry(
        uid="alliance-1-rule@example.org",
        day=DAY,
        summary=summary,
        description=description,
        address=address,
        made_on=date(2016, 5, 3),
    )


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def test_it_lasts_one_whole_day() -> None:
    lines = unfolded(entry("甲联盟：满三个月"))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20160601" in lines and "DTEND;VALUE=DATE:20160602" in lines
    assert "UID:alliance-1-rule@example.org" in lines and "DTSTAMP:20160503T000000Z" in lines
    assert not any("TZID" in line for line in lines)
    assert entry("甲") == entry("甲")


def test_the_last_day_of_a_month_ends_on_the_first_of_the_next() -> None:
    content = ics.entry(
        uid="u", day=date(2016, 2, 29), summary="s", description="d", address="a", made_on=DAY
    )
    assert b"DTEND;VALUE=DATE:20160301\r\n" in content


@given(words, words)
def test_lines_are_folded_between_characters_and_end_in_crlf(summary: str, description: str) -> None:
    content = entry(summary, description)
    assert content.endswith(b"\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line
        line.decode()
    names = [line.partition(":")[0] for line in unfolded(content)]
    assert names.count("SUMMARY") == names.count("DESCRIPTION") == names.count("UID") == 1
    assert len(names) == 16


def test_text_is_escaped() -> None:
    assert ics.escaped("甲;乙,丙\\丁\r\n戊") == "甲\\;乙\\,丙\\\\丁\\n戊"
