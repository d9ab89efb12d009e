"""催办 in bulk, from the list to what came of each row, at a phone and at a desk; and without a script."""

import re

import pytest

from tests.browser.hands import Officer

SIZES = [(375, 667), (1440, 900)]
FITS = "document.documentElement.scrollWidth <= innerWidth"
LIST = "/inspections/hazards/"
MOST_TAPS = 4

sizes = pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])


def number_in(text: str, pattern: str) -> int:
    return int(re.search(pattern, text).group(1))


@sizes
def test_all_overdue_hazards_are_urged_with_four_taps(page_as, size):
    chief = Officer(page_as("chief" if size == SIZES[0] else "clerk", *size))
    page = chief.page
    page.goto(LIST)
    chief.tap(".tabs a:has-text('待整改')")
    page.wait_for_url(re.compile("tab=pending"))
    total = number_in(page.inner_text(".bulk-bar"), r"全选符合条件的 (\d+) 条")
    assert page.evaluate(FITS)
    chief.tap(".bulk-all input")
    assert f"已选 {total} 条" in page.inner_text(".bulk-bar")
    chief.tap(".bulk-bar button:has-text('催办')")
    page.wait_for_url(re.compile("/confirm/$"))
    assert f"选取 {total} 条" in page.inner_text(".note")
    assert page.evaluate(FITS)
    chief.tap("main button:has-text('确定催办')")
    page.wait_for_url(re.compile(r"/bulk/\d+/$"))
    page.wait_for_selector(".note-success", timeout=20000)
    assert f"{total} 条中" in page.inner_text(".note-success")
    assert chief.taps <= MOST_TAPS
    assert page.evaluate(FITS)


def test_boxes_of_a_phone_are_large_enough_and_choose_rows(page_as):
    page = page_as("chief", *SIZES[0])
    page.goto(LIST)
    box = page.locator("tbody .pick label").first
    size = box.bounding_box()
    assert size["width"] >= 44
    assert size["height"] >= 44
    box.click()
    assert "已选 1 条" in page.inner_text(".bulk-bar")
    page.wait_for_selector(".bulk-bar.is-picked")
    for each in page.locator(".bulk-bar button, .bulk-all").all():
        assert each.bounding_box()["height"] >= 44


def test_rows_are_chosen_without_a_script(page_as):
    page = page_as("chief", *SIZES[1], java_script_enabled=False)
    page.goto(f"{LIST}?tab=closed")
    page.locator("tbody .pick input").first.check()
    page.click(".bulk-bar button:has-text('催办')")
    assert "选取 1 条" in page.inner_text(".note")
    assert "不能催办 1 条" in page.inner_text(".note")
