"""Alarms at the desk and on the phone, counted in taps: a zero report in three, a pasted block in eight."""

import re

import pytest

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_OF_ZERO, MOST_OF_BLOCK = 3, 8
FORM, REPORT = re.compile("/prevention/alarms/reports/new/"), re.compile("/prevention/alarms/reports/[0-9]+/$")
BLOCK = "\t交通\t纠纷\t合计\n未分巡区\t3\t2\t5\n合计\t3\t2\t5"


def paste(officer: Officer, text: str) -> None:
    officer.tap("summary:text-is('从表格粘贴')")
    officer.tap("[name=block]")
    officer.page.locator("[name=block]").fill(text)
    officer.tap("button:text-is('读入表格')")


def test_pasted_block_is_reported_at_the_desk(page_as):
    """警情报送, 未报, the red cell, 从表格粘贴, the box, 读入表格, 上报."""
    officer = Officer(page_as("office", *DESKTOP))
    officer.page.goto("/prevention/alarms/")
    officer.tap(".tabs a:has-text('未报')")
    officer.tap("tr:has-text('松岭所') a:has-text('未报')")
    officer.page.wait_for_url(FORM)
    paste(officer, BLOCK)
    officer.page.wait_for_selector(".note-success")
    officer.tap("button:text-is('上报')")
    officer.page.wait_for_url(REPORT)
    assert officer.taps + 1 <= MOST_OF_BLOCK  # and the line of the menu
    assert re.search(r"警情合计\s+5 起", officer.page.inner_text("main"))


def test_pasted_block_puts_a_report_right_on_the_phone(page_as):
    """警情报送, the cell of the day, 更正, 从表格粘贴, the box, 读入表格, the reason, 更正."""
    clerk = Officer(page_as("clerk", *PHONE))
    clerk.page.goto("/prevention/alarms/")
    clerk.tap("a[href*='/prevention/alarms/reports/']:has-text('起')")
    clerk.page.wait_for_url(REPORT)
    clerk.tap("main a:has-text('更正')")
    paste(clerk, BLOCK)
    clerk.page.wait_for_selector(".note-success")
    clerk.tap("[name=reason]")
    clerk.page.keyboard.type("漏报两起")
    clerk.tap("main form button:text-is('更正')")
    clerk.page.wait_for_url(REPORT)
    assert clerk.taps + 1 <= MOST_OF_BLOCK  # and the line of the menu
    assert re.search(r"警情合计\s+5 起", clerk.page.inner_text("main"))


@SIZES
def test_block_is_read_before_anything_is_sent(page_as, size):
    """The day stays open for the zero report below."""
    officer = Officer(page_as("chief", *size))
    officer.page.goto("/prevention/alarms/")
    officer.tap("a:has-text('报送警情')")
    officer.page.wait_for_url(FORM)
    paste(officer, BLOCK)
    officer.page.wait_for_selector(".note-success")
    assert "已读入 2 格、合计 5 起，还没有保存" in officer.page.inner_text("main")
    assert officer.page.input_value("[name=n-0-traffic]") == "3"
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_zero_report_from_the_todo(page_as):
    """待办, 7月20日警情, 零报告."""
    officer = Officer(page_as("clerk", *PHONE))
    officer.tap(".bottom-bar a:has-text('待办')")
    officer.tap("a:has-text('7月20日警情')")
    officer.page.wait_for_url(FORM)
    officer.tap("button:text-is('零报告')")
    officer.page.wait_for_url(REPORT)
    assert officer.taps <= MOST_OF_ZERO
    assert "零报告" in officer.page.inner_text("main")


@SIZES
def test_analysis_says_the_fall_with_its_two_counts(page_as, size):
    officer = Officer(page_as("leader", *size))
    officer.page.goto("/prevention/alarms/analysis/?subject=street")
    shown = officer.page.inner_text("main")
    assert "环比 −23.7%（45 / 59，基期 6月16日—7月3日）" in shown
    assert officer.page.locator(".alarm-weeks li").count() == 13
    officer.tap("a:text-is('看这些警情')")
    officer.page.wait_for_url(re.compile("/prevention/alarms/counts/"))
    assert "合计 45 起" in officer.page.inner_text("main")
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@SIZES
def test_matrix_fits_the_screen(page_as, size):
    officer = Officer(page_as("office", *size))
    officer.page.goto("/prevention/alarms/?since=2022-07-07&until=2022-07-20")
    assert "迟报" in officer.page.inner_text("main")
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]
