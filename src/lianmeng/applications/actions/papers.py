"""The papers of a draft: uploaded once, seen by every clerk of the applicant, taken along at submission.

No ledger entry: a draft is none of the law's business until it is submitted (design, decision 4). The same
content sent twice to one place stands there once.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from lianmeng.alliances import actions as alliances
from lianmeng.alliances.models import Member
from lianmeng.applications import queries, rules
from lianmeng.applications.models import Application
from lianmeng.cases import actions as spine
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType
from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties import queries as parties
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor

FILES_AT_MOST = 50  # of one paper
PER_MEMBER = "member"


def pack_of(application: Application) -> Pack:
    """The measure under which a draft is filled."""
    return cases.pack_of(application.case) if application.case else policies.current_pack()


def add_paper(
    application: Application,
    paper: str,
    content: files.Readable | bytes,
    name: str,
    *,
    by: Actor,
    on: date,
    instead: int = 0,
) -> Attachment:
    """Add a file to one of the draft's papers, or put it in the place of another one of that paper.

    Raises ``Refused`` when the papers may not be changed, ``Invalid`` for a paper that is not asked for,
    ``FileRefused`` for a file that is not taken; then nothing is stored.
    """
    pack = pack_of(application)
    known = pack.materials.get(paper)
    if known is None or known.per == PER_MEMBER:
        raise Invalid({"paper": "没有这一份材料"})
    _permit(pack, application, by)
    stored = files.store(content, name)
    with transaction.atomic():
        row = _locked(application)
        _permit(pack, row, by)
        held = queries.papers_of(row).get(paper, [])
        same = next((one for one in held if one.file_id == stored.pk), None)
        if same is not None:
            return same
        if len(held) >= FILES_AT_MOST:
            raise Invalid({"paper": f"一份材料最多{FILES_AT_MOST}个文件，请合并后上传"})
        replaced = next((one for one in held if one.pk == instead), None)
        position = replaced.position if replaced else max((one.position for one in held), default=0) + 1
        if replaced:
            replaced.delete()
        return files.attach(
            stored,
            name=name,
            owner_stream=row.stream,
            kind=paper,
            by=by.person,
            added_on=on,
            position=position,
        )


def remove_paper(application: Application, number: int, *, by: Actor) -> str:
    """Take a file from the draft; its name, "" when it is not there any more. Raises ``Refused``."""
    with transaction.atomic():
        row = _locked(application)
        _permit(pack_of(row), row, by)
        found = Attachment.objects.filter(pk=number, owner_stream=row.stream).first()
        if found is None:
            return ""
        found.delete()
        return found.name


def raise_paper(application: Application, number: int, before: int, *, by: Actor) -> None:
    """Put a file of the draft right before another one of its paper. Raises ``Refused``."""
    with transaction.atomic():
        row = _locked(application)
        _permit(pack_of(row), row, by)
        for held in queries.papers_of(row).values():
            moved = [one for one in held if one.pk == number]
            rest = [one for one in held if one.pk != number]
            at = next((place for place, one in enumerate(rest) if one.pk == before), None)
            if moved and at is not None:
                for position, one in enumerate([*rest[:at], *moved, *rest[at:]], 1):
                    Attachment.objects.filter(pk=one.pk).update(position=position)


def add_licence(
    application: Application,
    member: Member,
    content: files.Readable | bytes | None,
    name: str,
    *,
    by: Actor,
    on: date,
    valid_until: date | None = None,
) -> None:
    """Keep the copy of a member's licence, its last day, or both. Raises as ``add_paper``."""
    pack = pack_of(application)
    _permit_licence(pack, application, by)
    stored = files.store(content, name) if content is not None else None
    _keep_licence(application, member, stored, name, by=by, on=on, valid_until=valid_until)


def reuse_licence(application: Application, member: Member, *, by: Actor, on: date) -> str:
    """Keep, for the actor's own organisation, the copy with which it was registered; the name of that file.

    Raises ``Refused`` where the licences may not be changed, or there is no such copy.
    """
    copy = parties.registered_licence(member.organisation_id)
    if member.organisation_id != by.organisation or copy is None:
        raise Refused(Reason("没有可用的注册证照", mend="请上传证照", articles=_cites(pack_of(application))))
    _keep_licence(application, member, copy.file, copy.name, by=by, on=on)
    return copy.name


