"""What was submitted, in words: facts and papers of a frozen submission."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lianmeng.cases.models import Submission
from lianmeng.documents.numbers import short_code
from lianmeng.files.models import Attachment
from lianmeng.law.facts import FactSheet, Organ
from lianmeng.law.pack import Pack
from lianmeng.web.casework.wording import Linked


@dataclass(frozen=True)
class Paper:
    """A paper with its files."""

    words: str
    files: tuple[Linked, ...]


@dataclass(frozen=True)
class Submitted:
    """One submission: its number, day, digest and papers."""

    row: Submission
    papers: tuple[Paper, ...]

    @property
    def code(self) -> str:
        """The digest's beginning, as people compare it."""
        return short_code(self.row.digest)


@dataclass(frozen=True)
class MemberLine:
    """A member as people read it."""

    name: str
    kind: str
    role: str


@dataclass(frozen=True)
class Contents:
    """The facts of an application in words."""

    foci: str
    goals: str
    lead: str
    members: tuple[MemberLine, ...]
    organs: tuple[str, ...]
    funds: str


def submitted(pack: Pack, rows: Iterable[Submission], files: Iterable[Attachment]) -> list[Submitted]:
    """The submissions, latest first, each paper tied to the attachment with the same content."""
    by_content: dict[str, Attachment] = {}
    for file in files:
        by_content.setdefault(file.file.sha256, file)
    found: list[Submitted] = []
    known: set[tuple[str, str, str]] = set()
    for row in rows:
        found.append(Submitted(row, _papers(pack, row, by_content, known)))
        known |= {_key(paper) for paper in row.papers}
    return found[::-1]


def _key(paper: Mapping[str, str]) -> tuple[str, str, str]:
    return paper["paper"], paper["sha256"], paper["name"]


def _papers(
    pack: Pack, row: Submission, files: Mapping[str, Attachment], known: Collection[tuple[str, str, str]]
) -> tuple[Paper, ...]:
    """``known``: what was handed in before; what was not is marked where there was a submission before."""
    grouped: dict[str, list[Linked]] = {}
    for paper in row.papers:
        file = files.get(paper["sha256"])
        name = (
            paper["name"]
            if paper.get("member", "") in paper["name"]
            else f"{paper['member']}：{paper['name']}"
        )
        linked = Linked(file.pk if file else 0, name, fresh=bool(known) and _key(paper) not in known)
        grouped.setdefault(paper["paper"], []).append(linked)
    return tuple(Paper(paper_words(pack, name), tuple(found)) for name, found in grouped.items())


def paper_words(pack: Pack, name: str) -> str:
    """What a paper is called."""
    fields = (form.fields.get(name) for form in pack.forms.values())
    label = next((item.label for item in fields if item), name)
    return pack.terms.papers.get(name, label)


def contents(pack: Pack, facts: FactSheet | None) -> Contents | None:
    """The facts in words; None before anything is known."""
    if facts is None:
        return None
    lists = pack.terms.lists
    foci, kinds, roles = lists.get("focus", {}), lists.get("member_kind", {}), lists.get("member_role", {})
    organs = lists.get("organ_kind", {})
    return Contents(
        foci="、".join(foci.get(name, name) for name in facts.foci),
        goals=facts.goals,
        lead=facts.applicant.name,
        members=tuple(
            MemberLine(one.name, kinds.get(one.kind, one.kind), roles.get(one.role, one.role))
            for one in facts.members
        ),
        organs=tuple(_organ(organs.get(one.kind, one.kind), one) for one in facts.organs),
        funds=f"日常运行{_plain(facts.funds.daily)}万元，合作创新{_plain(facts.funds.joint)}万元",
    )


def _organ(kind: str, organ: Organ) -> str:
    name = f"：{organ.name}" if organ.name and organ.name != kind else ""
    head = f"，负责人{organ.head}" if organ.head else ""
    return f"{kind}{name}（专职{organ.full_time}人{head}）"


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
