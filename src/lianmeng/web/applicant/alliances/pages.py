"""What the pages of an alliance print."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from lianmeng.alliances import queries as alliances
from lianmeng.alliances import rules, sections
from lianmeng.alliances.models import Alliance, Member, Revision, SectionVersion
from lianmeng.alliances.queries import agreement_of, funds_of
from lianmeng.applications.rules import may_edit
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Stands
from lianmeng.law.verdicts import Reason
from lianmeng.parties.enums import CodeStatus
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.ui.words import day_words

READ_ONLY = Reason("您现在的身份只能查看联盟资料", mend="请由盟主单位或常设机构所在单位的经办人、负责人修改")


@dataclass(frozen=True)
class Part:
    """A section as the overview and the tabs show it."""

    section: str
    label: str
    address: str
    gaps: tuple[str, ...]
    version: SectionVersion | None
    here: bool = False


@dataclass(frozen=True)
class Badges:
    """What a member's line says of itself besides its columns."""

    role: str
    counted: bool
    unchecked: bool
    former: str
    licence_copy: bool
    confirmed: bool


@dataclass(frozen=True)
class Whole:
    """An alliance as a line of the home page: how many sections lack something."""

    alliance: Alliance
    address: str
    gaps: tuple[Part, ...]

    @property
    def words(self) -> str:
        """What is missing, in short."""
        return "；".join(f"{part.label}：{'、'.join(part.gaps)}" for part in self.gaps)


def own(actor: Actor, number: int, *, former_names: bool = False) -> Alliance:
    """An alliance that the actor's organisation leads or hosts, with all its parts. Raises Http404."""
    if not alliances.alliances_of(actor.organisation or 0).filter(pk=number).exists():
        raise Http404
    return alliances.whole(number, former_names=former_names)


def may_write(actor: Actor) -> bool:
    """Whether this capacity stands as applicant; others of the organisation read."""
    return policies.current_pack().capacities[actor.capacity].stands is Stands.APPLICANT


def against_editing(alliance: Alliance, actor: Actor) -> tuple[Reason, ...]:
    """Why this person may not change the alliance now; nothing when they may."""
    return may_edit(alliance).reasons if may_write(actor) else (READ_ONLY,)


def parts(pack: Pack, alliance: Alliance, here: str = "") -> list[Part]:
    """The sections with what each lacks and who saved it last (one query)."""
    versions = alliances.versions_of([alliance.pk]).get(alliance.pk, {})
    lacking = gaps(pack, alliance)
    return [
        Part(
            section,
            label_of(pack, section),
            reverse("applicant:alliance-section", args=[alliance.pk, section]),
            lacking[section],
            versions.get(section),
            section == here,
        )
        for section in sections.SECTIONS
    ]


def wholes(pack: Pack, actor: Actor) -> list[Whole]:
    """The actor's alliances with what each still lacks; as many queries for one as for thirty."""
    mine = alliances.alliances_of(actor.organisation or 0).values("pk")
    found = []
    for one in alliances.wholes(short=True).filter(pk__in=mine).order_by("name", "pk"):
        lacking = gaps(pack, one)
        missing = tuple(
            Part(section, label_of(pack, section), "", lacking[section], None)
            for section in sections.SECTIONS
            if lacking[section]
        )
        found.append(Whole(one, reverse("applicant:alliance", args=[one.pk]), missing))
    return found


def label_of(pack: Pack, section: str) -> str:
    """What a section is called."""
    return pack.terms.lists["alliance_section"].get(section, section)


def gaps(pack: Pack, alliance: Alliance) -> dict[str, tuple[str, ...]]:
    """What has not been entered, section by section. It judges nothing: the conditions do."""
    members = list(alliance.members.all())
    return {
        "basics": _missing(
            {
                "产业方向": alliance.foci,
                "主要方向": alliance.main_focus,
            }
        ),
        "agreement": _agreement_gaps(pack, alliance, members),
        "members": _members_gaps(members),
        "goals": _missing({"技术创新目标和任务": alliance.goals})
        + _number(members, lambda one: not one.task, "家的任务分工"),
        "organs": _organ_gaps(pack, alliance),
        "funds": _funds_gaps(alliance),
        "earlier": (),
    }


def _missing(values: dict[str, object]) -> tuple[str, ...]:
    return tuple(words for words, value in values.items() if not value)


def _number(members: list[Member], lacks, words: str) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    number = sum(1 for one in members if lacks(one))
    return (f"{number}{words}",) if number else ()


def _agreement_gaps(pack: Pack, alliance: Alliance, members: list[Member]) -> tuple[str, ...]:
    agreement = agreement_of(alliance)
    clauses = len(agreement.clauses) if agreement else 0
    short = len(pack.terms.lists["clauses"]) - clauses
    return (
        _missing({"约定生效日": agreement and agreement.effective_on})
        + ((f"{short}项条款",) if short > 0 else ())
        + _number(members, lambda one: one.signed_on is None, "家的签署日期")
        + _number(members, lambda one: not one.seal_kind, "家的用印")
    )


def _members_gaps(members: list[Member]) -> tuple[str, ...]:
    alone = ("其他成员单位",) if len(members) < 2 else ()
    return alone + _number(
        members, lambda one: one.organisation.code_status != CodeStatus.CHECKED, "家的代码待核"
    )


def _organ_gaps(pack: Pack, alliance: Alliance) -> tuple[str, ...]:
    organs = list(alliance.organs.all())
    there = {one.kind for one in organs}
    kinds = pack.terms.lists["organ_kind"]
    headless = sum(1 for one in organs if not one.head)
    return tuple(words for kind, words in kinds.items() if kind not in there) + (
        (f"{headless}个机构的负责人",) if headless else ()
    )


def _funds_gaps(alliance: Alliance) -> tuple[str, ...]:
    funds = funds_of(alliance)
    return _missing(
        {
            "日常运行经费": funds and funds.daily,
            "合作创新项目经费": funds and funds.joint,
            "经费来源": funds and funds.sources,
        }
    )


def badges(pack: Pack, alliance: Alliance) -> dict[str, Badges]:
    """What each line says of itself, by the member's number."""
    roles = pack.terms.lists["member_role"]
    return {
        str(one.pk): Badges(
            role=roles[one.role] if one.role != "member" else "",
            counted=rules.counted(one),
            unchecked=one.organisation.code_status != CodeStatus.CHECKED,
            former=_former(one),
            licence_copy=one.licence_copy_id is not None,
            confirmed=rules.confirmed(one),
        )
        for one in alliance.members.all()
    }


def _former(member: Member) -> str:
    return "、".join(
        f"{one.name}（用至{day_words(one.until)}）" for one in member.organisation.former_names.all()
    )


def sides(alliance: Alliance) -> str:
    """Lead and host in one line."""
    return alliance.lead.name if alliance.host is None else f"{alliance.lead.name}、{alliance.host.name}"


def last_revision(alliance: Alliance) -> Revision | None:
    """The newest revision."""
    return alliances.revisions_of(alliance).first()


def is_behind(alliance: Alliance, last: Revision | None, on: date) -> bool:
    """Whether something was saved since the last revision was made."""
    return last is None or last.content != sections.everything(alliance)
