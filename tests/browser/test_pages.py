"""Pages as they are used: a figure and its rows, a receipt, a page that is slow."""

import time

import pytest

SIZES = [(375, 667), (1440, 900)]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_figure_opens_the_rows_it_counted(page_as, size):
    page = page_as("leader", *size)
    page.goto("/campaign/figures/")
    shown = page.inner_text("[data-figure=notices_issued]")
    page.click("a:has([data-figure=notices_issued])")
    assert int(shown) >= 71  # what the demo holds; the journeys before this test may have added theirs
    assert f"共 {shown} 条" in page.inner_text("main")


def test_receipt_shows_the_days_of_the_calculator(page_as):
    page = page_as("officer", 1440, 900)
    page.goto("/deadlines/calculator/?start=2022-09-30&length=7&measure=working")
    assert "10月14日" in page.inner_text("main")


WATCH = """() => {
  const sign = document.querySelector("[data-loading]");
  const keep = () => sign.textContent && sessionStorage.setItem("said", sign.textContent);
  new MutationObserver(keep).observe(sign, {childList: true});
}"""


@pytest.mark.parametrize(("seconds", "said"), [(0, None), (1.5, "正在打开，请稍候…")])
def test_slow_page_says_that_it_is_on_its_way(page_as, seconds, said):
    page = page_as("officer")
    page.goto("/inspections/venues/")
    page.evaluate(WATCH)
    page.route("**/inspections/venues/*/", lambda route: (time.sleep(seconds), route.continue_()))
    page.click("tbody a >> nth=0")
    page.wait_for_url("**/inspections/venues/*/")
    assert page.evaluate("sessionStorage.getItem('said')") == said
    assert page.locator("[data-loading]:not([hidden])").count() == 0


LISTS = [
    "/inspections/notices/",
    "/inspections/inspections/",
    "/inspections/hazards/",
    "/inspections/venues/",
    "/cases/",
]


@pytest.mark.parametrize("address", LISTS)
def test_the_large_name_of_a_card_opens_it_on_a_phone(page_as, address):
    page = page_as("officer")
    page.goto(address)
    card = page.locator("tbody tr").first
    wanted = card.locator("a").first.get_attribute("href")
    box = card.locator(".title").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**{wanted}")
