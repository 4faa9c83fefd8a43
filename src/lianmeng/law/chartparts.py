"""The shapes of a chart, as SVG text: boxes, arrows with rounded corners, words on a white ground."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

LINE, GAP, SIGN = 17, 34, 13
Point = tuple[float, float]

_STYLE = """
.title{font-size:20px;font-weight:600}.name{font-size:15px;font-weight:600}
.small{font-size:12px;fill:#566072}.note{font-size:13px;fill:#566072}.stay{font-size:12px;fill:#8a5a00}
.act{font-size:13px;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
.ground{fill:#fff}.box{fill:#fff;stroke:#566072;stroke-width:1.2}
.start{fill:#e9f1fb;stroke:#0b4f9e;stroke-width:2}.end,.end_reopenable{fill:#f4f6f9}
.end_reopenable{stroke-dasharray:5 4}.success{fill:#e7f4ec;stroke:#14713f;stroke-width:2}
path{fill:none;stroke-width:1.4}.onward{stroke:#0b4f9e;stroke-width:2}.back{stroke:#8a5a00}
.side{stroke:#566072}.way-end{stroke:#8b95a5}
.head-onward{fill:#0b4f9e}.head-back{fill:#8a5a00}.head-side{fill:#566072}.head-end{fill:#8b95a5}
text{font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#1f2937}
"""


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels from the upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2


def width_of(words: str, size: float = SIGN) -> float:
    """How wide words are: a Latin sign takes half the room of a Chinese one."""
    return sum(size if ord(sign) > 255 else size * 0.56 for sign in words)


def wrapped(words: str, width: float) -> list[str]:
    """Words broken into lines no wider than ``width``."""
    lines, line = [], ""
    for sign in words:
        if width_of(line + sign) > width:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line] if line else lines


def folded(names: Iterable[str], width: float, size: float = 12) -> list[str]:
    """Names put one after another into lines, none of them broken."""
    lines: list[str] = []
    for name in names:
        longer = f"{lines[-1]}　{name}" if lines else name
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(name)
    return lines


def text(x: float, y: float, words: str, look: str = "act", anchor: str = "start") -> str:
    """Words at a point, their baseline at ``y``."""
    return f'<text class="{look}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def upright(x: float, middle: float, columns: list[str], width: float) -> Iterator[str]:
    """Words written downwards to the left of a line, each name a column, the first nearest."""
    for number, words in enumerate(columns):
        signs = [sign for sign in words if sign not in "（）()"]
        first = middle - len(signs) * 15 / 2 + 12
        centre = x - width * (number + 0.5) - 2
        spans = "".join(
            f'<tspan x="{centre:g}" y="{first + 15 * n:g}">{escape(s)}</tspan>' for n, s in enumerate(signs)
        )
        yield f'<text class="act" text-anchor="middle">{spans}</text>'


def arrow(points: list[Point], look: str, radius: float = 12) -> str:
    """A line through points with rounded corners, and its head at the last one."""
    way = f"M{points[0][0]:g} {points[0][1]:g}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _toward(corner, before, radius), _toward(corner, after, radius)
        way += f"L{near[0]:g} {near[1]:g}Q{corner[0]:g} {corner[1]:g} {far[0]:g} {far[1]:g}"
    line = "way-end" if look == "end" else look
    last = points[-1]
    return f'<path class="{line}" d="{way}L{last[0]:g} {last[1]:g}"/>{_head(points[-2], last, look)}'


def _toward(start: Point, goal: Point, radius: float) -> Point:
    across, down = goal[0] - start[0], goal[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    part = min(radius, length / 2) / length if length else 0
    return round(start[0] + across * part, 2), round(start[1] + down * part, 2)


def _head(before: Point, tip: Point, look: str) -> str:
    x, y = tip
    if abs(tip[0] - before[0]) > abs(tip[1] - before[1]):
        back = -8 if tip[0] > before[0] else 8
        corners = [(x, y), (x + back, y - 4), (x + back, y + 4)]
    else:
        back = -8 if tip[1] > before[1] else 8
        corners = [(x, y), (x - 4, y + back), (x + 4, y + back)]
    return f'<polygon class="head-{look}" points="{" ".join(f"{a:g},{b:g}" for a, b in corners)}"/>'


def state_box(box: Box, look: str, name: str, under: list[str], inner: list[str]) -> str:
    """A state: its name, what the other side reads, and the acts that leave it as it is."""
    small = [(line, "small") for line in under] + [(line, "stay") for line in inner]
    first = box.y + box.height / 2 - LINE * len(small) / 2 + 5
    shape = f'<rect class="box {look}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}"'
    lines = [f'{shape} height="{box.height:g}" rx="10"/>', text(box.middle, first, name, "name", "middle")]
    lines += [
        text(box.middle, first + LINE * n, line, size, "middle") for n, (line, size) in enumerate(small, 1)
    ]
    return "".join(lines)


def picture(title: str, width: float, height: float, body: Iterable[str]) -> str:
    """The whole picture with its style and title."""
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    ground = f'<rect class="ground" width="{width:g}" height="{height:g}"/>'
    return "\n".join(
        [
            head,
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            ground,
            text(24, 38, title, "title"),
            *body,
            "</svg>",
        ]
    )
