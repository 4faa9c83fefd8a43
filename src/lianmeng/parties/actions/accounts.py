"""An account that somebody opens for themselves, by invitation or registration."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lianmeng.law.verdicts import Reason
from lianmeng.parties import codes
from lianmeng.parties.actions.entries import actor_self, enter, refuse, require, snapshot, stream_of
from lianmeng.parties.actions.people import identity_of
from lianmeng.parties.models import Person

USERNAME = re.compile(r"[\w.@-]{3,60}")
PHONE = re.compile(r"\+?\d[\d -]{5,20}\d")

WEAK = {  # by the codes of Django's validators, whose own words are not all translated
    "password_too_short": "密码至少{min_length}个字符",
    "password_too_common": "密码太常见，容易被猜到",
    "password_entirely_numeric": "密码不能全是数字",
    "password_too_similar": "密码与用户名太相似",
}


@dataclass(frozen=True)
class NewAccount:
    """What somebody fills in to get an account."""

    username: str
    name: str
    phone: str
    password: str = field(repr=False)
    identity_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class Ready:
    """A new account whose particulars are sound and whose password is hashed."""

    account: NewAccount
    username: str
    password: str = field(repr=False)


def prepare(account: NewAccount, *, identity: bool) -> Ready:
    """Check what needs no lock and hash the password (slow on purpose, so before the transaction).

    Raises ``PartyRefused`` with a reason for every field that is wrong.
    """
    username = unicodedata.normalize("NFKC", account.username).strip()
    require([*_against(account, username), *_against_identity(account.identity_number, identity)])
    return Ready(account, username, make_password(account.password))


def open_account(ready: Ready, *, on: date, capacity: str) -> Person:
    """Make the account, within the caller's transaction; it is its own maker. Raises ``PartyRefused``."""
    account = ready.account
    if taken(ready.username):
        refuse(Reason("用户名已被使用", fact=ready.username, mend="请换一个用户名", field="username"))
    person = Person(
        username=ready.username,
        name=account.name.strip(),
        phone=account.phone.strip(),
        identity=identity_of(account.identity_number) if account.identity_number else None,
        password=ready.password,
        joined_on=on,
    )
    person.save(force_insert=True)
    enter(stream_of(person), "open_account", actor_self(person, capacity), on, snapshot(person), "")
    return person


def taken(username: str) -> bool:
    """Whether an account has this user name, in whatever case: two that differ in it would be mistaken."""
    return Person.objects.filter(username__iexact=username).exists()


def _against(account: NewAccount, username: str) -> Iterator[Reason]:
    if not account.name.strip():
        yield Reason("请填写姓名", field="name")
    if not USERNAME.fullmatch(username):
        said = "用户名为3至60个字，可用汉字、字母、数字和 . _ - @，不含空格"
        yield Reason(said, mend="请换一个用户名", field="username")
    elif taken(username):
        yield Reason("用户名已被使用", fact=username, mend="请换一个用户名", field="username")
    if not PHONE.fullmatch(account.phone.strip()):
        yield Reason("电话号码不对", mend="请填写手机号码，或带区号的固定电话", field="phone")
    yield from against_password(account.password, Person(username=username, name=account.name))


def against_password(password: str, person: Person) -> Iterator[Reason]:
    """Why this password will not do for this account."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        for weak in error.error_list:
            said = WEAK.get(weak.code or "", "密码不够安全").format(**(weak.params or {}))
            yield Reason(said, mend="请换一个密码", field="password")


def _against_identity(number: str, identity: bool) -> Iterator[Reason]:
    if not number and identity:
        said = "这个身份须登记居民身份证号码"
        yield Reason(said, mend="系统只保存加密校验值，不保存、不显示号码", field="identity_number")
    elif number:
        try:
            codes.identity_number(number)
        except codes.CodeRefused as refused:
            yield Reason(refused.text, mend=refused.mend, field="identity_number")
