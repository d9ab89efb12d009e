"""Cases: a violation from the phone in eight taps and 45 s (A6); from the leader's page to who handles a silent case in
four; a case from an inspection in two.
"""

import re
import time

import pytest

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_TAPS, MOST_PRESSES, SECONDS = 8, 4, 45


def test_violation_from_the_phone(page_as):
    """＋, 违法行为、案件, category (opened and chosen), 人数, 处理方式, 登记."""
    officer = Officer(page_as("officer", *PHONE))
    began = time.monotonic()
    officer.tap(".bottom-bar .quick > summary")
    officer.tap(".bottom-bar .quick a:has-text('案件')")
    officer.page.wait_for_url(re.compile("/cases/new/"))
    officer.taps += 2  # a native list: opened, and chosen
    officer.page.select_option("[name=category]", label="赌博")
    officer.tap("[name=persons]")
    officer.page.keyboard.type("3")
    officer.tap("label:has-text('行政处罚')")
    officer.tap("button:has-text('登记') >> nth=-1")
    officer.page.wait_for_url(re.compile("/cases/[0-9]+/$"))
    assert officer.taps <= MOST_TAPS
    assert time.monotonic() - began < SECONDS
    shown = officer.page.inner_text("main")
    assert "赌博案" in officer.page.inner_text("h1")
    assert "行政处罚 3 人" in shown
    assert "8月" in shown  # the term of 30 natural days ends in August
    assert "罗长青" in shown


@SIZES
def test_from_the_leaders_page_to_who_handles_a_silent_case(page_as, size):
    leader = Officer(page_as("leader", *size))
    leader.tap("a[href='/cases/mine/?tab=silent']")
    leader.page.wait_for_url(re.compile("tab=silent"))
    leader.tap("tbody a:has-text('冒充客服')")
    leader.page.wait_for_url(re.compile("/cases/[0-9]+/$"))
    assert leader.taps <= MOST_PRESSES
    found = leader.page.inner_text("main")
    assert re.search(r"主办民警\s+\S{2,3}", found)
    assert "停滞 21 天" in found
    assert "进展报告超期" in found


@SIZES
def test_inspection_becomes_a_case_in_two_presses(page_as, size):
    officer = Officer(page_as("officer", *size))
    officer.page.goto("/inspections/inspections/?outcome=hazard")
    officer.page.click("tbody a >> nth=0")
    officer.page.wait_for_url(re.compile("/inspections/inspections/[0-9]+/$"))
    inspection, before = officer.page.url, officer.taps
    officer.tap("a:has-text('登记违法行为')")
    officer.page.wait_for_url(re.compile("origin=inspections.inspection"))
    officer.tap("button:has-text('登记') >> nth=-1")
    officer.page.wait_for_url(re.compile("/cases/[0-9]+/$"))
    assert officer.taps - before == 2
    name = officer.page.inner_text("h1")
    assert "违反场所治安管理案" in name
    officer.page.click("main a:text-is('检查')")
    officer.page.wait_for_url(inspection)
    assert name in officer.page.inner_text("main")


def test_rest_of_the_buttons_are_behind_one(page_as):
    page = page_as("office", *PHONE)
    page.goto("/cases/?tab=silent")
    page.click("tbody a >> nth=0")
    page.click("summary:has-text('更多操作')")
    assert page.is_visible(".page-head .drop-box a:has-text('作废')")
    page.keyboard.press("Escape")
    assert not page.is_visible(".page-head .drop-box a:has-text('作废')")
