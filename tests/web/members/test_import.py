"""The workbook through the pages: out, in, every refusal with its status, previewed, carried out once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from lianmeng.alliances import sections
from lianmeng.alliances.actions import save, sheets
from lianmeng.alliances.models import Alliance
from lianmeng.alliances.queries import whole
from lianmeng.files.models import Attachment
from lianmeng.files.workbooks import MEDIA_TYPE, SIZE_LIMIT
from lianmeng.parties.samplecodes import make_code
from lianmeng.web import clock
from tests.alliances.test_sheets import filled, line
from tests.web.casework.pages import PagePlay
from tests.web.members.pagework import hidden, ice, text_of

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
NEW = "样例仪器有限公司（演示）"


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    return pages("called")


def address(alliance: Alliance) -> str:
    return f"/apply/alliances/{alliance.pk}/members/import"


def upload(
    play: PagePlay, content: bytes, name: str = "名单.xlsx", by: str = "ice-clerk", **more: Any
) -> Any:
    file = SimpleUploadedFile(name, content)
    return play.client(by).post(address(ice(play)), {"file": file, **more})


def good() -> bytes:
    return filled(line(NEW, make_code("210100", 9300), 任务分工="关键设备研制", 联系电话="024-12345678"))


def carry(play: PagePlay, preview: HttpResponse, **changed: Any) -> Any:
    names = ("once", "file", "remove", *(f"seen-{part}" for part in sheets.PARTS))
    typed = {name: hidden(preview, name) for name in names}
    return play.client("ice-clerk").post(f"{address(ice(play))}/carry", {**typed, **changed})


def members(play: PagePlay) -> list[str]:
    return [one.organisation.name for one in whole(ice(play).pk).members.all()]


def test_the_template_comes_filled_and_goes_back_unchanged(play: PagePlay) -> None:
    answer = play.client("ice-clerk").get(f"/apply/alliances/{ice(play).pk}/members.xlsx")
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    preview = upload(play, answer.content, remove="1")
    assert preview.status_code == 200 and "名单与现有资料相同" in text_of(preview)
    assert 'name="file" value=' not in preview.content.decode()


def test_what_is_right_is_previewed_then_carried_out_once(play: PagePlay) -> None:
    before = members(play)
    preview = upload(play, good())
    words = text_of(preview)
    assert preview.status_code == 200 and "增加1家，改动0家，移出0家，不变9家" in words and NEW in words
    assert members(play) == before
    answer = carry(play, preview)
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/members")
    assert members(play) == [*before, NEW]
    again = carry(play, preview)
    assert again.status_code == 302 and members(play) == [*before, NEW]
    assert "未重复办理" in text_of(play.client("ice-clerk").get(again.headers["Location"]))


def test_every_faulty_cell_is_marked_and_nothing_is_kept(play: PagePlay) -> None:
    before, files = members(play), Attachment.objects.count()
    wrong = filled(line(NEW, "91210000000000000X", 用印="萝卜章"), line("乙公司", "", 签署日期="2017-01-01"))
    answer = upload(play, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and "有 3 处须改正，一行也没有导入" in text_of(answer)
    assert 'id="cell-I2" class="faulty"' in page and 'href="#cell-I2"' in page
    assert members(play) == before and Attachment.objects.count() == files
    answer = upload(play, filled(line(NEW, "91210000000000000X"), line("乙公司", "", 签署日期="2017-01-01")))
    assert "有 2 处须改正" in text_of(answer)
    assert 'id="cell-B2" class="faulty"' in answer.content.decode()


def test_members_left_out_go_only_when_asked(play: PagePlay) -> None:
    lead = ice(play).lead
    rows = [line(lead.name, lead.code, 任务分工="牵头"), line(NEW, make_code("210100", 9300))]
    kept = text_of(upload(play, filled(*rows)))
    assert "仍予保留的 8 家" in kept and "移出0家" in kept
    preview = upload(play, filled(*rows), remove="1")
    assert "移出 8 家" in text_of(preview)
    assert carry(play, preview).status_code == 302 and members(play) == [lead.name, NEW]


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (b"", "名单.xlsx", 422, "文件是空的"),
        (b"%PDF-1.4", "名单.xlsx", 422, "不是 XLSX"),
        (b"x" * (SIZE_LIMIT + 1), "名单.xlsx", 413, "超过5 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名单.xlsx", 422, "旧的 XLS"),
        (b"PK\x03\x04" + b"\0" * 100, "名单.xlsm", 422, "带宏"),
        (b"PK\x03\x04" + b"\0" * 100, "名单.xlsx", 422, "损坏"),
    ],
)
def test_what_is_no_list_is_refused_in_words(
    play: PagePlay, content: bytes, name: str, status: int, said: str
) -> None:
    answer = upload(play, content, name)
    assert answer.status_code == status and said in text_of(answer)
    assert "没有导入，成员资料没有改动" in text_of(answer)


def test_no_file_is_told(play: PagePlay) -> None:
    answer = play.client("ice-clerk").post(address(ice(play)), {})
    assert answer.status_code == 422 and "没有选择文件" in text_of(answer)


def test_a_preview_overtaken_by_another_save_is_made_anew(play: PagePlay) -> None:
    preview = upload(play, good())
    alliance = whole(ice(play).pk)
    goals = sections.values(alliance, "goals") | {"goals": "改过的目标"}
    save(alliance, "goals", goals, by=play.actor("ice-head"), on=clock.today(), seen=0)
    answer = carry(play, preview)
    assert answer.status_code == 409 and "没有导入" in text_of(answer) and NEW not in members(play)
    assert carry(play, answer).status_code == 302 and NEW in members(play)
    assert ice(play).goals == "改过的目标"


def test_forged_and_foreign_forms_do_nothing(play: PagePlay) -> None:
    preview = upload(play, good())
    for changed in ({"file": "999999"}, {"file": "x"}, {"file": ""}):
        assert carry(play, preview, **changed).status_code == 422
    assert carry(play, preview, **{"seen-members": "99"}).status_code == 409
    assert carry(play, preview, **{"seen-members": "x"}).status_code == 409
    assert NEW not in members(play)
    other = f"/apply/alliances/{play.world.alliances['herbal'].pk}/members/import"
    client = play.client("ice-clerk")
    assert client.get(other).status_code == client.post(other, {}).status_code == 404
    assert client.get(other.replace("/import", ".xlsx")).status_code == 404
    typed = {"file": hidden(preview, "file"), "once": "a" * 32}
    assert play.client("herb-clerk").post(f"{other}/carry", typed).status_code == 422


def test_while_an_office_has_the_file_nothing_is_imported(pages: Pages) -> None:
    play = pages("submitted")
    client = play.client("ice-clerk")
    page = client.get(address(ice(play)))
    assert "资料暂不能修改" in text_of(page) and 'id="id_file"' not in page.content.decode()
    assert upload(play, good()).status_code == 409
    assert client.post(f"{address(ice(play))}/carry", {}).status_code == 409
    assert NEW not in members(play)
