"""The register of experts: entered, changed, tied. Every change leaves an entry in the expert's own stream."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries
from lianmeng.parties.actions.entries import enter, once_only, refuse, snapshot, stream_of
from lianmeng.parties.actions.invitations import Issued, invite
from lianmeng.parties.actions.organisations import add_organisation
from lianmeng.parties.actions.people import add_expert
from lianmeng.parties.enums import LicenceType, TieKind
from lianmeng.parties.models import Expert, ExpertTie, Organisation, Person
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor


@dataclass(frozen=True)
class Particulars:
    """What the register says of an expert besides the name; ``employer``: an organisation's name or code."""

    employer: str
    specialty: str
    title: str = ""
    available: bool = True


@dataclass(frozen=True)
class NewTie:
    """A tie to be entered: an organisation by its name or code, the kind, the last day if it has ended."""

    organisation: str
    kind: str
    until: date | None = None
    note: str = ""


def invite_expert(name: str, *, by: Actor, on: date, once: str = "") -> Issued:
    """Invite somebody as an expert. Raises ``PartyRefused``, ``PartyRepeated``."""
    return invite(_capacity(), name, by=by, on=on, once=once)


def _capacity() -> str:
    found = policies.current_pack().experts
    if found is None:
        refuse(Reason("现行办法没有专家库", mend="按现行办法办理"))
    return found.capacity


def enter_expert(person: Person, said: Particulars, *, by: Actor, on: date, once: str = "") -> Expert:
    """Enter a person who joined as an expert. Raises ``PartyRefused``, ``PartyRepeated``."""
    _may_keep(by)
    with once_only(once):
        employer = _employer(said.employer)
        return add_expert(person, employer, said.specialty, title=said.title, by=by, on=on, once=once)


def change_expert(
    expert: Expert, said: Particulars, *, by: Actor, on: date, seen: int, once: str = ""
) -> Expert:
    """Change what the register says; a changed employer stays as a former one, ended today.

    Raises ``PartyRefused``, also when the expert was changed since ``seen``; ``PartyRepeated``.
    """
    _may_keep(by)
    with once_only(once):
        expert = _locked(expert, seen)
        before = {"employer": expert.employer.name, "specialty": expert.specialty, "title": expert.title}
        employer = _employer(said.employer)
        if employer.pk != expert.employer_id:
            left = ExpertTie(expert=expert, organisation=expert.employer, kind=TieKind.FORMER, until=on)
            _save(left)
        expert.employer, expert.specialty = employer, said.specialty
        expert.title, expert.available = said.title, said.available
        expert.save(update_fields=["employer", "specialty", "title", "available"])
        now: dict[str, Any] = {
            "employer": employer.name,
            "specialty": said.specialty,
            "title": said.title,
        }
        now |= {"available": said.available, "before": before}
        _note(expert, "change_expert", now, by, on, once)
    return expert


def add_tie(expert: Expert, said: NewTie, *, by: Actor, on: date, seen: int, once: str = "") -> ExpertTie:
    """Note that an expert is, was or calls himself bound to an organisation; unknown ones by name.

    Raises ``PartyRefused``, ``PartyRepeated``.
    """
    _may_keep(by)
    with once_only(once):
        expert = _locked(expert, seen)
        tie = _new_tie(expert, said, on)
        _save(tie)
        _note(expert, "add_expert_tie", _tie_data(tie), by, on, once)
    return tie


def withdraw_tie(tie: ExpertTie, reason: str, *, by: Actor, on: date, seen: int, once: str = "") -> ExpertTie:
    """Take back a tie entered in error, with the reason; the row and its entry stay."""
    _may_keep(by)
    with once_only(once):
        expert = _locked(tie.expert, seen)
        tie = ExpertTie.objects.select_related("organisation").get(pk=tie.pk)
        if tie.withdrawn:
            refuse(Reason("这条关系已经撤销", mend="无须重复办理"))
        tie.withdrawn = True
        tie.save(update_fields=["withdrawn"])
        _note(expert, "withdraw_expert_tie", _tie_data(tie) | {"reason": reason}, by, on, once)
    return tie


def _new_tie(expert: Expert, said: NewTie, on: date) -> ExpertTie:
    named = said.organisation.strip()
    if said.kind not in TieKind.values or said.kind == TieKind.EMPLOYER:
        refuse(Reason("请选择关系种类", mend="所在单位在“变更”中办理", field="kind"))
    if not named:
        refuse(Reason("请填写单位名称", field="organisation"))
    if said.until is not None and said.kind == TieKind.FORMER and said.until > on:
        refuse(Reason("离开原单位的日期不能晚于今天", mend="仍在该单位的，登记为所在单位", field="until"))
    known = _known(named)
    return ExpertTie(
        expert=expert,
        organisation=known,
        name="" if known else named,
        kind=said.kind,
        until=said.until,
        note=said.note.strip(),
    )


def _known(named: str) -> Organisation | None:
    """The organisation of this code or name, if there is one on record."""
    by_code = Organisation.objects.filter(code=named).first() if named.isascii() else None
    return by_code or Organisation.objects.filter(name=named).order_by("pk").first()


def _employer(named: str) -> Organisation:
    named = named.strip()
    if not named:
        refuse(Reason("请填写所在单位", field="employer"))
    return _known(named) or add_organisation(named, LicenceType.OTHER)


def _save(tie: ExpertTie) -> None:
    try:
        with transaction.atomic():
            tie.save(force_insert=True)
    except IntegrityError:
        refuse(Reason("与该单位的这种关系已经登记", mend="有变化的，先撤销原登记", field="organisation"))


def _tie_data(tie: ExpertTie) -> dict[str, Any]:
    return {
        "tie": tie.pk,
        "organisation": tie.organisation.name if tie.organisation else tie.name,
        "kind": tie.kind,
        "until": tie.until.isoformat() if tie.until else None,
        "note": tie.note,
    }


def _locked(expert: Expert, seen: int) -> Expert:
    rows = Expert.objects.select_for_update(of=("self",)).select_related("person__identity", "employer")
    found = rows.get(pk=expert.pk)
    if found.version != seen:
        refuse(Reason("这位专家的登记刚刚有人改过", fact=found.person.name, mend="看过最新登记再办"))
    return found


def _note(expert: Expert, act: str, data: dict[str, Any], by: Actor, on: date, once: str) -> None:
    expert.version += 1
    expert.save(update_fields=["version"])
    enter(stream_of(expert.person), act, by, on, snapshot(expert.person) | data, once)


def _may_keep(by: Actor) -> None:
    if not queries.keeps_experts(by):
        refuse(Reason("您现在的身份不能登记专家", mend="请牵头处室办理"))
