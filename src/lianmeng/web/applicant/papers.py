"""/apply/drafts/<number>/papers: the papers of an application, uploaded before it is submitted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Member
from lianmeng.applications import actions, queries, rules
from lianmeng.applications.actions.papers import PER_MEMBER, pack_of
from lianmeng.applications.models import Application
from lianmeng.cases import queries as cases
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.files.actions import upload_limit
from lianmeng.files.kinds import FileRefused
from lianmeng.files.models import Attachment
from lianmeng.law import nextsteps
from lianmeng.law.forms import FieldRefused, read_value
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.law.verdicts import Verdict
from lianmeng.parties import queries as parties
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.applicant.pages import DOOR, SUBMIT
from lianmeng.web.casework import casepage, desk, tasks
from lianmeng.web.casework.addresses import draft_act_address, draft_address
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.ui import errors, packforms

ONE_BY_ONE = "X-Upload"  # the header with which look.js sends each file by itself
PDF = "application/pdf"
LAST_DAY = FormField(label="证照有效期至", type=FieldType.DATE, required=False)


@dataclass(frozen=True)
class Result:
    """What became of one file that was sent."""

    name: str
    said: str
    taken: bool


@dataclass(frozen=True)
class Held:
    """A file that is there. ``before``: the file above it, so that it may be moved up."""

    row: Attachment
    who: str
    before: int = 0

    @property
    def unreadable(self) -> bool:
        """Whether it is a PDF whose pages cannot be read: it will be named, not bound in."""
        return self.row.file.media_type == PDF and self.row.file.pages is None


@dataclass(frozen=True)
class Box:
    """One paper with its files, and what became of those just sent."""

    name: str
    label: str
    hint: str
    required: bool
    cites: tuple[str, ...]
    outline: tuple[str, ...]
    files: tuple[Held, ...]
    results: tuple[Result, ...] = ()

    @property
    def wrong(self) -> list[Result]:
        """The files that were not taken."""
        return [one for one in self.results if not one.taken]


@dataclass(frozen=True)
class Line:
    """One member with its licence; ``registered``: the copy with which the own organisation was registered."""

    member: Member
    kind: str
    file: Held | None
    overdue: bool
    registered: str = ""
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class PapersPage:
    """All that the template prints."""

    application: Application
    pack: Pack
    verdict: Verdict
    licences: Verdict
    boxes: list[Box]
    lines: list[Line]
    licence: Box
    declarations: list[str]
    consents: list[str]
    onward: str
    results: dict[str, list[Result]] = field(default_factory=dict)

    @property
    def only_licences(self) -> bool:
        """Whether a correction is being written: the papers go with it, the licences are changed here."""
        return self.licences.allowed and not self.verdict.allowed

    @property
    def missing(self) -> list[str]:
        """The papers that must still be uploaded."""
        lacking = [one.label for one in self.boxes if one.required and not one.files]
        members = len(self.without_licence)
        return [*lacking, f"{members}家成员的证照"] if members else lacking

    @property
    def without_licence(self) -> list[Line]:
        """The members whose licence is not there yet."""
        return [one for one in self.lines if one.file is None]

    @property
    def unmatched(self) -> list[Result]:
        """What became of licences sent together."""
        return self.results.get("licences", [])

    @property
    def limit(self) -> str:
        """What may be uploaded."""
        return packforms.accepted()

    @property
    def bytes_at_most(self) -> int:
        """The largest file, for the page to warn before sending."""
        return upload_limit()

    @property
    def back(self) -> str:
        """The page of the draft."""
        return draft_address(self.application.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("applicant")
def papers(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/drafts/<number>/papers."""
    actor = acting(request)
    application = own_draft(actor, number)
    if request.method != "POST":
        return _show(request, application, actor)
    try:
        results = _do(request, application, actor)
    except Refused as refused:
        return _refused(request, refused, pack_of(application))
    wrong = any(not one.taken for rows in results.values() for one in rows)
    if ONE_BY_ONE in request.headers:
        said = "；".join(one.said for rows in results.values() for one in rows)
        return HttpResponse(said, status=422 if wrong else 200, content_type="text/plain; charset=utf-8")
    if wrong:
        return _show(request, application, actor, results, 422)
    for one in (one for rows in results.values() for one in rows):
        messages.success(request, f"“{one.name}”{one.said}。" if one.name else f"{one.said}。")
    return redirect(f"{request.path}#{next(iter(results), 'papers')}")


