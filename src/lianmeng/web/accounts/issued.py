"""An address that is handed over: shown once, to whoever made it, on the page that comes next."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.urls import reverse

from lianmeng.parties.actions import Issued, IssuedReset
from lianmeng.web.ui.words import day_words

KEY = "issued"


@dataclass(frozen=True)
class Shown:
    """What is handed over: what was made for whom, what the address is for, what to do when it is lost."""

    head: str
    label: str
    address: str
    until: str
    lost: str


def keep(request: HttpRequest, issued: Issued) -> None:
    """Remember the address of an invitation until the next page shows it."""
    invitation = issued.invitation
    head, lost = f"已邀请{invitation.name}", "丢失了，撤销后重新邀请"
    _keep(request, head, "注册地址", "join", issued.token, day_words(invitation.last_day), lost)


def keep_reset(request: HttpRequest, issued: IssuedReset) -> None:
    """Remember the address for a new password until the next page shows it."""
    person, lost = issued.reset.person, "丢失了，重新制发，原地址即作废"
    head = f"已为{person.name}（用户名 {person.username}）制发重设密码的地址"
    _keep(request, head, "重设密码地址", "reset", issued.token, day_words(issued.reset.last_day), lost)


def _keep(request: HttpRequest, head: str, label: str, page: str, token: str, until: str, lost: str) -> None:
    address = request.build_absolute_uri(reverse(f"accounts:{page}", args=[token]))
    request.session[KEY] = asdict(Shown(head, label, address, until, lost))


def take(request: HttpRequest) -> Shown | None:
    """The address that is to be shown now; it is forgotten."""
    kept = request.session.pop(KEY, None)
    return Shown(**kept) if kept and kept.keys() == Shown.__dataclass_fields__.keys() else None