def _keep_licence(
    application: Application,
    member: Member,
    stored: StoredFile | None,
    name: str,
    *,
    by: Actor,
    on: date,
    valid_until: date | None = None,
) -> None:
    with transaction.atomic():
        row = _locked(application)
        pack, copy = pack_of(row), None
        _permit_licence(pack, row, by)
        if stored is not None:
            stream, kind = row.alliance.stream, _licence(pack)
            copy = files.attach(stored, name=name, owner_stream=stream, kind=kind, by=by.person, added_on=on)
        alliances.keep_licence(member, copy=copy, valid_until=valid_until)


def drop_licence(application: Application, member: Member, *, by: Actor) -> None:
    """Take a member's licence from the alliance; what was submitted with it keeps it. Raises ``Refused``."""
    with transaction.atomic():
        row = _locked(application)
        _permit_licence(pack_of(row), row, by)
        alliances.drop_licence(member)


def taken_along(
    application: Application, pack: Pack, answers: Mapping[str, Any], sent: Sent
) -> dict[str, Any]:
    """The answers of a submission with the papers of the draft; what was uploaded with them joins the draft.

    Within the transaction of the submission: when it is refused, nothing has joined.
    """
    found = dict(answers)
    held = queries.papers_of(application)
    for name, field in pack.field_of("recognition", "submit").items():
        if field.type is FieldType.FILE and name in pack.materials:
            given = [number for number in answers.get(name) or () if isinstance(number, int)]
            numbers = _joined(application, name, given, held.get(name, []), sent)
            if numbers:
                found[name] = numbers
    return found


def _joined(
    application: Application, name: str, given: Sequence[int], held: list[Attachment], sent: Sent
) -> list[int]:
    numbers, contents = [one.pk for one in held], {one.file_id for one in held}
    uploads = Attachment.objects.filter(pk__in=given, owner_stream=f"upload:{sent.by.person}")
    fresh = {one.pk: one for one in uploads.select_related("file")}
    drafted = dict(Attachment.objects.filter(pk__in=set(given) - fresh.keys()).values_list("pk", "file"))
    for number in given:
        one = fresh.get(number)
        if one is None:
            if drafted.get(number) not in contents:
                numbers.append(number)  # the guard judges it
        elif one.file_id not in contents:
            contents.add(one.file_id)
            made = files.attach(
                one.file,
                name=one.name,
                owner_stream=application.stream,
                kind=name,
                by=one.by,
                added_on=one.added_on,
                position=len(numbers) + 1,
            )
            numbers.append(made.pk)
    return numbers


def licences(pack: Pack, members: Sequence[Member]) -> list[spine.Paper]:
    """The members' licences as papers of a submission, in the order of the members."""
    kind = _licence(pack)
    return [
        {"paper": kind, "name": copy.name, "sha256": copy.file.sha256, "member": one.organisation.name}
        for one in members
        if kind and (copy := one.licence_copy) is not None
    ]


def own_licences(pack: Pack, members: Sequence[Member], case: Case) -> None:
    """Let the case own the licences submitted with it: what the alliance does with them later is its own."""
    owned = set(Attachment.objects.filter(owner_stream=case.stream).values_list("file", flat=True))
    for copy in (one.licence_copy for one in members):
        if copy is not None and copy.file_id not in owned:
            owned.add(copy.file_id)
            files.attach(
                copy.file,
                name=copy.name,
                owner_stream=case.stream,
                kind=_licence(pack),
                by=copy.by,
                added_on=copy.added_on,
            )


def _licence(pack: Pack) -> str:
    """The paper that every member gives."""
    return next((name for name, paper in pack.materials.items() if paper.per == PER_MEMBER), "")


def _cites(pack: Pack) -> tuple[str, ...]:
    return pack.materials[_licence(pack)].cites


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("alliance", "case")
    return rows.get(pk=application.pk)


def _permit(pack: Pack, application: Application, by: Actor) -> None:
    _allow(rules.may_change_papers(pack, application, by))


def _permit_licence(pack: Pack, application: Application, by: Actor) -> None:
    _allow(rules.may_change_licences(pack, application, by))


def _allow(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise Refused(*verdict.reasons)
