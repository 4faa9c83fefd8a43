"""A great many cases beside those of the demonstration, all 演示, for lists, desks and the register to read.

Each made case follows one of the demonstration's own: its state, whose turn it is, which times run on it, whether a
title was granted and published. Nine of ten have ended, the others stand where those of the demonstration stand
today. Recommending offices, days, years, names, foci are spread at random from one seed.

What no list, desk or register reads is left out: facts of a submission beside its name, members of an alliance,
papers, opinions, panels, notices, objections. Of the ledger each case has its last entries, with the people who
made them, which desks read; they are not chained, so ``ledger verify`` would refuse such a database.
"""

import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from benchmarks.patterns import Pattern, patterns
from benchmarks.rows import highest, number_on, write
from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case, Deadline, Submission, Turn
from lianmeng.cases.turns import NEVER
from lianmeng.decisions.models import Publication
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.parties.models import Office, Organisation
from lianmeng.policies import queries as policies
from lianmeng.record.models import Entry, Head

ENDED = 0.9  # so many of all have ended
AT_A_TIME = 10_000
SHIFT = 30  # days by which times are moved at random, earlier or later
TERM = 5 * 365  # days of a title
FIRST, LAST = date(2016, 7, 1), date(2026, 10, 31)  # between which titles begin
SUBJECTS = (
    "冰葡萄酿造", "中药饮片", "海参良种", "镁质材料", "数控机床", "石化装备", "精细化工", "轴承制造", "特种钢材", "机器人",
    "柞蚕丝绸", "软件服务", "船舶配套", "菱镁耐火", "果蔬保鲜", "智能电网", "汽车电子", "生物制药", "节能环保", "高端阀门",
)  # fmt: skip
MODELS: tuple[type[Model], ...] = (
    Organisation,
    Alliance,
    Case,
    Submission,
    Turn,
    Deadline,
    Document,
    Designation,
    Publication,
    Entry,
)
Rows = dict[type[Model], list[dict[str, Any]]]


