"""Forms: what a pack asks for, checked and made plain.

``validate`` turns what was typed into values that JSON can hold: dates as ISO text, money as decimal
text in 万元, files as a list of attachment numbers. Pages, sheets and tests share it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from lianmeng.law.schema import FieldType, FormField

Errors = dict[str, str]
Options = Mapping[str, Mapping[str, str]]
LINE_LIMIT = 300
TEXT_LIMIT = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
INTEGER_LIMIT = 10**15


class FieldRefused(ValueError):
    """One value does not fit its field; the text says how to mend it."""


def validate(
    fields: Mapping[str, FormField], typed: Mapping[str, Any], options: Options
) -> tuple[dict[str, Any], Errors]:
    """Plain values of all fields, and what is wrong by field. ``options`` gives the choices by source."""
    clean: dict[str, Any] = {}
    errors: Errors = {}
    for name, field in fields.items():
        try:
            value = read_value(field, typed.get(name), options)
        except FieldRefused as refused:
            errors[name] = str(refused)
            continue
        if value in (None, "", []):
            if field.required:
                errors[name] = f"{_ASK.get(field.type, '请填写')}“{field.label}”"
            continue
        clean[name] = value
    for name in typed:
        if name not in fields:
            errors[name] = "本表没有这一栏"
    return clean, errors


_ASK = {FieldType.FILE: "请上传", FieldType.CHOICE: "请选择", FieldType.CHOICES: "请选择"}


def read_value(field: FormField, typed: Any, options: Options) -> Any:
    """One value, plain. Raises ``FieldRefused``."""
    if typed is None or typed == "" or typed == []:
        return None
    return _READERS[field.type](field, typed, options)


def choices_of(field: FormField, options: Options) -> Mapping[str, str]:
    """The choices of a field, by value."""
    return options.get(field.options or field.source or "", {})


def _line(field: FormField, typed: Any, options: Options) -> str:
    text = _storable(" ".join(str(typed).split()))
    if len(text) > LINE_LIMIT:
        raise FieldRefused(f"不能超过{LINE_LIMIT}字")
    return text


def _text(field: FormField, typed: Any, options: Options) -> str:
    text = str(typed).replace("\r\n", "\n").strip()
    if len(text) > TEXT_LIMIT:
        raise FieldRefused(f"不能超过{TEXT_LIMIT}字")
    return _storable(text)


def _storable(text: str) -> str:
    """Refuse what a database cannot hold: NUL, and halves of surrogate pairs."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise FieldRefused("含有不能保存的字符")
    return text


def _integer(field: FormField, typed: Any, options: Options) -> int:
    try:
        number = int(str(typed).strip())
    except ValueError as error:
        raise FieldRefused("请填整数") from error
    if field.at_least is not None and number < field.at_least:
        raise FieldRefused(f"不能小于{field.at_least}")
    if field.at_most is not None and number > field.at_most:
        raise FieldRefused(f"不能大于{field.at_most}")
    if abs(number) > INTEGER_LIMIT:
        raise FieldRefused("数字过大")
    return number


def _money(field: FormField, typed: Any, options: Options) -> str:
    text = str(typed).strip()
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        raise FieldRefused("请填金额，单位万元，不小于零，最多六位小数")
    return f"{Decimal(text):f}"


def _date(field: FormField, typed: Any, options: Options) -> str:
    text = str(typed).strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise FieldRefused("请按2016-04-21的格式填写日期")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FieldRefused("没有这一天") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FieldRefused(f"年份须在{FIRST_YEAR}至{LAST_YEAR}之间")
    return day.isoformat()


def _choice(field: FormField, typed: Any, options: Options) -> str:
    value = str(typed)
    if value not in choices_of(field, options):
        raise FieldRefused("请从所列选项中选择")
    return value


def _choices(field: FormField, typed: Any, options: Options) -> list[str]:
    values = list(typed) if isinstance(typed, (list, tuple)) else [typed]
    known = choices_of(field, options)
    if any(str(value) not in known for value in values):
        raise FieldRefused("请从所列选项中选择")
    chosen = list(dict.fromkeys(str(value) for value in values))
    if field.at_least is not None and len(chosen) < field.at_least:
        raise FieldRefused("须全选" if field.at_least == len(known) else f"至少选{field.at_least}项")
    if field.at_most is not None and len(chosen) > field.at_most:
        raise FieldRefused(f"至多选{field.at_most}项")
    return chosen


def _file(field: FormField, typed: Any, options: Options) -> list[int]:
    values = typed if isinstance(typed, (list, tuple)) else [typed]
    try:
        return [int(value) for value in values]
    except (TypeError, ValueError, OverflowError) as error:
        raise FieldRefused("文件未上传成功，请重新选择") from error


def _table(field: FormField, typed: Any, options: Options) -> list[dict[str, Any]]:
    rows = []
    if not isinstance(typed, (list, tuple)) or not all(isinstance(row, Mapping) for row in typed):
        raise FieldRefused("请逐行填写")
    for number, row in enumerate(typed, 1):
        clean, errors = validate(field.columns, row, options)
        if errors:
            column, said = next(iter(errors.items()))
            label = field.columns[column].label if column in field.columns else column
            raise FieldRefused(f"第{number}行“{label}”：{said}")
        rows.append(clean)
    return rows


_READERS: dict[FieldType, Callable[[FormField, Any, Options], Any]] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.ORGANISATION: _line,
    FieldType.FILE: _file,
    FieldType.TABLE: _table,
}
