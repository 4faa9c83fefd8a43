"""Thirty applications at once, made by actions: a call as a department sees it.

``many(stage("called"), until="asked")`` in a test; ``python tests/stories/lay_many.py DIRECTORY --until asked``
lays a demonstration with them into a new data directory, to be looked at with ``lianmeng serve``.
"""

from datetime import date

from lianmeng.alliances import actions as alliances
from lianmeng.alliances.models import Alliance, Member
from lianmeng.cases.models import Case
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from lianmeng.parties.models import Organisation, Person
from lianmeng.policies import queries as policies
from lianmeng.web.demonstration.world import World
from tests.stories.answers import (
    CHECKED,
    CLEAR,
    LEAD,
    LETTER,
    MEETING,
    PANEL,
    POSTED,
    PROMISE,
    RECEIVED,
    RELEASED,
    SHEET,
    SUBMISSION,
)
from tests.stories.stage import Stage

HOW_MANY = 30
STOPS = (
    "submitted",
    "recommended",
    "registered",
    "asked",
    "consulted",
    "formed",
    "argued",
    "resolved",
    "noticed",
)
CITIES = {"benxi": "210500", "dalian": "210200", "anshan": "210300"}  # who recommends, ten alliances each
SUBJECTS = (
    "冰葡萄酿造", "中药饮片", "海参良种", "镁质材料", "数控机床", "石化装备", "精细化工", "轴承制造", "特种钢材", "机器人",
    "柞蚕丝绸", "软件服务", "船舶配套", "菱镁耐火", "刺参加工", "果蔬保鲜", "智能电网", "汽车电子", "生物制药", "节能环保",
    "高端阀门", "食用菌", "玉米深加工", "铸造铸件", "燃气轮机", "纳米涂层", "物联网", "水产饲料", "新型建材", "医疗器械",
)  # fmt: skip
FIRST_SERIAL = 5_000  # of the organisations' codes; the demonstration's own begin at 1


def many(stage: Stage, count: int = HOW_MANY, *, until: str = "recommended", first: int = 1) -> list[str]:
    """Play ``count`` applications (``many-1`` …, or from ``first`` on) to a stop and return their names.

    The stage stands at ``called``, in May 2016; the days go on as the road needs them.
    """
    names = [f"many-{number}" for number in range(first, first + count)]
    officials(stage)
    stage.on(2016, 5, 9)
    for number, name in enumerate(names, first - 1):
        _apply(stage, name, number)
    for stop in STOPS[1 : STOPS.index(until) + 1]:
        _ROADS[stop](stage, names)
    return names


def standing_at_called(today: date) -> Stage:
    """The stage of a demonstration that this database holds, played until ``called``."""
    world = World(today, policies.current_pack())
    world.people = {one.username: one for one in Person.objects.all()}
    world.organisations = {one.name: one for one in Organisation.objects.all()}
    world.alliances = {"ice-wine": Alliance.objects.order_by("pk")[0]}
    return Stage(world, date(2016, 5, 9), {"call": Case.objects.get(kind="call")})


def officials(stage: Stage) -> None:
    """People for the cities' offices, where there are none yet."""
    for serial, city in enumerate(CITIES, 1):
        for place, post in enumerate(("clerk", "head", "registry")):
            if f"{city}-{post}" not in stage.world.people:
                stage.hire(f"{city}-{post}", f"prelim_{post}", city, 1_000 + 10 * serial + place)


def _city(name: str) -> str:
    return list(CITIES)[(int(name.rpartition("-")[2]) - 1) % len(CITIES)]


def _apply(stage: Stage, name: str, number: int) -> None:
    """An alliance is founded on its day and its application sent."""
    begin(stage, name, number)
    stage.act("submit", [f"{name}-clerk", f"{name}-head"], name, **SUBMISSION)


def begin(stage: Stage, name: str, number: int) -> None:
    """An alliance of six members with an application that has been begun; its people are there."""
    applicant(stage, name, number)
    about = {"call": {"case": "call"}, "alliance": {"alliance": name}, "office": _city(name)}
    stage.hand("start", f"{name}-clerk", name, **about)


def applicant(stage: Stage, name: str, number: int) -> None:
    """An alliance of six members is founded on its day; its lead has a clerk and a head, who have not acted."""
    city, subject = _city(name), SUBJECTS[number % len(SUBJECTS)]
    lead = stage.incorporate(f"{subject}龙头企业有限公司{number + 1}", CITIES[city], FIRST_SERIAL + number)
    stage.world.organisations[f"{name}-lead"] = lead
    stage.world.alliances[name] = _found(stage, name, f"辽宁{subject}产业技术创新战略联盟", city)
    stage.hire(f"{name}-clerk", "applicant_clerk", f"{name}-lead")
    stage.hire(f"{name}-head", "applicant_head", f"{name}-lead")


