"""How dates, spans of time and telephone numbers are written for people."""

from datetime import date, datetime

from django.utils import timezone


def day_words(value: date | datetime | None) -> str:
    """2016年4月21日; a moment is first taken to the local time zone; nothing gives ""."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return f"{value.year}年{value.month}月{value.day}日"


def moment_words(value: datetime | None) -> str:
    """2016年4月21日 15:20, local time."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day_words(local)} {local:%H:%M}"


def full_months(begin: date, on: date) -> int:
    """How many whole months lie between two days; never less than 0."""
    return max((on.year - begin.year) * 12 + on.month - begin.month - (on.day < begin.day), 0)


def span_words(months: int) -> str:
    """5年, 4年3个月, 0个月."""
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")


def numeral(value: int) -> str:
    """一 for 1, up to 十; larger numbers as figures."""
    return "一二三四五六七八九十"[value - 1] if 1 <= value <= 10 else str(value)


def masked_phone(value: str) -> str:
    """138****1234: the first three and last four figures; a shorter number keeps its last two."""
    text = str(value or "")
    if len(text) >= 11:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return "*" * max(len(text) - 2, 0) + text[-2:] if len(text) > 2 else "*" * len(text)
