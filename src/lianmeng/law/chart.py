"""A procedure drawn as SVG: the road to success from top to bottom, side states to its right, ways back left.

Everything is worked out from the pack: no state is named here. The road is the longest one from the start
to a success. What cannot be drawn without a tangle (acts of every open state, ways between distant side
states) is written under the chart, so that nothing is lost. Lengths are pixels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lianmeng.law import chartparts as parts
from lianmeng.law.chartparts import GAP, LINE, Box
from lianmeng.law.checking.roads import steps
from lianmeng.law.pack import Pack

ROAD_WIDTH, SIDE_WIDTH, END_WIDTH = 250, 170, 140
FIRST_GAP, SECOND_GAP, RAIL = 250, 210, 14
LANE_LINE, TOP, MARGIN = 20, 64, 24
Pair = tuple[str, str]


@dataclass
class Plan:
    """What goes where: the road, its side states and ends, and every move by where it is drawn."""

    road: list[str]
    near: dict[str, str] = field(default_factory=dict)  # side state → the state of the road beside it
    ends: list[str] = field(default_factory=list)
    moves: dict[Pair, list[str]] = field(default_factory=dict)
    undrawn: list[tuple[str, str, str]] = field(default_factory=list)

    def take(self, pair: Pair) -> list[str]:
        """The acts that lead from one state to another."""
        return self.moves.get(pair, [])


@dataclass
class Lane:
    """A way back (or past a state) on the left: from some states of the road to one."""

    sources: list[str]
    target: str
    acts: list[str]
    x: float = 0


def chart(pack: Pack, kind: str) -> str:
    """One procedure as the text of an SVG picture. Raises ``KeyError`` for an unknown kind."""
    return _Chart(pack, kind, plan(pack, kind)).draw()


def main_road(pack: Pack, kind: str) -> list[str]:
    """The states of the longest road from the start to a success, none twice."""
    ways = {state: _forward(pack, kind, state) for state in pack.procedures[kind].states}
    goals = set(pack.procedures[kind].success)
    best: list[str] = []
    todo = [[pack.start_state(kind)]]
    while todo:
        road = todo.pop()
        if road[-1] in goals:
            best = max(best, road, key=len)
            continue
        onward = [to for to in ways[road[-1]] if to in goals or pack.is_open(kind, to)]
        todo += [[*road, state] for state in onward if state not in road]
    return best or [pack.start_state(kind)]


def _forward(pack: Pack, kind: str, state: str) -> list[str]:
    return sorted({to for act, to in steps(pack, kind)[state] if not _anywhere(pack, kind, act)})


def _anywhere(pack: Pack, kind: str, act: str) -> bool:
    """Whether an act may be done nearly everywhere: written under the chart instead of drawn."""
    rare = 3 * len(_excepted(pack, kind, act)) < len(_open_states(pack, kind))
    return rare and len(pack.from_states(kind, act)) > 3


def _open_states(pack: Pack, kind: str) -> list[str]:
    return [state for state in pack.procedures[kind].states if pack.is_open(kind, state)]


def _excepted(pack: Pack, kind: str, act: str) -> list[str]:
    """The open states in which an act may not be done."""
    allowed = pack.from_states(kind, act)
    return [state for state in _open_states(pack, kind) if state not in allowed]


def plan(pack: Pack, kind: str) -> Plan:
    """Sort the states and moves of a procedure into places."""
    result = Plan(main_road(pack, kind))
    for state in pack.procedures[kind].states:
        for act in pack.procedures[kind].acts:
            pair = (state, pack.next_state(kind, act, state))
            if state in pack.from_states(kind, act) and pair[0] != pair[1] and not _anywhere(pack, kind, act):
                result.moves.setdefault(pair, []).append(act)
    aside = [state for state in pack.procedures[kind].states if state not in result.road]
    for state in aside:
        begins = [one for one in result.road if result.take((one, state))]
        if not pack.is_open(kind, state) and any(state == to for _, to in result.moves):
            result.ends.append(state)
        elif begins:
            result.near[state] = begins[0]
    _leave_out(result)
    return result


def _leave_out(result: Plan) -> None:
    """Move to ``undrawn`` what would cross the picture."""
    drawn = {*result.road, *result.near, *result.ends}
    for source, target in list(result.moves):
        near_source, near_target = result.near.get(source), result.near.get(target)
        lost = not {source, target} <= drawn
        far = (near_source and target in result.road and target != near_source) or (
            near_target and source in result.road and source != near_target
        )
        aside = (near_source and near_target) or (source in result.ends and target not in result.road)
        if lost or far or aside:
            result.undrawn += [(source, act, target) for act in result.moves.pop((source, target))]


def _near(y: float, level: float) -> float:
    """One level for both ends of a line where they differ too little to bend it."""
    return y if abs(y - level) < 16 else level


class _Chart:
    """The drawing of one plan."""

    def __init__(self, pack: Pack, kind: str, planned: Plan) -> None:
        self.pack, self.kind, self.plan = pack, kind, planned
        self.lanes = self._lanes()
        self.left = self._place_lanes()
        self.boxes: dict[str, Box] = {}
        self.slots: dict[Pair, float] = {}
        self.body: list[str] = []
        self.height = self._place_road()
        self.rails = self._place_ends()

    # ---- places ----

    def _words(self, acts: Iterable[str]) -> list[str]:
        return [self.pack.act_label(self.kind, act) for act in acts]

    def _state(self, state: str) -> str:
        return self.pack.state_label(self.kind, state)

    def _lanes(self) -> list[Lane]:
        """Ways on the left, an act from several states of the road drawn once."""
        road = self.plan.road
        found: dict[Pair, list[str]] = {}
        for source, target in self.plan.moves:
            both = source in road and target in road
            if both and road.index(target) != road.index(source) + 1:
                for act in self.plan.moves[(source, target)]:
                    found.setdefault((act, target), []).append(source)
        lanes: dict[tuple[tuple[str, ...], str], Lane] = {}
        for (act, target), sources in found.items():
            key = (tuple(sources), target)
            lanes.setdefault(key, Lane(sources, target, [])).acts.append(act)
        return sorted(lanes.values(), key=self._length)

    def _span(self, lane: Lane) -> tuple[int, int]:
        rows = [self.plan.road.index(state) for state in (*lane.sources, lane.target)]
        return min(rows), max(rows)

    def _length(self, lane: Lane) -> int:
        low, high = self._span(lane)
        return high - low

    def _place_lanes(self) -> float:
        """Give each lane its distance from the road; the x at which the road begins."""
        columns: list[tuple[list[tuple[int, int]], int]] = []
        places = []
        for lane in self.lanes:
            low, high = self._span(lane)
            index = next(
                (n for n, (taken, _) in enumerate(columns) if all(high < a or b < low for a, b in taken)),
                len(columns),
            )
            if index == len(columns):
                columns.append(([], 0))
            taken, lines = columns[index]
            columns[index] = ([*taken, (low, high)], max(lines, len(lane.acts)))
            places.append(index)
        offsets, x = [], 14.0
        for _, lines in columns:
            offsets.append(x)
            x += lines * LANE_LINE + 14
        for lane, index in zip(self.lanes, places, strict=True):
            lane.x = MARGIN + x - offsets[index]
        return MARGIN + x + 4

    def _place_road(self) -> float:
        """Put the boxes of the road and of the side states; the height that they take."""
        y = float(TOP)
        for number, state in enumerate(self.plan.road):
            inner = self._unmoving(state, ROAD_WIDTH)
            bottom = self._place_side(state, y)
            height = max(46 + LINE * len(inner), bottom - y, 46 + 16 * self._arrivals(state))
            self.boxes[state] = Box(self.left, y, ROAD_WIDTH, height)
            y += height
            if number + 1 < len(self.plan.road):
                onward = self.plan.take((state, self.plan.road[number + 1]))
                y += max(GAP, LINE * len(onward) + 18)
        return y

    def _arrivals(self, state: str) -> int:
        return sum(state in (*lane.sources, lane.target) for lane in self.lanes)

    def _unmoving(self, state: str, width: float) -> list[str]:
        """The acts that leave a state as it is, in lines that fit a box of this width."""
        acts = self.pack.procedures[self.kind].acts
        staying = [
            act
            for act in acts
            if state in self.pack.from_states(self.kind, act)
            and self.pack.next_state(self.kind, act, state) == state
        ]
        return parts.folded(self._words(staying), width - 16)

    def _place_side(self, state: str, y: float) -> float:
        """Side states beside one state of the road, and a line for each of its ways to an end."""
        x = self.left + ROAD_WIDTH + FIRST_GAP
        top = y
        for side in [side for side, near in self.plan.near.items() if near == state]:
            there, back = self.plan.take((state, side)), self.plan.take((side, state))
            inner = self._unmoving(side, SIDE_WIDTH)
            height = max(50.0, LINE * (len(there) + len(back)) + 34, 46 + LINE * len(inner))
            self.boxes[side] = Box(x, y, SIDE_WIDTH, height)
            self.slots[(state, side)] = y + LINE * len(there) + 6
            self.slots[(side, state)] = y + height - 8
            ways = [end for end in self.plan.ends if self.plan.take((side, end))]
            for number, end in enumerate(ways, 1):
                self.slots[(side, end)] = y + number * height / (len(ways) + 1) + 8
            y += height + 14
        for end in self.plan.ends:
            for pair in ((state, end), (end, state)):
                if self.plan.take(pair):
                    y += LINE * len(self.plan.take(pair)) + 12
                    self.slots[pair] = y - 4
        return y + 8 if y > top else y

    def _place_ends(self) -> dict[Pair, float]:
        """Put the end states on the right and give every way to or from one a rail of its own."""
        rails: dict[Pair, float] = {}
        x = self.left + ROAD_WIDTH + FIRST_GAP
        x += SIDE_WIDTH + SECOND_GAP if self.plan.near else 0
        for end in self.plan.ends:
            for way in ("to", "from"):
                if any(self._way(pair, end) == way for pair in self.slots):
                    rails[(end, way)] = x
                    x += RAIL
        bottom = float(TOP)
        order = sorted(self.plan.ends, key=self._middle)
        for end in order:
            height = 60 + LINE * len(self._unmoving(end, END_WIDTH))
            top = max(bottom, self._middle(end) - height / 2)
            self.boxes[end] = Box(x + 22, top, END_WIDTH, height)
            bottom = top + height + 20
        self.height = max(self.height, bottom if order else 0)
        self.width = (x + 22 + END_WIDTH if order else x) + MARGIN
        return rails

    def _way(self, pair: Pair, end: str) -> str:
        return "to" if pair[1] == end else "from" if pair[0] == end else ""

    def _middle(self, end: str) -> float:
        levels = [y for pair, y in self.slots.items() if end in pair]
        return sum(levels) / len(levels) if levels else self.height

    # ---- drawing ----

    def draw(self) -> str:
        """The picture."""
        self.body += self._lanes_drawn()
        self.body += self._onward_drawn()
        self.body += self._sideways_drawn()
        self.body += [self._box(state) for state in self.boxes]
        notes = self._notes()
        lines = [line for note in notes for line in parts.wrapped(note, self.width - 2 * MARGIN)]
        bottom = self.height + 34
        self.body += [parts.text(MARGIN, bottom + LINE * n, line, "note") for n, line in enumerate(lines)]
        title = self.pack.terms.kinds[self.kind]
        return parts.picture(title, self.width, bottom + LINE * len(lines) + 8, self.body)

    def _box(self, state: str) -> str:
        rule = self.pack.procedures[self.kind].states[state]
        look = "success" if state in self.plan.road[-1:] else rule.kind.value
        party = self.pack.state_label(self.kind, state, party=True)
        under = [] if party == self._state(state) else [party]
        box = self.boxes[state]
        return parts.state_box(box, look, self._state(state), under, self._unmoving(state, box.width))

    def _onward_drawn(self) -> Iterator[str]:
        for source, target in zip(self.plan.road, self.plan.road[1:], strict=False):
            box, below = self.boxes[source], self.boxes[target]
            acts = self._words(self.plan.take((source, target)))
            middle = (box.bottom + below.y) / 2
            yield parts.arrow([(box.middle, box.bottom), (box.middle, below.y)], "onward")
            first = middle - LINE * (len(acts) - 1) / 2 + 4
            yield from (parts.text(box.middle + 10, first + LINE * n, act) for n, act in enumerate(acts))

    def _lanes_drawn(self) -> Iterator[str]:
        used: dict[str, int] = {}
        words: list[str] = []
        for lane in sorted(self.lanes, key=lambda lane: -lane.x):
            ports = {state: self._port(state, used) for state in (*lane.sources, lane.target)}
            levels = sorted(ports.values())
            for state in lane.sources:
                ends = [(self.left, ports[state]), (lane.x, ports[state]), (lane.x, ports[lane.target])]
                yield parts.arrow([*ends, (self.left, ports[lane.target])], "back")
            middle = (levels[0] + levels[-1]) / 2
            words += parts.upright(lane.x, middle, self._words(lane.acts), LANE_LINE)
        yield from words  # over every line

    def _port(self, state: str, used: dict[str, int]) -> float:
        used[state] = used.get(state, 0) + 1
        box = self.boxes[state]
        return box.y + box.height * used[state] / (self._arrivals(state) + 1)

    def _sideways_drawn(self) -> Iterator[str]:
        for pair, y in self.slots.items():
            if not self.plan.take(pair):
                continue
            source, target = pair
            words = self._words(self.plan.take(pair))
            start = self.boxes[source].right if self._leftward(pair) is False else self.boxes[target].right
            points = self._sideway(pair, y)
            yield parts.arrow(points, "end" if set(pair) & set(self.plan.ends) else "side")
            first = y - 5 - LINE * (len(words) - 1)
            yield from (parts.text(start + 10, first + LINE * n, word) for n, word in enumerate(words))

    def _leftward(self, pair: Pair) -> bool:
        return pair[1] in self.plan.road

    def _sideway(self, pair: Pair, y: float) -> list[tuple[float, float]]:
        source, target = (self.boxes[state] for state in pair)
        if pair[1] in self.plan.ends:
            rail = self.rails[(pair[1], "to")]
            level = _near(y, target.y + target.height * 0.35)
            return [(source.right, y), (rail, y), (rail, level), (target.x, level)]
        if pair[0] in self.plan.ends:
            rail = self.rails[(pair[0], "from")]
            level = _near(y, source.y + source.height * 0.75)
            return [(source.x, level), (rail, level), (rail, y), (target.right, y)]
        return (
            [(source.right, y), (target.x, y)] if target.x > source.x else [(source.x, y), (target.right, y)]
        )

    def _notes(self) -> Iterator[str]:
        rules = self.pack.procedures[self.kind].acts
        everywhere = [act for act in rules if _anywhere(self.pack, self.kind, act)]
        for act in everywhere:
            excepted = "、".join(self._state(state) for state in _excepted(self.pack, self.kind, act))
            where = f"除{excepted}外，" if excepted else ""
            to = self._state(rules[act].to)
            yield f"{where}未办结的各状态均可：{self.pack.act_label(self.kind, act)}（到“{to}”）"
        ways: dict[tuple[str, str], list[str]] = {}
        for source, act, target in self.plan.undrawn:
            ways.setdefault((act, target), []).append(self._state(source))
        if ways:
            said = [
                f"{'、'.join(sources)}—{self.pack.act_label(self.kind, act)}→{self._state(target)}"
                for (act, target), sources in ways.items()
            ]
            yield f"另有：{'；'.join(said)}"
        if self.pack.everyday:
            names = "、".join(self.pack.act_label(self.kind, act) for act in self.pack.everyday)
            yield f"每一件都有、不改变状态的日常动作：{names}。"
        yield "框内棕色小字：办理后状态不变的动作。虚线框：办结后可依法重新办理。"
