"""Patrols on the phone and at the desk, counted in taps: begun and ticked, ended, laid for a station; the red gap."""

import re

import pytest

from tests.browser.hands import Officer
from tests.browser.test_prevention import SIZES, type_into

PHONE = (375, 667)
MOST_OF_START, MOST_OF_END, MOST_OF_PLAN = 8, 8, 8
PATROL = re.compile("/prevention/patrols/[0-9]+/$")


def no_overflow(officer: Officer) -> None:
    width = officer.page.evaluate("document.documentElement.scrollWidth")
    assert width <= officer.page.viewport_size["width"]


@SIZES
def test_patrol_from_taking_post_to_standing_down(page_as, size):
    """＋, 巡逻勤务, its kind, 上岗; 必巡打点, two points, 必巡打点; 撤岗, people, vehicles, 撤岗."""
    officer = Officer(page_as("officer", *size))
    officer.begin("巡防查缉", "巡逻勤务", "/prevention/patrols/new/")
    no_overflow(officer)
    officer.tap("label:has-text('机关叠加')")
    officer.tap("main form button:has-text('上岗')")
    officer.page.wait_for_url(PATROL)
    assert officer.taps <= MOST_OF_START
    before = officer.taps
    officer.tap("a:has-text('必巡打点')")
    officer.page.wait_for_url(re.compile("/pass-points/"))
    officer.tap("label[for=id_points_0]")
    officer.tap("label[for=id_points_1]")
    officer.tap("main form button:has-text('必巡打点')")
    officer.page.wait_for_url(PATROL)
    assert re.search("必巡点 2/[2-5] 处", officer.page.inner_text("main"))
    assert officer.taps - before <= MOST_OF_START
    before = officer.taps
    officer.tap("a:text-is('撤岗')")
    officer.page.wait_for_url(re.compile("/stand-down/"))
    type_into(officer, "people_checked", "12")
    type_into(officer, "vehicles_checked", "7")
    officer.tap("main form button:has-text('撤岗')")
    officer.page.wait_for_url(PATROL)
    assert officer.taps - before <= MOST_OF_END
    shown = officer.page.inner_text("main")
    assert re.search(r"盘查人员\s+12", shown)
    assert "已撤岗" in shown
    no_overflow(officer)


def test_roster_of_a_station_is_laid_in_one_form(page_as):
    """应巡未巡, 固定排班, 新增排班, 机关叠加, 保存: all beats and days are ticked."""
    chief = Officer(page_as("chief", *PHONE))
    chief.page.goto("/prevention/gaps/")
    no_overflow(chief)
    chief.tap("a:has-text('固定排班')")
    chief.tap("a:has-text('新增排班')")
    chief.page.wait_for_url(re.compile("/plans/new/"))
    no_overflow(chief)
    chief.tap("label:has-text('机关叠加')")
    chief.tap("main form button:has-text('保存')")
    chief.page.wait_for_url(re.compile("/prevention/plans/$"))
    assert chief.taps <= MOST_OF_PLAN
    assert chief.page.locator("tr:has-text('机关叠加'):has-text('20:00')").count() == 4


@SIZES
def test_red_gap_leads_to_what_was_asked_and_can_be_made_up(page_as, size):
    chief = Officer(page_as("chief", *size))
    chief.page.goto("/prevention/gaps/")
    chief.tap("a:has-text('漏巡') >> nth=0")
    chief.page.wait_for_url(re.compile("tab=missed"))
    no_overflow(chief)
    chief.tap("tbody a >> nth=0")
    chief.page.wait_for_url(re.compile("/prevention/planned/[0-9]+/$"))
    assert "漏巡" in chief.page.inner_text("main")
    assert chief.page.is_visible("a:has-text('补录')")


@SIZES
@pytest.mark.parametrize("address", ["tree", "gaps", "rates", "response/new", "patrols", "planned", "beats/new"])
def test_pages_fit(page_as, size, address):
    office = Officer(page_as("office", *size))
    office.page.goto(f"/prevention/{address}/")
    assert office.page.inner_text("h1")
    no_overflow(office)
