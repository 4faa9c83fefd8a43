"""What the tables say, held against the ledger and the files: nothing is changed, everything found is told.

The ledger proves itself by ``lianmeng ledger verify``; this asks whether the rows beside it still agree.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from lianmeng.acts import RESUBMITS
from lianmeng.cases import queries as cases
from lianmeng.cases import sealing
from lianmeng.cases.actions import digest
from lianmeng.cases.models import Case, Deadline, SealedAnswer, Submission
from lianmeng.cases.signing import PUBLIC
from lianmeng.decisions.models import Publication
from lianmeng.documents.models import Document
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from lianmeng.law import procedures
from lianmeng.record import queries as record
from lianmeng.record.models import Entry

BATCH = 200
FREEZES = RESUBMITS | {("recognition", "submit")}  # acts that freeze a submission
STREAM = "case:"


def examine() -> Iterator[str]:
    """Every disagreement, one line each, in Chinese."""
    yield from _missing()
    for batch in _batches():
        yield from _cases(batch)
        yield from _beside(batch)
    yield from _submissions()
    yield from _deadlines()
    yield from _sealed()
    yield from (fault.explanation for fault in files.verify_files())


def _missing() -> Iterator[str]:
    known = {f"{STREAM}{number}" for number in Case.objects.values_list("pk", flat=True)}
    for stream in sorted(name for name in record.heads() if name.startswith(STREAM)):
        if stream not in known:
            yield f"{stream}：有办理留痕而无此件，事项记录已被删去"


def _batches() -> Iterator[list[Case]]:
    last = 0
    while rows := list(Case.objects.filter(pk__gt=last).select_related("recommender").order_by("pk")[:BATCH]):
        yield rows
        last = rows[-1].pk


def _cases(batch: list[Case]) -> Iterator[str]:
    views = cases.views(batch)
    for case in batch:
        history = views[case.pk].history
        try:
            state = procedures.replay(cases.pack_of(case), case.kind, history)
        except (ValueError, KeyError) as error:
            yield f"{case.stream}：办理留痕不合程序：{error}"
            continue
        if history and state != case.state:
            yield f"{case.stream}：状态记为“{case.state}”，按办理留痕应为“{state}”"
        if history and case.ended == cases.pack_of(case).is_open(case.kind, case.state):
            yield f"{case.stream}：是否办结的标记与状态“{case.state}”不符"
        if len(history) != case.version:
            yield f"{case.stream}：版次记为{case.version}，办理留痕有{len(history)}条"


def _beside(batch: list[Case]) -> Iterator[str]:
    """Rows that acts wrote and that are no longer there, and files that are not those that were signed."""
    sent = Counter(Submission.objects.filter(case__in=batch).values_list("case", flat=True))
    times = set(Deadline.objects.filter(case__in=batch).values_list("begun_by", "name"))
    streams = record.streams({case.stream for case in batch})
    signed = {int(no): sha for rows in streams.values() for one in rows for no, sha in _files(one).items()}
    there = dict(Attachment.objects.filter(pk__in=signed).values_list("pk", "file__sha256"))
    made = [code for rows in streams.values() for one in rows for code in _papers(one)]
    papers = _kept(made)
    for case in batch:
        entries = streams.get(case.stream, [])
        done = [one for one in entries if one.data["performed"]]
        frozen = sum((case.kind, one.act) in FREEZES for one in done)
        if frozen != sent[case.pk]:
            yield f"{case.stream}：按办理留痕提交过{frozen}次，存有{sent[case.pk]}次"
        for name in (name for one in done for name in one.data["due"] if (one.seq, name) not in times):
            yield f"{case.stream}：期限“{name}”的记录已被删去"
        for number, sha256 in (item for one in entries for item in _files(one).items()):
            if there.get(int(number)) != sha256:
                yield f"{case.stream}：附件{number}缺失或已换成别的文件，办理时为{sha256[:8]}"
        for code, sha256 in (item for one in entries for item in _papers(one).items()):
            if (code, sha256) not in papers:
                yield f"{case.stream}：公文{code}缺失或已换成别的文件，制发时为{sha256[:8]}"


def _files(entry: Entry) -> Mapping[str, str]:
    """SHA-256 by number of attachment; entries of the first versions keep none."""
    found: Mapping[str, str] = entry.data.get("files", {})
    return found


def _papers(entry: Entry) -> Mapping[str, str]:
    """SHA-256 by check code of the papers that an act made; entries of the first versions keep none."""
    found: Mapping[str, str] = entry.data.get("papers", {})
    return found


def _kept(names: Collection[str]) -> set[tuple[str, str]]:
    """The papers that are there under these names, with the SHA-256 of their files."""
    codes = {name.removesuffix(PUBLIC) for name in names}
    found = set(Document.objects.filter(check_code__in=codes).values_list("check_code", "file__sha256"))
    code = "case__designation__document__check_code"
    public = Publication.objects.filter(**{f"{code}__in": codes}).values_list(code, "file__sha256")
    return found | {(f"{name}{PUBLIC}", sha256) for name, sha256 in public}


def _submissions() -> Iterator[str]:
    for row in Submission.objects.order_by("pk").iterator(chunk_size=BATCH):
        if digest(row.facts, row.papers) != row.digest:
            yield f"{STREAM}{row.case_id}：第{row.no}次提交的内容与校验码不符"


def _sealed() -> Iterator[str]:
    """What stands apart from the ledger, held against the digests that the ledger keeps."""
    known = {row.ref.hex: row for row in SealedAnswer.objects.order_by("pk")}
    streams = sorted({f"{STREAM}{row.case_id}" for row in known.values()})
    for stream, entries in record.streams(streams).items():
        for value in (value for entry in entries for value in entry.data["answers"].values()):
            if not sealing.is_sealed(value):
                continue
            row = known.get(value[sealing.SEALED])
            if row is None or sealing.digest_of(row) != value[sealing.DIGEST]:
                yield f"{stream}：密封内容{value[sealing.SEALED][:8]}缺失或被改动，请从备份恢复"


def _deadlines() -> Iterator[str]:
    """The days as the ledger keeps them since the act that counted them."""
    for row in Deadline.objects.order_by("pk").iterator(chunk_size=BATCH):
        entry = record.entry(row.begun_by)
        counted = entry.data.get("due", {}).get(row.name) if entry else None
        if counted != row.due_on.isoformat():
            yield f"{STREAM}{row.case_id}：期限“{row.name}”记为{row.due_on}，按办理留痕应为{counted}"
