"""What only a browser does: a form that saves itself, files sent one by one with what became of each."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect


def test_a_form_saves_itself_and_files_are_told_one_by_one(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "协议（演示）.pdf", tmp_path / "假的（演示）.pdf"
    good.write_bytes(b"%PDF-1.4\n%%EOF\n")
    bad.write_bytes(b"<html>")
    page.goto("/")
    page.locator(".demo-date summary").click()
    page.locator(".demo-date input[type=date]").fill("2016-05-09")
    page.locator(".demo-date form").first.get_by_role("button", name="改日期").click()
    page.goto("/login")
    page.get_by_role("button", name=re.compile("申报单位经办人经办甲.*身份进入$")).click()
    page.goto("/apply/new/recognition/start")
    page.locator("#act-form select[name=office]").select_option(label="本溪市科学技术局")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"))
    page.reload()
    assert page.locator("#act-form select[name=office]").input_value() == "benxi"
    assert "已恢复" in page.locator("#act-form .kept").inner_text()
    page.locator("#act-form button[name=sign]").click()
    page.get_by_role("link", name="申报材料").first.click()
    page.locator("#agreement input[type=file]").set_input_files([good, bad])
    page.locator("#agreement").get_by_role("button", name="上传").click()
    told = page.locator("#agreement .results li")
    expect(told).to_have_text([re.compile("已上传$"), re.compile("未收：不接收这种类型的文件")])
    expect(page.locator("#agreement .files")).to_contain_text("协议（演示）.pdf")
    expect(page.locator("aside")).not_to_contain_text("联盟协议")
    page.locator("#send-agreement input[type=file]").set_input_files([good])
    page.locator("#send-agreement").get_by_role("button", name="上传").click()
    expect(page.locator("#agreement .results")).to_have_count(0)  # all taken: the page came anew
    what_was_typed_waits_for_who_left(page)


def what_was_typed_waits_for_who_left(page: Page) -> None:
    """A link taken from a form right after the last key leaves with a warning, and nothing is lost."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/apply/")
    page.locator("main a[href^='/apply/alliances/']:not([href$=new])").first.click()
    page.locator("main a[href$='/goals']").first.click()
    box, there = page.locator("form[data-work] textarea").first, page.url
    box.fill("写到一半的目标。（演示）")
    page.locator("header a", has_text="试点名录").first.click()
    page.wait_for_url("/")
    page.goto(there)
    assert box.input_value() != "写到一半的目标。（演示）"
    page.locator(".kept").get_by_role("button", name="恢复填写").click()
    assert box.input_value() == "写到一半的目标。（演示）"
