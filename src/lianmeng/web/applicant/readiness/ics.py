"""One all-day entry for a calendar (RFC 5545): CRLF, lines of 75 octets, text escaped, the same UID each time."""

from datetime import date, timedelta

OCTETS = 75


def entry(*, uid: str, day: date, summary: str, description: str, address: str, made_on: date) -> bytes:
    """The calendar with one entry on ``day``. An all-day entry has no time and so no time zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lianmeng//Readiness//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made_on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(description)}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line breaks escaped (3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return "".join(sign for sign in plain if sign >= " ")


def folded(line: str) -> bytes:
    """A content line with its CRLF, folded between characters after at most 75 octets (3.1)."""
    parts, current = [], b""
    for sign in line:
        encoded = sign.encode("utf-8", "replace")
        if len(current) + len(encoded) > OCTETS:
            parts.append(current)
            current = b" "
        current += encoded
    return b"\r\n".join([*parts, current]) + b"\r\n"
