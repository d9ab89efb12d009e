"""A sweep tonight: the office deploys it, an officer signs on in at most two taps, gets the next venue in one, and
reports; the command room watches.
"""

import re

import pytest

from tests.browser.hands import Officer
from tests.browser.product import DAY

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SIGN_ON, NEXT, REPORT = 2, 1, 4  # taps
NAME = "演练清查行动"


@pytest.fixture(scope="module")
def sweep(live, browser):
    """Runs all day; the group of the officer's station has two venues nobody ever visited. Voided at the end, so that
    no other journey meets it. Gives its address.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=live.url)
    page = context.new_page()
    live.enter(page, "office")
    page.goto("/campaign/operations/new/")
    page.fill("[name=name]", NAME)
    page.select_option("[name=unit]", label="云溪分局")
    page.fill("[name=starts_at]", f"{DAY}T00:00")
    page.fill("[name=ends_at]", "2022-07-22T06:00")
    page.click("button[type=submit]:has-text('保存')")
    page.wait_for_url(re.compile("/campaign/operations/[0-9]+/$"))
    address = page.url
    page.click("a:has-text('新增清查组')")
    page.select_option("[name=unit]", label="东街所")
    page.fill("[name=name]", "东街演练组")
    chief = page.locator("[name=leader] option", has_text=name_of(live, browser, "chief"))
    page.select_option("[name=leader]", value=chief.get_attribute("value"))
    page.fill("[name=area]", "东街夜市")
    page.fill("[name='force-station']", "5")
    page.click("button:has-text('编组')")
    page.wait_for_url(re.compile("/sweeps/groups/[0-9]+/$"))
    page.click("a:has-text('派点位')")
    page.select_option("[name=unit]", label="东街所")
    page.select_option("[name=days]", "never")
    page.click("button:has-text('查询')")
    page.check(".tick input >> nth=0")
    page.check(".tick input >> nth=1")
    page.click("button:has-text('派所选')")
    page.wait_for_selector("text=已派 2 家")
    yield address
    page.goto(f"{address}void/")
    page.fill("[name=reason]", "演练结束")
    page.click("button[type=submit]:has-text('作废')")
    page.wait_for_url(address)
    context.close()


def name_of(live, browser, username: str) -> str:
    context = browser.new_context(locale="zh-CN", base_url=live.url)
    page = context.new_page()
    live.enter(page, username)
    page.goto("/accounts/me/")
    found = page.inner_text("h2.card-title >> nth=0")
    context.close()
    return found


def test_signing_on_takes_at_most_two_taps_and_the_next_venue_one(page_as, sweep):
    officer = Officer(page_as("officer", *PHONE))
    assert NAME in officer.page.inner_text("main")
    officer.tap("button:text-is('签到')")
    officer.page.wait_for_selector("text=已签到")
    assert officer.taps <= SIGN_ON
    before = officer.taps
    officer.tap("button:text-is('下一家')")
    officer.page.wait_for_url(re.compile(r"/inspections/entry/\?venue=[0-9]+$"))
    assert officer.taps - before <= NEXT
    assert "集中行动" in officer.page.inner_text("main")


def test_next_venue_from_the_result_takes_one_tap(page_as, sweep):
    officer = Officer(page_as("officer", *PHONE))
    officer.tap("button:text-is('下一家')")
    officer.page.wait_for_selector("#entry-form.has-script")
    officer.tap("[data-all-normal]")
    officer.tap("[data-submit]")
    officer.page.wait_for_selector(".result-tick")
    first, before = officer.page.inner_text(".result"), officer.taps
    officer.tap("button:has-text('下一家')")
    officer.page.wait_for_url(re.compile(r"/inspections/entry/\?venue=[0-9]+$"))
    assert officer.taps - before <= NEXT
    assert officer.page.inner_text("main") not in first


@SIZES
def test_command_room_reads_the_page_and_it_renews_itself(page_as, sweep, size):
    page = page_as("leader", *size)
    page.goto(sweep)
    page.click("a:has-text('清查现场')")
    page.wait_for_selector(".live-age")
    began = page.inner_text(".live-age strong")
    assert re.fullmatch(r"数据截至 \d\d:\d\d:\d\d", began)
    assert "东街演练组" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.wait_for_function("old => document.querySelector('.live-age strong').textContent !== old", arg=began)


def test_report_is_made_in_four_taps(page_as, sweep):
    """报战报, two numbers, 报战报."""
    officer = Officer(page_as("officer", *PHONE))
    officer.tap("a:text-is('报战报')")
    for name, count in {"people_checked": "12", "leaflets": "30"}.items():
        officer.tap(f"[name={name}]")
        officer.page.keyboard.type(count)
    officer.tap("button:text-is('报战报')")
    officer.page.wait_for_url(re.compile("/sweeps/reports/[0-9]+/$"))
    assert officer.taps <= REPORT
    assert "盘查人员（人次）" in officer.page.inner_text("main")
