"""Document numbers (文号): their written form, and the check code printed on every paper. Pure Python.

A number reads 机关代字〔year〕number号: six-corner brackets, the full year, no leading zero, no 第
(GB/T 9704-2012, 7.2.5). The letters in front are policy data and are always passed in.
"""

import re
import secrets

_NUMBER = re.compile(r"(?P<prefix>[㐀-鿿]{1,20})〔(?P<year>(?:19|20)[0-9]{2})〕(?P<n>[1-9][0-9]{0,5})号")
_LOOSE = re.compile(
    r"(?P<prefix>[㐀-鿿]{1,20})[〔\[［(（【{﹝<〈]?(?P<year>(?:19|20)?[0-9]{2})年?[〕\]］)）】}﹞>〉]?"
    r"第?0*(?P<n>[1-9][0-9]{0,5})号?"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_FORM = "机关代字〔年份〕序号号"


class NumberRefused(ValueError):
    """A number, or a date that belongs to it, cannot be taken. Nothing has been written.

    text: what is wrong, in Chinese; mend: how to put it right, in Chinese; field: the field it belongs to.
    """

    def __init__(self, text: str, mend: str, field: str = "number") -> None:
        super().__init__(f"{text}{mend}")
        self.text = text
        self.mend = mend
        self.field = field


def format_number(prefix: str, year: int, n: int) -> str:
    """The number `n` of `year` under the letters `prefix`, for example 甲乙发〔2020〕6号.

    Raises NumberRefused when the parts do not make a proper number.
    """
    return check_number(f"{prefix}〔{year}〕{n}号")


def check_number(text: str) -> str:
    """`text` without surrounding blanks, if it is a proper document number.

    Raises NumberRefused; its `mend` shows the corrected number wherever one can be guessed.
    """
    number = text.strip()
    if _NUMBER.fullmatch(number):
        return number
    if not number:
        raise NumberRefused("未填写文号。", f"请按“{_FORM}”填写文号。")
    raise NumberRefused(f"文号“{number}”{_fault(number)}。", _mend(number))


def number_year(number: str) -> int:
    """The year in a proper number. Raises NumberRefused as `check_number` does."""
    found = _NUMBER.fullmatch(check_number(number))
    assert found is not None
    return int(found["year"])


def new_check_code() -> str:
    """A fresh check code (校验码): 64 random bits as sixteen hexadecimal digits in four groups."""
    return _grouped(secrets.token_hex(8))


def short_code(digest: str) -> str:
    """The beginning of a digest, as people compare it between paper and screen."""
    return _grouped(digest[:8])


def tidy_check_code(text: str) -> str:
    """A check code as somebody typed it, in the form it is stored in; "" if it cannot be one."""
    digits = re.sub(r"[\s\-－—–]", "", text)
    return _grouped(digits) if re.fullmatch(r"[0-9A-Fa-f]{16}", digits) else ""


def plain_check_code(code: str) -> str:
    """A check code without its hyphens, as addresses bear it."""
    return code.replace("-", "")


def _grouped(digits: str) -> str:
    return "-".join(re.findall("....", digits.upper()))


def _fault(number: str) -> str:
    """What is wrong with a number that is not in the proper form, as a Chinese predicate."""
    if re.search(r"\s", number):
        return "中有空格"
    if number.translate(_FULL_WIDTH) != number:
        return "用了全角数字"
    if re.search(r"[\[\]［］()（）【】{}﹝﹞<>〈〉]", number):
        return "的年份未用六角括号〔〕"
    if "第" in number:
        return "的序号前多了“第”字"
    if re.search(r"〕0", number):
        return "的序号前多了“0”"
    if re.search(r"〔[0-9]{2}〕", number):
        return "的年份不是四位数"
    if not number.endswith("号"):
        return "末尾缺“号”字"
    return "格式不对"


def _mend(number: str) -> str:
    """The corrected number as advice, or the form in general where none can be guessed."""
    plain = re.sub(r"\s", "", number).translate(_FULL_WIDTH)
    found = _LOOSE.fullmatch(plain)
    if found is None or len(found["year"]) != 4:
        return f"请按“{_FORM}”填写：年份写四位数并用六角括号，序号前不加“第”、不补“0”。"
    return f"请改为“{found['prefix'].removesuffix('第')}〔{found['year']}〕{found['n']}号”。"
