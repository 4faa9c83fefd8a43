"""What is published and which days are worked. None of these questions writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.db.models import Subquery

from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import Pack, load
from lianmeng.policies.models import CalendarArrangement, Revision, SpecialDay


class RevisionDamaged(Exception):
    """What the database holds is not what was published."""


class NothingPublished(LookupError):
    """No measure, or not the one asked for, has been published."""


class SeveralMeasures(LookupError):
    """More than one measure is published and none was named."""


Current = dict[str | None, Revision]
_held: ContextVar[Current | None] = ContextVar("lianmeng_policies", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Read the current revision, and which calendar applies, at most once until the end of the block."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


@lru_cache(maxsize=64)
def pack(revision_id: int) -> Pack:
    """The frozen pack of a revision, kept in memory: a revision never changes.

    Raises ``Revision.DoesNotExist``; ``RevisionDamaged`` when the stored bytes are not those published.
    """
    revision = Revision.objects.select_related("content").get(pk=revision_id)
    found = load(revision.content.bytes(), revision.positions)
    if found.digest != revision.sha256:
        raise RevisionDamaged(f"办法 {revision} 的内容与发布时不符，请从备份恢复")
    return found


def forget() -> None:
    """Drop what is kept in memory: a number given back by an undone transaction may be given again."""
    pack.cache_clear()
    look_anew()


def look_anew() -> None:
    """Within ``held``: read again what is current, since something new was published or arranged."""
    kept = _held.get()
    if kept is not None:
        kept.clear()


def anything_published() -> bool:
    """Whether a measure has been published."""
    return Revision.objects.exists()


def revisions(pack_id: str) -> list[Revision]:
    """Every revision of a measure, oldest first, without the content (one query)."""
    return list(Revision.objects.filter(pack_id=pack_id).order_by("no"))


def current_revision(pack_id: str | None = None) -> Revision:
    """The latest revision of a measure; without ``pack_id`` of the only one there is (one query).

    Raises ``NothingPublished`` or ``SeveralMeasures``.
    """
    kept = _held.get()
    if kept is not None and pack_id in kept:
        return kept[pack_id]
    asked = Revision.objects.filter(pack_id=pack_id) if pack_id is not None else Revision.objects.all()
    days = Subquery(CalendarArrangement.objects.values("of_all")[:1])
    latest = {revision.pack_id: revision for revision in asked.annotate(calendar=days).order_by("no")}
    if not latest:
        raise NothingPublished(f"没有已发布的办法“{pack_id}”" if pack_id else "尚未发布任何办法")
    if len(latest) > 1:
        raise SeveralMeasures(f"已发布的办法不止一个，请指明：{'、'.join(sorted(latest))}")
    (found,) = latest.values()
    if kept is not None:
        kept[pack_id] = found
    return found


def current_pack(pack_id: str | None = None) -> Pack:
    """The pack of ``current_revision``."""
    return pack(current_revision(pack_id).pk)


def calendar_revision() -> str:
    """Which arrangement of all years applies (one query; none once ``held`` has read the current revision)."""
    for revision in (_held.get() or {}).values():
        return str(revision.calendar or "")  # type: ignore[attr-defined] # annotated by current_revision
    return CalendarArrangement.objects.values_list("of_all", flat=True).first() or ""


def work_calendar() -> WorkCalendar:
    """The working days under the present arrangement: one query, three after it has changed."""
    return _calendar(calendar_revision())


@lru_cache(maxsize=8)
def _calendar(revision: str) -> WorkCalendar:
    days = list(SpecialDay.objects.values_list("date", "working"))
    known = CalendarArrangement.objects.filter(provisional=False).values_list("year", flat=True)
    return WorkCalendar(
        rest=frozenset(day for day, working in days if not working),
        work=frozenset(day for day, working in days if working),
        years=frozenset(known),
        revision=revision,
    )
