"""Numbers that others give: unified social credit codes and resident identity numbers.

Sources: GB 32100-2015 (18 characters, no I, O, S, V, Z; check by weights 3^i mod 31) and GB 11643-1999.
An identity number is never stored and never repeated in a message; only its keyed hash is kept.
"""

import hashlib
import hmac
import unicodedata

from stdnum import exceptions as stdnum_errors
from stdnum import numdb
from stdnum.cn import ric, uscc

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AUTHORITIES = "123456789ANY"
SOLE_TRADERS = "92"  # market supervision, individual business
CHECK_LICENCE = "请对照营业执照、法人证书或登记证书逐位核对"
CHECK_CARD = "请对照居民身份证核对后重新填写"
TAIWAN_RESIDENTS = "83"  # residence permits, State Council 2018, beside 81 and 82


class CodeRefused(ValueError):
    """A number that cannot be right. ``text`` says what is wrong, ``mend`` how to mend it (both Chinese)."""

    def __init__(self, text: str, mend: str) -> None:
        super().__init__(text)
        self.text = text
        self.mend = mend


def check_code(text: str) -> str:
    """The compact unified social credit code: half-width capitals, no spaces or hyphens.

    Raises ``CodeRefused`` for a wrong length, a foreign character, an unknown registering authority, a
    region part that is no number, or a wrong check character (GB 32100-2015).
    """
    code = _plain(text).replace(" ", "").replace("-", "")
    if len(code) != LENGTH:
        raise CodeRefused(f"统一社会信用代码应为18位，现为{len(code)}位", CHECK_LICENCE)
    for place, character in enumerate(code, 1):
        if character not in ALPHABET:
            mend = "代码中没有字母I、O、S、V、Z，请核对是否为数字1、0、5、2"
            raise CodeRefused(f"统一社会信用代码第{place}位“{character}”不是代码允许的字符", mend)
    if code[0] not in AUTHORITIES:
        raise CodeRefused(f"统一社会信用代码第1位“{code[0]}”不是登记管理部门代码", CHECK_LICENCE)
    if not code[2:8].isdecimal():
        raise CodeRefused("统一社会信用代码第3至8位应为6位数字的登记管理机关行政区划码", CHECK_LICENCE)
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        raise CodeRefused("统一社会信用代码校验不符，至少有一位有误", CHECK_LICENCE)
    return code


def is_sole_traders(code: str) -> bool:
    """Whether a compact code was given to an individual business (个体工商户): its class says so."""
    return code.startswith(SOLE_TRADERS)


def registered_region(code: str) -> str:
    """The six-digit region in which the holder of a compact code was registered (not its address today)."""
    return code[2:8]


def check_region(text: str) -> str:
    """A six-digit administrative division code (GB/T 2260), or ``CodeRefused``."""
    region = _plain(text)
    if len(region) != 6 or not region.isascii() or not region.isdecimal():
        raise CodeRefused("行政区划码应为6位数字", "请按住所地选择所属的市、县（区）")
    return region


def identity_number(text: str) -> str:
    """The normalised 18-digit resident identity number (GB 11643-1999).

    Of the place only the province is held to be true or false: a number bears the county of the day on which
    it was given, and people born before that county had its name bear it as well.

    Raises ``CodeRefused`` for a wrong length, form, province, date of birth or check character. The
    number itself is not part of any message.
    """
    number = ric.compact(_plain(text))
    try:
        _check_identity(number)
    except stdnum_errors.InvalidLength as error:
        raise CodeRefused("居民身份证号码应为18位", CHECK_CARD) from error
    except stdnum_errors.InvalidChecksum as error:
        raise CodeRefused("居民身份证号码校验不符，至少有一位有误", CHECK_CARD) from error
    except stdnum_errors.InvalidComponent as error:
        raise CodeRefused("居民身份证号码中的省份或出生日期有误", CHECK_CARD) from error
    except stdnum_errors.ValidationError as error:
        raise CodeRefused("居民身份证号码只能由数字组成，末位可以是X", CHECK_CARD) from error
    return number


def _check_identity(number: str) -> None:
    if len(number) != LENGTH:
        raise stdnum_errors.InvalidLength
    if not (number[:-1].isascii() and number[:-1].isdecimal()):
        raise stdnum_errors.InvalidFormat
    if number[-1] != ric.calc_check_digit(number):
        raise stdnum_errors.InvalidChecksum
    ric.get_birth_date(number)
    province = number[:2]
    known = any(facts for _, facts in numdb.get("cn/loc").info(province))
    if not known and province != TAIWAN_RESIDENTS:
        raise stdnum_errors.InvalidComponent


def identity_key(number: str, secret: bytes) -> str:
    """HMAC-SHA256 of a normalised identity number, as 64 hexadecimal digits."""
    return hmac.new(secret, number.encode("ascii"), hashlib.sha256).hexdigest()


def _plain(text: str) -> str:
    """Half-width, upper case, without surrounding white space."""
    return unicodedata.normalize("NFKC", text).strip().upper()
