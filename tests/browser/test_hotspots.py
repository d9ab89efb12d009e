"""The office hands a hotspot over; the new owner finds the duty, goes there and records it on the phone."""

import re
import time

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
PLACE = "东街夜市周边"  # the demonstration's hotspot that nobody supervised this week
WITHIN = 2  # seconds from the record to the badge


def name_of(page) -> str:
    return page.inner_text(".user-name")


def badge(page):
    return page.locator(".bottom-bar [data-badge=todo] .badge-count")


def hand_over(office: Officer, name: str) -> None:
    office.tap("summary:has-text('行动管理')")
    office.tap(".menu a:text-is('挂牌整治区域')")
    office.tap(f"main a:text-is('{PLACE}')")
    office.tap("main a:has-text('指定责任人')")
    office.tap(f"main label:has-text('{name}')")
    office.tap("main button:has-text('确定指定')")
    office.page.wait_for_url(re.compile("/hotspots/[0-9]+/$"))


def test_new_owner_finds_the_duty_and_records_it_with_a_photo(page_as, picture):
    officer = Officer(page_as("officer", *PHONE))
    officer.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    name = name_of(officer.page)
    officer.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    office = Officer(page_as("office", *DESKTOP))
    hand_over(office, name)
    assert office.taps <= 6
    assert name in office.page.inner_text("main")

    with officer.page.expect_response("**/inbox/counts/"):
        officer.page.goto("/")
    officer.page.wait_for_timeout(100)
    before = int(badge(officer.page).inner_text())
    officer.tap(".bottom-bar a:has-text('待办')")
    duty = officer.page.locator("main a", has_text=PLACE).filter(has_text="每周督导")
    assert duty.count() == 1
    assert officer.page.locator("main a", has_text="签收").count() >= 1
    assert officer.page.locator("main .todo-row").count() == before
    officer.tap(duty)
    officer.tap("main .segment label:has-text('正常')")
    officer.photograph(officer.page.locator("[data-slot=scene]"), picture)
    officer.tap("[data-submit]")
    officer.page.wait_for_url(re.compile("/hotspots/[0-9]+/[?]recorded=1$"), wait_until="commit")
    recorded = time.monotonic()
    officer.page.locator(".bottom-bar [data-badge=todo] .badge-count", has_text=re.compile(f"^{before - 1}$")).wait_for(
        timeout=WITHIN * 1000
    )
    assert time.monotonic() - recorded < WITHIN
    officer.page.locator("main .record-item").filter(has_text="四不两直").first.locator("img").wait_for()
    officer.tap(".bottom-bar a:has-text('待办')")
    assert officer.page.locator("main a", has_text=PLACE).filter(has_text="每周督导").count() == 0
    assert officer.page.locator("main a", has_text="签收").count() >= 1


def test_failed_photo_is_never_left_behind_without_a_word(page_as, tmp_path):
    broken = tmp_path / "IMG_0002.jpg"
    broken.write_bytes(b"no picture at all")
    office = Officer(page_as("office", *PHONE))
    office.page.goto("/campaign/hotspots/")
    office.tap("main a:has-text('西街车站周边')")
    office.tap("main a:has-text('登记督导')")
    office.tap("main .segment label:has-text('正常')")
    box = office.page.locator("[data-slot=scene]")
    with office.page.expect_file_chooser() as chooser:
        office.tap(box.locator(".photo-take label").first)
    chooser.value.set_files(broken)
    box.locator(".is-failed").wait_for()
    assert box.locator("[data-count]").inner_text() == "0"
    office.tap("[data-submit]")
    box.locator(".photo-question:has-text('没有传上')").wait_for()
    office.tap("[data-submit]")
    assert office.page.url.split("?")[0].endswith("/supervise/")
    office.tap(box.locator(".photo-remove"))
    office.tap("[data-submit]")
    office.page.wait_for_url(re.compile("recorded=1$"))
    page_as.watch.problems[:] = [each for each in page_as.watch.problems if "422" not in each and "400" not in each]