class Maker:
    """Makes cases behind those that a database holds; numbers go on where the last call stopped."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        known = patterns()
        self.ended = [one for one in known if one.case["ended"]]
        self.open = [one for one in known if not one.case["ended"]]
        pack = policies.current_pack()
        self.offices = list(Office.objects.filter(kind__in=pack.recommender_kinds))
        self.regions = {code: bool(office.region) for code, office in pack.offices.items()}
        self.foci = list(pack.terms.lists["focus"])
        self.next = {model: highest(model) + 1 for model in MODELS}

    def make(self, count: int) -> None:
        """Write so many cases with their rows, each ten thousand in a transaction of its own."""
        for begun in range(0, count, AT_A_TIME):
            rows: Rows = {model: [] for model in MODELS}
            for _ in range(min(AT_A_TIME, count - begun)):
                self._case(rows)
            with transaction.atomic():
                for model, columns in rows.items():
                    write(model, columns)
                Head.objects.update(count=self.next[Entry] - 1)
        number_on([model for model in MODELS if model is not Entry])

    def _number(self, model: type[Model]) -> int:
        self.next[model] += 1
        return self.next[model] - 1

    def _case(self, rows: Rows) -> None:
        pattern = self.random.choice(self.ended if self.random.random() < ENDED else self.open)
        office, number = self.random.choice(self.offices), self._number(Case)
        lead, alliance, title = self._alliance(rows, office, number)
        shift = timedelta(days=self.random.randint(-SHIFT, SHIFT))
        case = dict(pattern.case) | {
            "id": number,
            "title": title,
            "number": f"演示{number:08d}" if pattern.case["number"] else "",
            "alliance_id": alliance,
            "applicant_id": lead["id"],
            "recommender_id": office.pk,
            "opened_on": pattern.case["opened_on"] - timedelta(days=SHIFT),
        }
        rows[Case].append(case)
        if pattern.case["number"]:
            rows[Submission].append(self._submission(case))
        rows[Turn] += [self._turn(turn, pattern, case, office, shift) for turn in pattern.turns]
        rows[Deadline] += [self._deadline(one, number, shift) for one in pattern.deadlines]
        rows[Entry] += self._entries(pattern, number)
        if pattern.granted:
            self._title(rows, case, lead["name"], office)

    def _alliance(self, rows: Rows, office: Office, number: int) -> tuple[dict[str, Any], int, str]:
        """An alliance; one in three has a lead of its own, the others share the last one made."""
        subject = self.random.choice(SUBJECTS)
        if not rows[Organisation] or self.random.random() < 1 / 3:
            key = self._number(Organisation)
            name = f"{subject}龙头企业第{key}有限公司（演示）"
            rows[Organisation].append(
                {"id": key, "name": name, "licence_type": "company", "demonstration": True}
            )
        lead, alliance = rows[Organisation][-1], self._number(Alliance)
        title = f"{office.name[:2]}{subject}第{number}产业技术创新战略联盟（演示）"
        rows[Alliance].append(
            {
                "id": alliance,
                "name": title,
                "lead_id": lead["id"],
                "host_id": lead["id"],
                "foci": [self.random.choice(self.foci)],
                "demonstration": True,
                "created_on": FIRST,
            }
        )
        return lead, alliance, title

    def _submission(self, case: Mapping[str, Any]) -> dict[str, Any]:
        facts = {"schema_version": 1, "name": case["title"]}
        more = {"no": 1, "facts": facts, "papers": {}, "digest": "0" * 64, "submitted_on": case["opened_on"]}
        return {"id": self._number(Submission), "case_id": case["id"], **more}

    def _turn(
        self,
        turn: Mapping[str, Any],
        pattern: Pattern,
        case: Mapping[str, Any],
        office: Office,
        shift: timedelta,
    ) -> dict[str, Any]:
        due = turn["due_on"] + shift if turn["due_on"] else None
        own = turn["office"] == pattern.office
        return dict(turn) | {
            "id": self._number(Turn),
            "case_id": case["id"],
            "office": office.code if own else turn["office"],
            "due_on": due,
            "order_on": due or NEVER,
        }

    def _deadline(self, one: Mapping[str, Any], case: int, shift: timedelta) -> dict[str, Any]:
        return dict(one) | {"id": self._number(Deadline), "case_id": case, "due_on": one["due_on"] + shift}

    def _entries(self, pattern: Pattern, case: int) -> Iterator[dict[str, Any]]:
        for no, entry in enumerate(pattern.entries, 1):
            place = {"seq": self._number(Entry), "stream": f"case:{case}", "no": no, "once": None}
            chained = {"previous": "0" * 64 if no > 1 else "", "act_id": uuid.UUID(int=self.next[Entry])}
            yield dict(entry) | place | chained

    def _title(self, rows: Rows, case: Mapping[str, Any], lead: str, office: Office) -> None:
        """A title with its publication; twenty share one 批复."""
        begins = FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days))
        if len(rows[Designation]) % 20 == 0:
            key = self._number(Document)
            words = {
                "kind": "approval",
                "title": f"关于认定试点联盟的批复{key}（演示）",
                "check_code": f"DEMO-{key:014d}",
            }
            rows[Document].append({"id": key, "issued_on": LAST, "dated_on": FIRST, **words})
        rows[Designation].append(
            {
                "id": self._number(Designation),
                "case_id": case["id"],
                "alliance_id": case["alliance_id"],
                "document_id": rows[Document][-1]["id"],
                "starts_on": begins,
                "ends_on": begins + timedelta(days=TERM),
                "names": f"{case['title']}\n{lead}".lower(),
                "place": office.code if self.regions.get(office.code) else "",
                "focus": self.random.choice(self.foci),
            }
        )
        url = "https://gongshi.example/demonstration"
        row = {"id": self._number(Publication), "case_id": case["id"], "published_on": begins, "url": url}
        rows[Publication].append(row)
