"""What lies in the file of a case, as the list that is filed with it (卷内目录)."""

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.files import queries as files

Line = dict[str, str]
LONGEST = 300  # characters of one line of a form


def contents(case: Case) -> list[Line]:
    """Every submission, every paper that an act holds, and the document issued, oldest first."""
    pack = cases.pack_of(case)
    rows = [(row.submitted_on, f"第{row.no}次提交的申报材料") for row in case.submissions.all()]
    for one in files.attachments_of(case.stream):
        paper = pack.terms.papers.get(one.kind, "")
        rows.append((one.added_on, f"{paper}：{one.name}" if paper else one.name))
    designation = getattr(case, "designation", None)
    if designation is not None:
        document = designation.document
        rows.append((document.dated_on, f"{document.title}（{document.number}）"))
    rows.sort(key=lambda row: row[0])
    return [{"title": title[:LONGEST], "dated_on": day.isoformat()} for day, title in rows]
