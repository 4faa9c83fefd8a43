"""The register for taking away, exactly as filtered: as Excel or CSV, with what it counts and its day."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from django.http import HttpResponse, QueryDict

from lianmeng.designations import queries as designations
from lianmeng.files.workbooks.writing import MEDIA_TYPE, Column, Note, write
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.web.portal import register
from lianmeng.web.ui.words import day_words

HEAD = "省级联盟试点名录"
COLUMNS = (
    Column("联盟", 44),
    Column("盟主单位", 36),
    Column("地区", 12),
    Column("重点方向", 20),
    Column("推荐单位", 26),
    Column("批复文号", 22),
    Column("起始日", 14),
    Column("届满日", 14),
    Column("期次", 8),
    Column("状态", 8),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


def workbook(on: date, get: QueryDict) -> HttpResponse:
    """An Excel file: the rows, and a sheet that says what they are."""
    pack = policies.current_pack()
    content = write(
        HEAD,
        COLUMNS,
        list(_rows(pack, on, get)),
        spare=0,
        notes_sheet="说明",
        notes_head=("项目", "", "内容"),
        notes=[Note((name, "", words)) for name, words in _notes(pack, on, get)],
    )
    return _answer(content, MEDIA_TYPE, on, "xlsx")


def table(on: date, get: QueryDict) -> HttpResponse:
    """A CSV file in UTF-8 that Excel opens as such; no cell is a formula."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow([column.label for column in COLUMNS])
    writer.writerows([_plain(cell) for cell in row] for row in _rows(policies.current_pack(), on, get))
    return _answer(target.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", on, "csv")


def _rows(pack: Pack, on: date, get: QueryDict) -> Iterator[list[str]]:
    found = designations.public_titles(on, register.asked(pack, get)).order_by("-starts_on", "-pk")
    for row in found[: register.EXACT]:
        one = register.line(pack, row, on)
        yield [
            row.alliance.name,
            row.alliance.lead.name,
            one.place,
            one.focus,
            str(row.case.recommender or ""),
            row.document.number or "",
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
            str(row.period),
            "有效" if one.in_force else "期满",
        ]


def _notes(pack: Pack, on: date, get: QueryDict) -> Iterator[tuple[str, str]]:
    wanted = register.asked(pack, get)
    yield "名称", HEAD
    yield "依据", f"《{pack.head.title}》"
    yield "制表单位", pack.head.authority
    yield "数据日期", day_words(on)
    yield "口径", "只列已经公布结果的试点，一期称号一行；地区按申报单位所在地，有效与否按数据日期判断。"
    if wanted.narrows:
        yield "查找条件", _said(pack, wanted)
    yield "行数上限", f"至多{register.EXACT:,}行，超过的请缩小查找范围。"


def _said(pack: Pack, wanted: designations.Asked) -> str:
    office = pack.offices.get(wanted.place)
    parts = {
        "名称含": wanted.text,
        "地区": (office.place or office.name) if office else "",
        "方向": pack.terms.lists.get(register.FOCI, {}).get(wanted.focus, ""),
        "状态": dict(register.STANDINGS).get(wanted.standing, ""),
    }
    return "；".join(f"{name}：{words}" for name, words in parts.items() if words)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _answer(content: bytes, kind: str, on: date, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="pilots-{on.isoformat()}.{ending}"'
    return answer
