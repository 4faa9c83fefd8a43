"""What stands in the header, door by door. A new page is one line here."""

from collections.abc import Container
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lianmeng.law.schema import Door


@dataclass(frozen=True)
class Item:
    """One entry: its words and the name of its route."""

    words: str
    route: str


@dataclass(frozen=True)
class Link:
    """One entry as a page shows it."""

    words: str
    address: str
    here: bool


REGULATION = Item("办法原文与执行对照", "law")
PUBLIC = (
    Item("试点名录", "portal:home"),
    Item("公示公告", "portal:notices"),
    REGULATION,
)
VERIFY = Item("文件核验", "portal:verify")
ITEMS: dict[str, tuple[Item, ...]] = {
    Door.PORTAL: (*PUBLIC, VERIFY),
    Door.APPLICANT: (
        Item("我的联盟", "applicant:home"),
        Item("申报", "applicant:cases"),
        Item("成员资料", "applicant:parts"),
        Item("本单位人员", "accounts:colleagues"),
        *PUBLIC,
    ),
    Door.OFFICE: (
        Item("工作台", "office:home"),
        Item("申报认定", "office:cases"),
        Item("推荐上报", "office:recommend"),
        Item("申报批次", "office:calls"),
        Item("处室意见", "office:opinions"),
        Item("意见汇总", "office:opinions-sheet"),
        Item("专家论证", "office:panels"),
        Item("上会管理", "office:meetings"),
        Item("异议", "office:objections"),
        Item("单位核验", "accounts:queue"),
        *PUBLIC,
    ),
    "administration": (Item("单位和人员", "accounts:offices"), *PUBLIC),
    "waiting": (*PUBLIC, Item("单位注册", "accounts:status")),
    Door.EXPERT: (Item("我的论证", "expert:home"), *PUBLIC),
}


# where the cases of a kind are listed, door by door; other kinds stand on the door's first page
LISTS: dict[str, dict[str, str]] = {
    Door.APPLICANT: {"recognition": "applicant:cases"},
    Door.OFFICE: {"recognition": "office:cases", "call": "office:calls", "objection": "office:objections"},
}


def list_of(door: str, kind: str) -> tuple[str, str]:
    """The words and the address of the list from which cases of a kind are opened."""
    items = ITEMS.get(door, PUBLIC)
    route = LISTS.get(door, {}).get(kind, items[0].route)
    return next((item.words, _address(item.route)) for item in items if item.route == route)


def links(door: str, path: str, closed: Container[str] = ()) -> list[Link]:
    """The header of a door without ``closed`` routes; the entry under which ``path`` lies is the present one."""
    items = [item for item in ITEMS.get(door, PUBLIC) if item.route not in closed]
    found = [(item.words, _address(item.route)) for item in items]
    known = [(words, address) for words, address in found if address]
    under = [address for _, address in known if _lies_under(path, address)]
    present = max(under, key=len, default="")
    return [Link(words, address, address == present) for words, address in known]


def home(door: str) -> str:
    """Where a door opens: its first page."""
    return next((address for item in ITEMS.get(door, PUBLIC) if (address := _address(item.route))), "/")


def _lies_under(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _address(route: str) -> str:
    """The address of a route; "" while its room is not built into this installation (doors deploy apart)."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
