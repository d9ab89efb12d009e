"""战报 at a phone and at a desk: from the operation to the report, and from a number to its records."""

import re

import pytest

SIZES = [(375, 667), (1440, 900)]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_number_of_the_report_opens_its_records(page_as, size):
    page = page_as("office", *size)
    page.goto("/campaign/operations/")
    page.locator("a[href^='/campaign/operations/']:has-text('第一次集中统一行动')").first.click()
    page.locator("h1:has-text('第一次集中统一行动')").wait_for()
    page.locator("a[href*='/cockpit/operations/']").first.click()
    text = page.locator("[data-report-text]").inner_text()
    hazards = re.search(r"发现隐患(\d+)处", text).group(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = page.locator("tr:has(th:has-text('发现隐患'))").first
    row.locator(f"a:text-is('{hazards}')").first.click()
    page.locator("h1:has-text('隐患·整改')").wait_for()
    assert f"共 {hazards} 条" in page.inner_text("main")
    assert "所选集中行动" in page.inner_text("main")
