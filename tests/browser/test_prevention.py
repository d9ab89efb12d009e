"""Checkpoints and nights from the phone, 375 × 667, counted in taps: a whole shift in eight, a night sheet in ten."""

import re

import pytest

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_OF_SHIFT, MOST_OF_NIGHT = 8, 10
SHIFT, NIGHT = re.compile("/prevention/shifts/[0-9]+/$"), re.compile("/prevention/nights/[0-9]+/$")


def begin(officer: Officer, word: str, address: str) -> None:
    officer.tap(".bottom-bar .quick > summary")
    officer.tap(f".bottom-bar .quick a:text-is('{word}')")
    officer.page.wait_for_url(re.compile(address))


def type_into(officer: Officer, name: str, text: str) -> None:
    officer.tap(f"[name={name}]")
    officer.page.keyboard.type(text)


def test_shift_from_the_phone_from_taking_post_to_standing_down(page_as):
    """＋, 卡点勤务, 上岗 (the checkpoint of the last shift is chosen), 撤岗, vehicles, people, 撤岗."""
    officer = Officer(page_as("officer", *PHONE))
    begin(officer, "卡点勤务", "/prevention/shifts/new/")
    officer.tap("main form button:has-text('上岗')")
    officer.page.wait_for_url(SHIFT)
    officer.tap("a:text-is('撤岗')")
    officer.page.wait_for_url(re.compile("/stand-down/"))
    type_into(officer, "vehicles_checked", "36")
    type_into(officer, "people_checked", "52")
    officer.tap("main form button:has-text('撤岗')")
    officer.page.wait_for_url(SHIFT)
    assert officer.taps <= MOST_OF_SHIFT
    shown = officer.page.inner_text("main")
    assert re.search(r"盘查车辆\s+36", shown)
    assert re.search(r"盘查人员\s+52", shown)
    assert "已撤岗" in shown


def test_night_sheet_from_the_phone(page_as):
    """＋, 夜查酒驾, vehicles, 饮酒, 口径, 提交: place, hours, strength and instrument are those of the last sheet."""
    officer = Officer(page_as("officer", *PHONE))
    begin(officer, "夜查酒驾", "/prevention/nights/new/")
    type_into(officer, "vehicles_checked", "88")
    type_into(officer, "drinking", "3")
    officer.tap("label:text-is('含醉驾')")
    officer.tap("main form button:has-text('提交')")
    officer.page.wait_for_url(NIGHT)
    assert officer.taps <= MOST_OF_NIGHT
    assert "3 人（含醉驾 0 人）" in officer.page.inner_text("main")


@SIZES
def test_red_gap_leads_to_the_shift_that_nobody_relieved(page_as, size):
    chief = Officer(page_as("chief", *size))
    chief.page.goto("/prevention/checkpoints/?tab=gap")
    chief.tap("tbody a >> nth=0")
    chief.page.wait_for_url(re.compile("/prevention/checkpoints/[0-9]+/$"))
    assert "断档" in chief.page.inner_text("main")
    chief.tap(".record-item a >> nth=0")
    chief.page.wait_for_url(SHIFT)
    assert "已交班" in chief.page.inner_text("main")
    assert chief.page.is_visible("a:text-is('接班')")
