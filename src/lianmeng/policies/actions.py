"""Publishing measures and filling the calendar: the only writes of this room."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from lianmeng.law import checking
from lianmeng.law.pack import Pack, Trees, digest_of, files_of, read_trees
from lianmeng.policies import holidays, queries
from lianmeng.policies.models import CalendarArrangement, Content, Revision, SpecialDay
from lianmeng.record import actions as ledger
from lianmeng.record.people import Actor

Files = Mapping[str, bytes]


class PublicationRefused(ValueError):
    """A sound pack that is not published all the same; the text says how to mend it."""


def installer(name: str) -> Actor:
    """Who acts from the command line of the server: no account, nobody's capacity of the measure."""
    return Actor(person="installer", natural="installer", name=name, capacity="installer")


def stream_of(pack_id: str) -> str:
    """The ledger stream of a measure."""
    return f"policy:{pack_id}"


def publish(
    source: Path | Files | None = None,
    *,
    switches: Mapping[str, str] | None = None,
    reason: str = "",
    by: str | Actor,
    on: date | None = None,
) -> Revision:
    """Check a pack and store it whole as a new revision, with the positions chosen so far and ``switches``.

    ``source``: folder or files; None for those of the current revision. ``on``: legal date of publication;
    None only for a first revision, which is published on the day its measure takes effect. What equals the
    latest revision is not stored again: that one is returned. Positions of switches that the files no longer
    have are given up, which the ledger says.

    Raises ``PackRefused`` with every fault, ``PublicationRefused``, ``FileNotFoundError``,
    ``queries.NothingPublished``.
    """
    chosen = dict(switches or {})
    if chosen and not reason.strip():
        raise PublicationRefused("改变开关须写明理由（--reason）")
    files = _files(source)
    trees = read_trees(files)
    latest = _latest(trees)
    kept = _kept(latest, trees)
    pack = checking.check(files, kept | chosen)
    if latest and latest.sha256 == pack.digest:
        return latest
    if latest and on and on < latest.published_on:
        raise PublicationRefused(f"发布日期不能早于上一版次的发布日期{latest.published_on:%Y-%m-%d}")
    if latest and on is None:
        raise PublicationRefused("请写明发布日期（--on 年-月-日）")
    new = Revision(
        pack_id=pack.head.id,
        no=latest.no + 1 if latest else 1,
        sha256=pack.digest,
        positions=kept | chosen,
        base=latest,
        reason=reason.strip(),
        published_on=on or pack.head.effective_from,
        published_by=by.name if isinstance(by, Actor) else by,
        schema=pack.head.schema_version,
    )
    return _store(new, files, pack, by if isinstance(by, Actor) else installer(by), chosen)


@transaction.atomic
def _store(new: Revision, files: Files, pack: Pack, by: Actor, chosen: Mapping[str, str]) -> Revision:
    sha256 = digest_of(files, {})
    content = Content.objects.filter(sha256=sha256).first()
    if content is None:
        content = Content.of(sha256, files)
        content.save(force_insert=True)
    new.content = content
    new.save(force_insert=True)
    queries.forget()
    ledger.append(
        stream=stream_of(new.pack_id),
        act="publish_policy",
        act_id=uuid.uuid4(),
        once=None,
        actor=by,
        on=new.published_on,
        data=_entry(new, pack, chosen),
        articles=[cited for name in sorted(chosen) for cited in pack.interpretations[name].cites],
    )
    return new


def _entry(new: Revision, pack: Pack, chosen: Mapping[str, str]) -> dict[str, Any]:
    before = new.base.positions if new.base else {}
    return {
        "revision": new.pk,
        "no": new.no,
        "sha256": new.sha256,
        "content": new.content.sha256,
        "positions": pack.positions,
        "chosen": dict(chosen),
        "given_up": sorted(set(before) - set(new.positions)),
        "reason": new.reason,
    }


def _files(source: Path | Files | None) -> Files:
    if source is None:
        current = queries.current_revision()
        return Content.objects.get(pk=current.content_id).bytes()
    return files_of(source) if isinstance(source, Path) else source


def _latest(trees: Trees) -> Revision | None:
    head = trees["pack.yaml"].data
    try:
        return queries.current_revision(str(head["id"]))
    except (queries.NothingPublished, KeyError, TypeError):
        return None  # a first revision, or a head that the check refuses


def _kept(latest: Revision | None, trees: Trees) -> dict[str, str]:
    """The positions chosen so far, of the switches that the files still have."""
    if latest is None:
        return {}
    listed = (trees["interpretations.yaml"].data or {}).get("interpretations") or []
    known = {item.get("id") for item in listed if item.get("kind") == "switch"}
    return {name: position for name, position in latest.positions.items() if name in known}


@transaction.atomic
def fill_calendar(years: Iterable[int]) -> list[CalendarArrangement]:
    """Write the arrangements of these years; a year that is not known yet becomes provisional (暂定).

    What already stands as it should is left alone. Due dates counted before are stored and do not move.
    """
    filled = [_fill(year) for year in sorted(set(years))]
    arrange()
    return filled


def arrange() -> None:
    """Write on every year's arrangement which revision all of them make together."""
    years = CalendarArrangement.objects.values_list("year", "revision", "provisional")
    of_all = holidays.revision_of_all(years)
    CalendarArrangement.objects.exclude(of_all=of_all).update(of_all=of_all)
    queries.look_anew()


def _fill(year: int) -> CalendarArrangement:
    days = holidays.named_days(year)
    provisional = year not in holidays.known_years()
    revision = holidays.revision_of(year, days, provisional)
    source = holidays.UNKNOWN if provisional else holidays.SOURCE
    standing = CalendarArrangement.objects.filter(year=year).first()
    if standing and (standing.revision == revision or provisional):
        return standing  # an arrangement entered for a year that the package does not know is kept
    values = {"revision": revision, "provisional": provisional, "source": source}
    arrangement, _ = CalendarArrangement.objects.update_or_create(year=year, defaults=values)
    arrangement.days.all().delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(arrangement=arrangement, date=day.date, working=day.working, name=day.name) for day in days
    )
    return arrangement
