"""复查 on a phone: nothing goes over the edge, and nothing is lost when the tab dies."""

import pytest
from PIL import Image

from tests.browser.hands import Officer

REINSPECT = "a[href$='/reinspect/']"


@pytest.fixture
def after(tmp_path):
    """A picture that was never shown before."""
    path = tmp_path / "after.jpg"
    Image.effect_noise((400, 300), 90).resize((2000, 1500)).convert("RGB").save(path, "JPEG", quality=90)
    return path


def open_last(page) -> str:
    page.goto("/inbox/")
    page.locator(REINSPECT).last.click()
    page.wait_for_selector("#entry-form")
    return page.url.split("?")[0]


@pytest.mark.parametrize("width", [320, 375, 1440])
def test_nothing_goes_over_the_edge(page_as, width):
    page = page_as("officer", width)
    open_last(page)
    page.locator(".segment-big label:has-text('未整改')").first.click()
    for follow_up in ("refer", "interview"):
        page.select_option("[name=follow_up]", follow_up)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_asked_for_follows_what_was_found(page_as):
    page = page_as("officer")
    open_last(page)
    assert not page.locator("[name=follow_up]").is_visible()
    page.locator(".segment-big label:has-text('未整改')").first.click()
    page.select_option("[name=follow_up]", "refer")
    assert page.locator("[name=referred_to]").is_visible()
    assert not page.locator("[name=follow_up_on]").is_visible()


def test_photo_that_was_picked_before_the_script_came_is_uploaded(page_as, after):
    """On a slow network the camera is faster."""
    page, held = page_as("officer"), []
    page.route("**/js/photos*.js", lambda route: held.append(route))
    page.goto("/inbox/")
    page.locator(REINSPECT).last.click(no_wait_after=True)
    page.locator(".before-after input[type=file]").first.set_input_files(after)
    held.pop().continue_()
    page.wait_for_selector(".photo-thumb.is-done")


def test_what_is_typed_and_photographed_is_there_again_after_the_tab_died(page_as, after):
    page = page_as("officer")
    address = open_last(page)
    Officer(page).photograph(page.locator(".before-after").first, after)
    page.locator("summary:has-text('复查意见')").click()
    page.fill("[name=opinion]", "部分完成")
    page.wait_for_function("document.getElementById('saved-state').textContent.includes('已存')")
    page.wait_for_timeout(2000)
    page.close()
    again = page_as("officer")
    again.goto(address)
    again.locator("a:has-text('继续填写')").first.click()
    again.wait_for_selector("#entry-form")
    assert again.locator("[name=opinion]").input_value() == "部分完成"
    assert again.locator(".photo-thumb img").count() == 1
