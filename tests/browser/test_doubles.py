"""A venue that is in the ledger already is found and chosen; a wrong condition is said. At a phone and at a desk."""

import pytest

SIZES = [(375, 667), (1440, 900)]
FITS = "document.documentElement.scrollWidth <= innerWidth"

sizes = pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])


@sizes
def test_existing_venue_is_chosen_instead_of_a_double(page_as, size):
    page = page_as("officer", *size)
    page.goto("/inspections/venues/")
    page.click("tbody a >> nth=0")
    page.wait_for_url("**/inspections/venues/*/")
    record, name = page.url, page.locator("h1").inner_text().strip()
    page.goto("/inspections/entry/")
    page.fill("[name=q]", f"{name}二部")
    page.keyboard.press("Enter")
    page.click("text=没找到？新增场所")
    assert page.input_value("[name=name]") == f"{name}二部"
    page.fill("[name=name]", f"　{name} （ ）")
    page.fill("[name=address]", "新路２号")
    page.select_option("[name=category]", index=1)
    page.click("[data-submit]")
    page.wait_for_selector("text=台账里相像的场所")
    assert all("422" in problem for problem in page_as.watch.problems)  # the browser notes the status of a refused form
    page_as.watch.problems.clear()
    assert page.locator("input[type=checkbox][name=is_other]").is_visible()
    assert page.evaluate(FITS)
    page.click(f"a[aria-label='选用{name}']")
    page.wait_for_url("**/inspections/entry/?venue=*")
    assert page.url.endswith(f"venue={record.rstrip('/').rpartition('/')[2]}")


@sizes
def test_days_the_wrong_way_round_are_said_at_their_condition(page_as, size):
    page = page_as("officer", *size)
    page.goto("/inspections/inspections/?inspected_on_after=2022-07-06&inspected_on_before=2022-07-05")
    assert "起始日不能晚于截止日" in page.inner_text("main")
    assert page.locator("tbody").count() == 0
    assert page.locator("input[name=inspected_on_after]").get_attribute("type") == "date"
    assert page.evaluate(FITS)
