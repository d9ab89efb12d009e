"""Reading personal data at a phone and at a desk: refused with what was typed, shown once, gone with the page."""

import pytest

SIZES = [(375, 667), (1440, 900)]
REASON = "周三到店复查隐患，先打电话请店主到场"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_name_is_shown_for_a_reason_and_once(page_as, size):
    page = page_as("officer", *size)
    page.goto("/inspections/venues/")
    page.click("tbody a >> nth=0")
    page.wait_for_url("**/inspections/venues/*/")
    record = page.url
    masked = page.locator("dd:right-of(dt:text-is('姓名'))").first.inner_text()
    page.click("text=查看完整（须填事由，留痕）")
    page.fill("textarea[name=reason]", "工作需要")
    page.click("button:has-text('查看（留痕）')")
    page.locator(".error-summary").wait_for()
    assert page.input_value("textarea[name=reason]") == "工作需要"
    assert "事由太笼统" in page.inner_text("main")
    assert all("422" in problem for problem in page_as.watch.problems)  # the browser notes the status of a refused form
    page_as.watch.problems.clear()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("textarea[name=reason]", REASON)
    page.click("button:has-text('查看（留痕）')")
    page.wait_for_load_state()  # the script that takes it away again is a deferred one
    shown = page.locator("[data-revealed]").inner_text()
    name = next(line for line in shown.splitlines() if line.startswith(masked[0]))
    assert "*" in masked
    assert "*" not in shown
    assert page.url == f"{record}reveal/"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert name not in page.content()
    page.click("text=返回场所")
    page.wait_for_url(record)
    assert name not in page.content()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_head_finds_the_reading(page_as, size):
    officer = page_as("officer")
    officer.goto("/inspections/venues/")
    officer.click("tbody a >> nth=1")
    officer.wait_for_url("**/inspections/venues/*/")
    officer.click("text=查看完整（须填事由，留痕）")
    officer.fill("textarea[name=reason]", REASON)
    officer.click("button:has-text('查看（留痕）')")
    officer.locator("[data-revealed]").wait_for()
    page = page_as("chief", *size)
    page.goto("/journal/readings/")
    assert REASON in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
