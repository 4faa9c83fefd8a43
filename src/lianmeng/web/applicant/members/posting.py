"""What every form of these pages shares: its own mark, and who may send it."""

import re
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lianmeng.law.pack import Pack
from lianmeng.record.people import Actor
from lianmeng.web.applicant.members import pages

AGAIN = "此前已经办理，未重复办理。"


def once_of(request: HttpRequest) -> str:
    """The page's own mark; a fresh one when it did not come back whole."""
    mark = request.POST.get("once", "")
    return mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex


def refuse_other_capacity(pack: Pack, actor: Actor) -> None:
    """Raise PermissionDenied for a capacity that the pack does not let confirm."""
    if not pages.may_act(pack, actor):
        raise PermissionDenied
