"""The province: ten years of calls, each a file of alliances in single lines, which walk one common road.

Read here and expanded into the steps of one story, in the order of days. The road (``road.yaml``) is told once, as
templates; what a year, a wave or a line says goes before what is usual.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lianmeng.law import yamlfile
from lianmeng.law.dates import WorkCalendar, add_months
from lianmeng.law.pack import Pack
from lianmeng.web.demonstration import story
from lianmeng.web.demonstration.story import Day, Founded, Step, Story
from lianmeng.web.demonstration.world import FOLDER

HOME = FOLDER / "province"
MARK = "（演示）"
CALL, BATCH, OFFICE, DIVISION, ALLIANCE = "call", "batch", "office", "division", "alliance"
Row = Mapping[str, Any]
ONE_DAY = timedelta(days=1)


@dataclass
class Line:
    """One alliance of a year: what its line says, the day of every stage, and the stages to which it comes.

    ``number`` tells it from others of all years, so that not all are spoken of in the same words.
    """

    row: Row
    year: Row
    number: int
    days: dict[str, date] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """Steps of the road that are due on one day, and the words to fill them with."""

    on: date
    steps: Sequence[Row]
    words: Row
    lines: Sequence[Line]


def read(name: str, home: Path = HOME) -> Any:
    """One file of the province. ``<<`` names what goes before unless it is said otherwise."""
    return _merged(yamlfile.read(name, (home / name).read_text(encoding="utf-8")).data)


def _merged(value: Any) -> Any:
    if isinstance(value, list):
        return [_merged(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = {name: _merged(item) for name, item in value.items()}
    return {**own.pop("<<", {}), **own}


class Province:
    """What the files say. ``pack`` knows the offices, ``calendar`` counts working days."""

    def __init__(self, pack: Pack, calendar: WorkCalendar) -> None:
        self.pack, self.calendar = pack, calendar
        self.index, self.world, self.road = read("index.yaml"), read("world.yaml"), read("road.yaml")

    def story(self) -> Story:
        """Everything up to the present day of the demonstration. Raises ``KeyError`` for an unknown name."""
        first, today = story.read(HOME / self.index["story"]), self.index["today"]
        tasks = [task for name in self.index["years"] for task in self._year(read(name))]
        dated = sorted(
            [*_by_days(first.steps), *((task.on, task) for task in tasks)], key=lambda item: item[0]
        )
        told = self._told(item for item in dated if item[0] <= today)
        return Story(self.index["title"], first.world, (self._officials(), *told, Day(today)))

    def _told(self, dated: Iterable[tuple[date, Task | Step]]) -> Iterator[Step]:
        """The steps in order. Every task has a number within its year, for the papers that bear one."""
        present, number = date.min, 0
        for on, item in dated:
            if on != present:
                yield Day(on)
            number = number + 1 if on.year == present.year else 1
            present = on
            if isinstance(item, Task):
                yield from self._steps(item, {**item.words, "no": number})
            else:
                yield item

    def _steps(self, task: Task, words: Row) -> Iterator[Step]:
        for raw in task.steps:
            if "found" in raw:
                yield self._founded(task.lines[0])
            else:
                yield from story.steps_of(fill(raw, words))

    # ---- who comes when --------------------------------------------------------------------------------------

    def _year(self, year: Row) -> Iterator[Task]:
        stages = {**self.road["stages"], **year.get("stages", {})}
        waves = [(row, wave) for wave in year.get("waves", [year]) for row in wave["alliances"]]
        first = year["call"]["called"].year
        lines = [self._line(row, wave, year, stages, first + n) for n, (row, wave) in enumerate(waves)]
        for name, stage in stages.items():
            for group, words in self._groups(
                name, stage["per"], [line for line in lines if name in line.stages]
            ):
                yield from self._cut(group[0].days[name], stage["steps"], words, group)
        for line in lines:
            for name in line.row.get("turns", ()):
                turn = self.road["turns"][name]
                start = self._later(line.days[turn["after"]], turn["in"])
                yield from self._cut(start, turn["steps"], self._words([line]), [line])
        on = date.min
        for raw in year.get("extra", ()):
            on = raw.get("on", on)
            yield from [Task(on, [raw], {}, [])] if "act" in raw else []

    def _line(self, row: Row, wave: Row, year: Row, stages: Row, number: int) -> Line:
        """A line with the days of its stages, each by the year or so many working days after the one before."""
        line, last, ended = Line(row, year, number), date.min, False
        said, until = {**year.get("days", {}), **wave.get("days", {})}, row.get("until", wave.get("until"))
        for name, stage in stages.items():
            if "day_after" in stage:
                line.days[name] = year["call"][stage["day_after"]] + ONE_DAY
            else:
                first = year["call"][stage["day_of"]] if "day_of" in stage else None
                line.days[name] = last = first or said.get(name) or self._later(last, stage["after"])
            if not ended or stage["per"] == CALL:
                line.stages.append(name)
            ended = ended or name == until
        return line

    def _groups(self, stage: str, per: str, lines: Sequence[Line]) -> Iterator[tuple[list[Line], Row]]:
        """Whoever comes to a stage together, and the words for them."""
        groups: dict[Any, list[Line]] = {}
        for line in lines:
            own = {CALL: "", OFFICE: line.row["office"], ALLIANCE: line.row["key"]}.get(per, "")
            groups.setdefault((line.days[stage], own), []).append(line)
        for group in groups.values():
            for name in group[0].year["divisions"] if per == DIVISION else [""]:
                yield group, {**self._words(group), **(self._division(name, group[0]) if name else {})}

    def _division(self, name: str, line: Line) -> Row:
        """A division and what it says; of several reasons another each year."""
        row = {"division": name, **self.world["divisions"][name]}
        return {**row, "reason": _turn(row["reasons"], line.year["call"]["called"].year)[0]}

    def _cut(self, on: date, steps: Sequence[Row], words: Row, lines: Sequence[Line]) -> Iterator[Task]:
        """The steps between two waits are one task of their day."""
        held: list[Row] = []
        for raw in [*steps, {"wait": 0}]:
            if "wait" not in raw:
                held.append(raw)
                continue
            if held:
                year = {"day": on, "year_of_day": on.year}
                yield Task(on, held, {**words, **year}, lines)
            held, on = [], self._later(on, raw["wait"])

    def _later(self, day: date, amount: int) -> date:
        return self.calendar.add_working_days(day, amount)

    # ---- what is said ----------------------------------------------------------------------------------------

    def _words(self, lines: Sequence[Line]) -> Row:
        """The words of a group; where one alliance is meant, of its first."""
        line = lines[0]
        panel = self.world["panels"][line.year["panel"]]
        people = list(panel["experts"])
        office = self.world["offices"][line.row["office"]]
        plain = {**self.world["usual"], **office, **line.row, "members": len(self._members(line.row))}
        said = {name: _turn(each, line.number)[0] for name, each in self.world["said"].items()}
        return {
            **plain,
            **{name: text.format_map(plain) for name, text in said.items()},
            "sheets": _turn(self.world["sheets"], line.number),
            "doubts": _turn(self.world["doubts"], line.number),
            **line.year["call"],
            "call": f"call-{line.year['call']['year']}",
            "cases": [one.row["key"] for one in lines],
            "count": len(lines),
            "whom": self.world["whom"]["many" if len(lines) > 1 else "one"].format(
                **line.row, count=len(lines)
            ),
            "leads": "，".join(one.row["lead"] + MARK for one in lines),
            "office_name": self.pack.offices[line.row["office"]].name,
            "panel": people,
            "some": people[: len(people) // 2 + 1],
            "experts": [{"person": one} for one in people],
            "chair": {"person": people[0]},
            "chair_key": people[0],
            "concluding": [*people, "lead-head"],
            "specialties": panel["specialties"],
            **{f"on_{stage}": day for stage, day in line.days.items()},
        }

    # ---- who there is ----------------------------------------------------------------------------------------

    def _officials(self) -> Founded:
        """The people of the offices, the experts, and the bodies that several alliances share."""
        people, serial = dict(self.world["people"]), self.world["first_identity"]
        for office, row in self.world["offices"].items():
            for post, (capacity, words) in {} if row.get("staffed") else self.world["posts"].items():
                named = {"name": f"{row['short']}{words}{MARK}", "identity": serial + len(people)}
                people[f"{office}-{post}"] = named | {"holds": [[capacity, office]]}
        for key, (name, employer, specialty) in self.world["experts"].items():
            named = {"name": name + MARK, "identity": serial + len(people), "holds": [["expert", None]]}
            people[key] = named | {"expert": {"employer": employer, "specialty": specialty}}
        bodies = {key: _marked(row) for key, row in self.world["bodies"].items()}
        data = {"organisations": bodies, "people": people, "alliances": {}}
        return Founded("", data, self.world["joined_on"])

    def _founded(self, line: Line) -> Founded:
        """An alliance of a line, its lead, its firms, and the people of its lead."""
        row, key, place = line.row, line.row["key"], self._place(line.row)
        own = self.world["of_its_own"]
        lead = {"type": row.get("lead_type", own["type"]), "prefix": row.get("lead_prefix", own["prefix"])}
        firms = {f"{key}-{number}": name for number, name in enumerate(row["firms"], 1)}
        organisations = {f"{key}-lead": {**lead, "name": row["lead"] + MARK, "region": place}}
        for firm, name in firms.items():
            organisations[firm] = {**own, "name": name + MARK, "region": self._place(row)}
        people = {
            f"{key}-{post}": {"name": f"{row['short']}{words}{MARK}", "holds": [[capacity, f"{key}-lead"]]}
            for post, (capacity, words) in self.world["own_people"].items()
        }
        return Founded(
            key, {"organisations": organisations, "people": people, "alliances": {key: self._alliance(line)}}
        )

    def _alliance(self, line: Line) -> Row:
        row, key, world = line.row, line.row["key"], self.world
        said = {name: text.format_map(self._words([line])) for name, text in world["words"].items()}
        started = add_months(line.year["call"]["called"], -world["months_before_call"])
        return {
            "name": said["name"],
            "lead": f"{key}-lead",
            "host": f"{key}-lead",
            "brief": said["brief"],
            "goals": said["goals"],
            "foci": [row["focus"]],
            "main_focus": row["focus"],
            "effective_on": row.get("effective_on", line.year.get("effective_on", started)),
            "clauses": world["clauses"],
            "members": self._members(row),
            "funds": {**world["funds"], "sources": said["sources"]},
        }

    def _members(self, row: Row) -> list[list[Any]]:
        """The lines of the members: which body, of what kind, with which task."""
        said, kind = self.world["members"], self.world["of_its_own"]["kind"]
        found = [[f"{row['key']}-lead", row.get("lead_type", kind), *said["lead"]]]
        found += [[f"{row['key']}-{number}", kind, *said[kind]] for number in range(1, len(row["firms"]) + 1)]
        shared = [(body, self.world["bodies"][body]["kind"]) for body in row["with"]]
        return found + [[body, sort, *said[sort]] for body, sort in shared]

    def _place(self, row: Row) -> str:
        """The region of a firm: said, or that of its office; a line department has none."""
        return str(row.get("region") or self.pack.offices[row["office"]].region)


def _turn(each: Sequence[Any], number: int) -> list[Any]:
    """All of them, beginning somewhere else for every number."""
    first = number % len(each)
    return [*each[first:], *each[:first]]


def fill(value: Any, words: Row) -> Any:
    """Templates filled with words; a text that is one word alone becomes whatever that word stands for."""
    if isinstance(value, dict):
        return {name: fill(item, words) for name, item in value.items()}
    if isinstance(value, list):
        return [fill(item, words) for item in value]
    if not isinstance(value, str):
        return value
    alone = value[1:-1] if value.startswith("{") and value.endswith("}") else ""
    return words[alone] if alone in words else value.format_map(words)


def _marked(row: Row) -> Row:
    return {**row, "name": row["name"] + MARK}


def _by_days(steps: Iterable[Step]) -> Iterator[tuple[date, Step]]:
    """The steps of a story, each with its day."""
    present = date.min
    for step in steps:
        if isinstance(step, Day):
            present = step.on
        else:
            yield present, step
