"""The officer's way on a phone, 375 × 667: counted in taps, with a real photo."""

import re
import time

import pytest

from tests.browser.hands import Officer

PHONE = (375, 667)


SMALL_TARGETS = """() => Array.from(document.querySelectorAll(
    'main a, main button, main summary, main .segment label, main .chip, main textarea, main select, '
    + 'main .form-control'))
  .filter(each => each.offsetParent && !each.classList.contains('visually-hidden'))
  .map(each => [each.getBoundingClientRect(), each.textContent.trim() || each.name])
  .filter(([box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([box, text]) => `${text} ${box.width}x${box.height}`)"""


def wait_until_saved(page) -> None:
    """Asked from outside: the page's own policy lets no expression be evaluated in it."""
    for _ in range(50):
        if page.evaluate("!window.entryDraft.isChanged && !window.entryDraft.running"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not saved: {page.inner_text('#saved-state')}")


@pytest.fixture
def officer(page_as):
    return Officer(page_as("officer", *PHONE))


def test_a1_normal_visit_takes_five_taps_two_loads_and_no_typing(officer):
    officer.open_task()
    officer.tap("[data-all-normal]")
    assert officer.page.inner_text("[data-submit]") == "提交：正常"
    officer.submit("/result/$")
    assert officer.page.is_visible("text=已登记")
    assert officer.page.is_visible("text=检查下一家") or officer.page.is_visible("text=再查一家")
    assert officer.taps <= 5
    assert officer.loads <= 2


def test_a2_hazard_with_photo_and_notice_takes_fourteen_taps(officer, picture):
    officer.open_task()
    officer.tap("[data-all-normal]")
    row = officer.report_hazard()
    officer.photograph(row, picture)
    assert "1 处隐患 + 开通知书" in officer.page.inner_text("[data-submit]")
    officer.submit("/review/$")
    number = officer.page.inner_text(".notice-preview .a4-number")
    assert re.search(r"〔\d{4}〕第\d{3}号", number)
    officer.photograph(officer.page.locator("[data-slot=receipt]"), picture)
    officer.submit("/result/$")
    assert officer.taps <= 14
    officer.page.click("text=看通知书")
    officer.page.wait_for_selector(".a4")
    assert number in officer.page.content()


def test_draft_is_on_the_server_before_the_file_dialog_opens(officer):
    """On a slow net: at the moment of the dialog no save may still be under way."""
    page, events = officer.page, []

    def slowly(route):
        time.sleep(0.6)
        route.continue_()

    officer.open_task()
    page.route("**/draft/", slowly)
    page.on("request", lambda request: events.append("asked") if "/draft/" in request.url else None)
    page.on("requestfinished", lambda request: events.append("saved") if "/draft/" in request.url else None)
    page.on("filechooser", lambda _: events.append("dialog"))
    row = officer.report_hazard()
    with page.expect_file_chooser():
        officer.tap(row.locator(".photo-take label").first)
    before = events[: events.index("dialog")]
    assert before.count("saved") >= 1
    assert before.count("saved") == before.count("asked"), events
    assert page.inner_text("#saved-state").startswith("草稿已存")


def test_killed_tab_comes_back_with_every_field_and_photo(officer, picture):
    officer.open_task()
    name = officer.page.inner_text(".venue-name")
    row = officer.report_hazard(2)
    officer.photograph(row, picture)
    row.locator("textarea").fill("第三道门锁闭，未张贴标志𠮷")
    row.locator("input[value=major] + label").click()
    wait_until_saved(officer.page)
    context = officer.page.context
    officer.page.close()
    page = context.new_page()
    page.goto("/")
    assert name in page.inner_text(".draft-bar")
    page.click(".draft-bar")
    page.wait_for_selector("#entry-form.has-script")
    row = page.locator("[data-row]").nth(2)
    assert row.locator("textarea").input_value() == "第三道门锁闭，未张贴标志𠮷"
    assert row.locator(".check-line input[value=hazard]").is_checked()
    assert row.locator("input[value=major]").is_checked()
    assert row.locator(".photo-thumb img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600


def kept_locally(page) -> dict[str, str]:
    """What lies on this machine, by the page it was typed on: the key ends with it."""
    found = page.evaluate(
        "Object.fromEntries(Object.entries(window.localStorage).filter(each => each[0].startsWith('entry-draft:')))"
    )
    return {key.rsplit(":", 1)[1]: text for key, text in found.items()}


def type_while_away(page, field, text: str):
    page.route("**/draft/", lambda route: route.fulfill(body="no answer of ours"))
    field.fill(text)
    field.blur()
    page.wait_for_selector("#saved-state.is-unsaved")


def test_failed_save_of_the_notice_check_stays_on_the_machine_and_goes_with_the_submission(officer):
    """What the entry page kept there went when its submission brought it to the server."""
    page = officer.page
    page.goto("/inspections/entry/?q=路")  # not one of today's few tasks, which the other journeys need
    page.locator(".task-card").last.click()
    page.wait_for_selector("#entry-form.has-script")
    officer.tap("[data-all-normal]")
    row = officer.report_hazard()
    type_while_away(page, row.locator("textarea"), "后门锁闭未张贴标志")
    officer.submit("/review/$")
    page.unroute("**/draft/")
    page.fill("[name=notice-receiver_name]", "王签收")
    wait_until_saved(page)
    page.locator("summary:has-text('修改')").first.click()
    type_while_away(page, page.locator("[name=notice-recipient_name]"), "改过的单位名称")
    kept = kept_locally(page)
    assert sorted(kept) == ["review"]
    assert "改过的单位名称" in kept["review"]
    page.reload()
    page.click("button:text-is('恢复')")
    assert page.locator("[name=notice-recipient_name]").input_value() == "改过的单位名称"
    officer.submit("/result/$")
    assert kept_locally(page) == {}


def test_empty_submission_lists_what_is_missing_and_takes_the_reader_there(officer, page_as):
    officer.open_task()
    officer.tap("[data-submit]")
    officer.page.wait_for_selector(".error-summary")
    assert officer.page.title().startswith("错误：")
    assert officer.page.evaluate("document.activeElement.className") == "error-summary"
    assert all("422" in problem for problem in page_as.watch.problems)  # the browser notes the status of a refused form
    page_as.watch.problems.clear()


def test_everything_to_tap_is_large_enough_and_nothing_scrolls_sideways(officer):
    officer.open_task()
    officer.report_hazard()
    small = officer.page.evaluate(SMALL_TARGETS)
    assert small == []
    assert officer.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