def own_draft(actor: Actor, number: int) -> Application:
    """A draft of the actor's own organisation. Raises Http404."""
    found = tasks.find_draft(actor, number)
    if found.organisation_id != actor.organisation:
        raise Http404
    return found


def _refused(request: HttpRequest, refused: Refused, pack: Pack) -> HttpResponse:
    if ONE_BY_ONE in request.headers:
        said = "；".join(f"{one.text}。{one.mend}" for one in refused.reasons)
        return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
    return errors.conflict(request, refused.reasons, pack)


def _show(
    request: HttpRequest,
    application: Application,
    actor: Actor,
    results: dict[str, list[Result]] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(application, actor, clock.today(), results or {})
    return render(request, "applicant/papers.html", {"page": page, "pack": page.pack}, status=status)


# ---- the page ------------------------------------------------------------------------------------------------


def page_of(application: Application, actor: Actor, on: date, results: dict[str, list[Result]]) -> PapersPage:
    """Gather the page in a fixed number of queries."""
    pack = pack_of(application)
    held, members = queries.papers_of(application), list(alliances.members_of(application.alliance))
    copies = [one.licence_copy for one in members if one.licence_copy]
    who = parties.names_of({one.by for rows in [*held.values(), copies] for one in rows})
    fields = pack.field_of(queries.KIND, "submit")
    boxes = []
    for name, paper in pack.materials.items():
        hint = fields[name].hint if name in fields else ""
        files = _held(held.get(name, []), who)
        label, sent = pack.terms.papers[name], tuple(results.get(name, ()))
        boxes.append(Box(name, label, hint, paper.required, paper.cites, paper.outline, files, sent))
    copy = parties.registered_licence(actor.organisation) if actor.organisation else None
    registered = {actor.organisation: copy.name} if copy else {}
    own = [one for one in boxes if pack.materials[one.name].per == PER_MEMBER]
    return PapersPage(
        application=application,
        pack=pack,
        verdict=rules.may_change_papers(pack, application, actor),
        licences=rules.may_change_licences(pack, application, actor),
        boxes=[one for one in boxes if one not in own],
        lines=[_line(pack, one, who, on, results, registered) for one in members],
        licence=own[0],
        declarations=list(pack.terms.lists.get("declarations", {}).values()),
        consents=list(pack.terms.lists.get("delivery_consent", {}).values()),
        onward=_onward(application, actor, on),
        results=results,
    )


def _onward(application: Application, actor: Actor, on: date) -> str:
    """Where the papers are sent from: the submission of the draft, or the correction that is asked for."""
    case = application.case
    if case is None:
        return draft_act_address(application.pk, SUBMIT)
    found = nextsteps.offers(cases.pack_of(case), cases.view(case), cases.who(actor), on)
    offer = desk.first(found)
    return casepage.offer_address(DOOR, case, offer) if offer else draft_address(application.pk)


def _held(rows: Sequence[Attachment], who: dict[str, str]) -> tuple[Held, ...]:
    above = [0, *(one.pk for one in rows)]
    return tuple(Held(one, who.get(one.by, ""), above[place]) for place, one in enumerate(rows))


def _line(
    pack: Pack,
    member: Member,
    who: dict[str, str],
    on: date,
    results: dict[str, list[Result]],
    registered: Mapping[int | None, str],
) -> Line:
    copy, until = member.licence_copy, member.organisation.valid_until
    kind = pack.terms.lists.get("member_kind", {}).get(member.kind, member.kind)
    file = _held([copy], who)[0] if copy else None
    sent = tuple(results.get(f"member-{member.pk}", ()))
    known = registered.get(member.organisation_id, "")
    return Line(member, kind, file, until is not None and until < on, known, sent)


# ---- what is done on it --------------------------------------------------------------------------------------

Results = dict[str, list[Result]]


def _do(request: HttpRequest, application: Application, actor: Actor) -> Results:
    """Do what the button says. Raises ``Refused``; whatever is wrong with one file is among the results."""
    done = _DO.get(request.POST.get("do", ""))
    if done is None:
        return {"papers": [Result("", "没有这一项操作，请重新打开本页", False)]}
    return done(request, application, actor)


def _upload(request: HttpRequest, application: Application, actor: Actor) -> Results:
    paper, on = request.POST.get("paper", ""), clock.today()
    instead = _number(request, "instead")

    def store(file: UploadedFile) -> None:
        actions.add_paper(application, paper, file, file.name or "", by=actor, on=on, instead=instead)

    place = paper if paper in pack_of(application).materials else "papers"
    return {place: _each(request.FILES.getlist("files"), store)}


def _licence(request: HttpRequest, application: Application, actor: Actor) -> Results:
    member = _member(application, _number(request, "member"))
    place, sent = f"member-{member.pk}", request.FILES.getlist("files")[:1]
    try:
        typed = read_value(LAST_DAY, request.POST.get("valid_until"), {})
    except FieldRefused as refused:
        return {place: [Result("", f"证照有效期至：{refused}", False)]}
    until = date.fromisoformat(typed) if typed else None

    def store(file: UploadedFile | None) -> None:
        name = file.name or "" if file else ""
        actions.add_licence(application, member, file, name, by=actor, on=clock.today(), valid_until=until)

    if sent or not until:
        return {place: _each(sent, store)}
    store(None)
    return {place: [Result(member.organisation.name, "证照有效期已保存", True)]}


def _reuse(request: HttpRequest, application: Application, actor: Actor) -> Results:
    member = _member(application, _number(request, "member"))
    name = actions.reuse_licence(application, member, by=actor, on=clock.today())
    return {f"member-{member.pk}": [Result(name, "（注册时核验的证照）已用作本单位证照", True)]}


def _licences(request: HttpRequest, application: Application, actor: Actor) -> Results:
    """Several licences at once, each told by the name of its member in the name of the file."""
    members = list(alliances.members_of(application.alliance))

    def store(file: UploadedFile) -> None:
        name = file.name or ""
        fitting = [one for one in members if one.organisation.name in name]
        best = max(fitting, key=lambda one: len(one.organisation.name), default=None)
        if best is None:
            raise FileRefused("文件名中没有成员单位的全称，", "请改名后再传，或在该成员一行上传。")
        actions.add_licence(application, best, file, name, by=actor, on=clock.today())

    return {"licences": _each(request.FILES.getlist("files"), store)}


def _remove(request: HttpRequest, application: Application, actor: Actor) -> Results:
    name = actions.remove_paper(application, _number(request, "number"), by=actor)
    return {"papers": [Result(name, "已移除" if name else "文件已不在，无须移除", True)]}


def _raise(request: HttpRequest, application: Application, actor: Actor) -> Results:
    number, before = _number(request, "number"), _number(request, "before")
    actions.raise_paper(application, number, before, by=actor)
    return {"papers": [Result("", "次序已调整", True)]}


def _drop(request: HttpRequest, application: Application, actor: Actor) -> Results:
    member = _member(application, _number(request, "member"))
    actions.drop_licence(application, member, by=actor)
    return {f"member-{member.pk}": [Result(member.organisation.name, "的证照已移除", True)]}


_DO: dict[str, Callable[[HttpRequest, Application, Actor], Results]] = {
    "upload": _upload,
    "licence": _licence,
    "licences": _licences,
    "reuse": _reuse,
    "remove": _remove,
    "raise": _raise,
    "drop": _drop,
}


def _each(files: Iterable[UploadedFile], store: Callable[[Any], None]) -> list[Result]:
    """Store file by file: one that is refused stops none of the others. Raises ``Refused``."""
    found = []
    for file in files:
        name = file.name or ""
        try:
            store(file)
            found.append(Result(name, "已上传", True))
        except FileRefused as refused:
            found.append(Result(name, f"{refused.text}{refused.mend}", False))
        except Invalid as invalid:
            found.append(Result(name, "；".join(invalid.errors.values()), False))
    return found or [Result("", "没有选择文件，请选择后上传", False)]


def _member(application: Application, number: int) -> Member:
    found = alliances.members_of(application.alliance).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0
