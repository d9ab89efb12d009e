"""C7: a list goes to whoever asked for it: narrowed, 导出, 下载; at a phone and at a desk, with and without scripts."""

import pytest

from tests.browser.hands import Officer
from tests.exchange.exports.reading import cells_of

SIZES = [(375, 667), (1440, 900)]
TAPS, TAP = 3, 44  # px
BUTTON, DOWNLOAD = "main .page-head a:text-is('导出')", "main form button:text-is('下载')"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_list_is_narrowed_and_taken_in_three_taps(page_as, tmp_path, size, has_script):
    page = page_as("clerk", *size, java_script_enabled=has_script)
    page.goto("/inspections/hazards/?tab=pending")
    shown = int(page.inner_text("nav.tabs [aria-current] .count"))
    officer = Officer(page)
    officer.tap("nav.tabs a:has-text('待整改')")
    officer.tap(BUTTON)
    page.wait_for_url("**/files/exports/new/**")
    assert f"共 {shown} 行" in page.inner_text("main")
    with page.expect_download() as download:
        officer.tap(DOWNLOAD)
    assert officer.taps <= TAPS
    download.value.save_as(tmp_path / "a.xlsx")
    assert len(cells_of(tmp_path / "a.xlsx")) == shown + 1
    assert download.value.suggested_filename.endswith(".xlsx")
    page.wait_for_url("**/files/exports/*/?get=1")
    assert "完成" in page.inner_text("main")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_columns_are_chosen_and_personal_ones_need_a_reason(page_as, size):
    page = page_as("chief", *size)
    page.goto("/inspections/venues/")
    page.click(BUTTON)
    page.wait_for_url("**/files/exports/new/**")
    boxes = page.locator("[name=columns]")
    assert boxes.count() - page.locator("[name=columns]:checked").count() == 2  # the personal ones
    assert (
        min(boxes.evaluate_all("found => found.map(each => each.parentElement.getBoundingClientRect().height)")) >= TAP
    )
    assert page.evaluate(FITS)
    page.click("label:text-is('负责人电话（个人信息）')")
    page.check("[name=is_full]")
    page.fill("[name=reason]", "工作需要")
    page.click(DOWNLOAD)
    page.locator(".error-summary").wait_for()
    assert "事由太笼统" in page.inner_text("main")
    assert page.is_checked("[value='personal:head_phone']")
    assert page.evaluate(FITS)
    page_as.watch.problems.clear()  # the browser notes the status of a refused form
    page.fill("[name=reason]", "周三到店复查隐患，先打电话请店主到场")
    with page.expect_download():
        page.click(DOWNLOAD)
    page.goto("/files/exports/")
    assert "场所台账" in page.inner_text("main")
    assert page.evaluate(FITS)
