"""The waterside from the phone, 375 × 667, counted in taps: a dissuasion and a patrol in eight each."""

import re

import pytest

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_OF_DISSUASION = MOST_OF_PATROL = 8
DISSUASION, PATROL = (re.compile(f"/prevention/{name}/[0-9]+/$") for name in ("dissuasions", "water-patrols"))


@SIZES
def test_dissuasion_is_entered_in_eight_taps(page_as, size):
    """＋, 劝阻登记, 远程喊话, ＋, ＋ (three people), ＋ (one minor), 提交: water and minute are filled."""
    officer = Officer(page_as("officer", *size))
    officer.begin("防溺水", "劝阻登记", "/prevention/dissuasions/new/")
    officer.tap("label:text-is('远程喊话')")
    more = officer.page.locator(".stepper button[aria-label='加一']")
    for button in (more.nth(0), more.nth(0), more.nth(1)):
        officer.tap(button)
    officer.tap("main form button:has-text('提交')")
    officer.page.wait_for_url(DISSUASION)
    assert officer.taps <= MOST_OF_DISSUASION
    shown = officer.page.inner_text("main")
    assert re.search(r"劝阻人次\s+3", shown)
    assert re.search(r"其中未成年人\s+1", shown)


def test_patrol_that_finds_a_missing_ring_from_the_phone(page_as):
    """＋, 水域巡查, 救生圈缺失, ＋, 提交; it is 加巡 when the half was walked before."""
    officer = Officer(page_as("officer", *PHONE))
    officer.begin("防溺水", "水域巡查", "/prevention/water-patrols/new/")
    officer.tap("label:has-text('救生圈缺失')")
    officer.tap(officer.page.locator(".stepper button[aria-label='加一']").first)
    officer.tap("main form button:has-text('提交')")
    officer.page.wait_for_url(PATROL)
    assert officer.taps <= MOST_OF_PATROL
    shown = officer.page.inner_text("main")
    assert "发现问题" in shown
    assert "救生圈缺失" in shown
    assert "1 人次（其中未成年人 0 人次）" in shown


@SIZES
def test_missed_half_is_told_beside_its_sign_and_the_page_does_not_scroll_sideways(page_as, size):
    office = Officer(page_as("office", *size))
    office.page.goto("/prevention/water-patrols/days/")
    missed = office.page.locator(".half-cell.is-missed .visually-hidden").first
    assert "漏巡" in missed.text_content()
    assert office.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    office.tap(".day-table tbody th a >> nth=0")
    office.page.wait_for_url(re.compile("/prevention/waters/[0-9]+/$"))
    assert "近 7 天巡查" in office.page.inner_text("main")


@SIZES
def test_late_defect_is_mended_and_waits_for_somebody_else(page_as, size):
    office = Officer(page_as("office", *size))
    office.page.goto("/prevention/defects/?tab=open")
    office.tap("tbody a >> nth=0")
    office.tap("a:text-is('整改完成')")
    office.page.fill("[name=repair]", "已更换")
    office.tap("main form button:has-text('整改完成')")
    office.page.wait_for_url(re.compile("/prevention/defects/[0-9]+/$"))
    assert "待复核" in office.page.inner_text("main")
    assert not office.page.is_visible("a:text-is('复核通过')")
