"""Two venues that are one are found, looked at side by side and merged, and the merge is taken back. At a phone and a
desk.
"""

import re

import pytest

from tests.browser.hands import Officer

SIZES = [(375, 667), (1440, 900)]
FITS = "document.documentElement.scrollWidth <= innerWidth"
MOST_TAPS = 5


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_double_is_merged_with_five_taps_and_taken_back(page_as, size):
    chief = Officer(page_as("chief", *size))
    page, name = chief.page, f"重复登记店{size[0]}"
    for number in ("7号", "七号"):
        page.goto("/inspections/venues/new/?new=1")
        page.fill("[name=name]", name)
        page.fill("[name=address]", f"文庙路{size[0]}弄{number}")
        page.select_option("[name=category]", index=1)
        page.click("[data-submit]")
        if number == "七号":
            page.wait_for_selector("text=台账里相像的场所")
            page.check("[name=is_other]")
            page.click("[data-submit]")
        page.wait_for_url(re.compile(r"/venues/\d+/$"))
    page_as.watch.problems.clear()  # the browser notes the status of a refused form
    page.goto(f"/inspections/venues/?q={name}")
    chief.tap("tbody .title a" if size == SIZES[0] else "tbody a")
    page.wait_for_url(re.compile(r"/venues/\d+/$"))
    chief.tap("main a:has-text('合并重复')")
    chief.tap("main a:has-text('对照合并')")
    page.wait_for_selector(".compared")
    assert page.evaluate(FITS)
    chief.tap("main button:has-text('合并')")
    page.wait_for_selector("text=并入的场所")
    assert chief.taps <= MOST_TAPS
    assert page.evaluate(FITS)
    page.click("section:has-text('并入的场所') .record-item a")
    page.wait_for_selector("text=这家场所重复登记")
    page.click("main a:has-text('撤销合并')")
    page.fill("[name=reason]", "核对后是两家")
    page.click("main button:has-text('撤销合并')")
    page.wait_for_selector("text=已撤销合并")