def _found(stage: Stage, name: str, title: str, city: str) -> Alliance:
    like = stage.world.alliances["ice-wine"]
    rows = list(like.members.select_related("licence_copy").order_by("position"))
    members = [_member(stage, name, row) for row in rows[:1] + rows[4:9]]
    made = alliances.found(
        title,
        lead=stage.world.organisations[f"{name}-lead"],
        host=stage.world.organisations[f"{name}-lead"],
        members=members,
        on=stage.day,
        brief=f"由{title[2:-10]}企业和高校院所共同组建。（演示）",
        foci=like.foci,
        main_focus=like.main_focus,
        goals=like.goals,
        agreement=alliances.NewAgreement(
            effective_on=like.agreement.effective_on, clauses=like.agreement.clauses
        ),
        organs=[
            {"kind": one.kind, "name": one.name, "head": one.head, "full_time": 2, "staff": one.staff}
            for one in like.organs.all()
        ],
        funds={"daily": like.funds.daily, "joint": like.funds.joint, "sources": like.funds.sources},
        demonstration=True,
    )
    copies = [row.licence_copy_id for row in made.members.all()]
    Attachment.objects.filter(pk__in=copies).update(owner_stream=made.stream)
    alliances.save_revision(made, by=stage.actor("lead-clerk"), on=stage.day)
    return made


def _member(stage: Stage, name: str, row: Member) -> alliances.NewMember:
    copy = row.licence_copy
    own = stage.world.organisations[f"{name}-lead"] if row.position == 1 else row.organisation
    return alliances.NewMember(
        organisation=own,
        kind=row.kind,
        task=row.task,
        tasks=row.tasks,
        input=row.input,
        seal_kind=row.seal_kind,
        signed_on=row.signed_on,
        licence_copy=files.attach(
            copy.file,
            name=copy.name,
            owner_stream="world",
            kind=copy.kind,
            by="installer",
            added_on=stage.day,
        ),
    )


# ---- the road ------------------------------------------------------------------------------------------------


def _recommended(stage: Stage, names: list[str]) -> None:
    stage.on(2016, 5, 18)
    for name in names:
        stage.act("clear", [f"{_city(name)}-clerk", f"{_city(name)}-head"], name, **CLEAR)
    stage.on(2016, 5, 23)
    for serial, city in enumerate(CITIES, 1):
        mine = [name for name in names if _city(name) == city]
        letter = LETTER | {"number": f"演科发〔2016〕{100 + int(names[0][5:]) + serial}号"}
        if mine:
            stage.act("forward", [f"{city}-head", f"{city}-registry"], *mine, **letter)


def _registered(stage: Stage, names: list[str]) -> None:
    stage.on(2016, 5, 25)
    for city in CITIES:  # letter by letter
        mine = [name for name in names if _city(name) == city]
        if mine:
            stage.act("register", "registry", *mine, **RECEIVED)


def _asked(stage: Stage, names: list[str]) -> None:
    stage.on(2016, 5, 27)
    stage.act("accept", LEAD, *names, **CHECKED)


def _consulted(stage: Stage, names: list[str]) -> None:
    """Every division but the last one answers on every alliance."""
    stage.on(2016, 6, 2)
    said = {"verdict": "recommend", "reason": "符合布局。（演示）"}
    for division in ("planning", "hightech", "agriculture", "society", "results"):
        for name in names:
            stage.act("give_opinion", [f"{division}-clerk", f"{division}-head"], name, **said)
    stage.on(2016, 6, 15)
    summary = {"summary": "多数处室推荐，国际科技合作处逾期未反馈。（演示）"}
    stage.act("close_consultation", LEAD, *names, **summary)


def _formed(stage: Stage, names: list[str]) -> None:
    """One panel, drawn and formed for all."""
    stage.on(2016, 6, 16)
    stage.hand("draw_experts", "lead-clerk", *names, size="5")
    stage.act("form_panel", ["lead-clerk", "integrity", "lead-head"], *names, **PANEL)


def _argued(stage: Stage, names: list[str]) -> None:
    experts = [f"expert-{number}" for number in range(1, 6)]
    stage.on(2016, 6, 24)
    for expert in experts:
        stage.hand("declare", expert, *names, **PROMISE)
        stage.hand("review", expert, *names, **SHEET)
    stage.act("pass_panel", [*experts, "lead-head"], *names, conclusion="必要、可行。（演示）")


def _resolved(stage: Stage, names: list[str]) -> None:
    stage.on(2016, 6, 29)
    people = ["lead-head", "deputy", "office-head", "director"]
    stage.act("table", people, *names, brief="处室意见和专家论证均已完成，提请审议。（演示）")
    stage.on(2016, 7, 6)
    stage.act("resolve_pass", ["secretary", "office-head"], *names, **MEETING)


def _noticed(stage: Stage, names: list[str]) -> None:
    stage.on(2016, 7, 8)
    stage.act("clear_release", ["publisher", "office-head"], *names, **RELEASED)
    stage.act("open_notice", ["lead-head", "office-head"], *names, **POSTED)
    stage.on(2016, 7, 20)
    people = ["lead-clerk", "lead-head", "integrity"]
    stage.act("close_notice", people, *names, result="未收到异议。（演示）")


_ROADS = {
    "recommended": _recommended,
    "registered": _registered,
    "asked": _asked,
    "consulted": _consulted,
    "formed": _formed,
    "argued": _argued,
    "resolved": _resolved,
    "noticed": _noticed,
}
