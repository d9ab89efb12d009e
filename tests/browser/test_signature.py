"""签收签名 on the phone of the officer, 375 × 667: drawn by mouse and finger, taken back, sent with the form."""

import io
import re

import pytest
from PIL import Image

from tests.browser.access import AXE, PROBES, SIZES, examine
from tests.browser.hands import Officer
from tests.browser.test_notices import new_notice

PHONE = (375, 667)
STILL = {"reduced_motion": "reduce"}  # a box that glides into view is no place to draw by the pixel
STROKES = [
    [(0.2, 0.3), (0.4, 0.3), (0.3, 0.8)],
    [(0.5, 0.2), (0.6, 0.8), (0.75, 0.25), (0.88, 0.75)],
]  # parts of the box
NOTICE = re.compile(r"/notices/\d+/$")


@pytest.fixture
def officer(page_as):
    found = Officer(page_as("officer", *PHONE, **STILL))
    to_service(found)
    return found


def to_service(officer: Officer) -> None:
    new_notice(officer.page)
    officer.tap(".next-step .button-primary")
    officer.page.wait_for_selector("#entry-form")


def forget_refusals(page_as) -> None:
    """What the browser notes of a page that came back."""
    page_as.watch.problems[:] = [each for each in page_as.watch.problems if "422" not in each]


def on_canvas(page) -> list[list[tuple[float, float]]]:
    box = page.locator(".signature canvas").bounding_box()
    return [[(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke] for stroke in STROKES]


def draw(page) -> None:
    for first, *others in on_canvas(page):
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point, steps=5)
        page.mouse.up()


def draw_with_a_finger(page) -> None:
    hand = page.context.new_cdp_session(page)
    for first, *others in on_canvas(page):
        for kind, point in [("touchStart", first), *(("touchMove", each) for each in others)]:
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}]})
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def kept(page) -> Image.Image:
    """The signature as it stands on the page of the notice."""
    page.wait_for_url(NOTICE)
    assert re.search(r"签收签名 \d{4}-\d\d-\d\d \d\d:\d\d", page.inner_text(".signed"))
    return Image.open(io.BytesIO(page.request.get(page.locator(".signed img").get_attribute("src")).body()))


def dark(picture: Image.Image) -> int:
    return sum(picture.convert("L").histogram()[:128])


def test_signature_goes_with_the_form_and_stands_on_notice_and_paper(officer):
    page = officer.page
    officer.tap("[data-open]")
    draw(page)
    officer.tap("[data-submit]")  # without 签好了, too
    picture = kept(page)
    assert officer.taps == 3
    assert dark(picture) > 500
    assert picture.convert("L").getpixel((3, 3)) > 250
    page.goto(f"{page.url}print/")
    assert page.locator(".a4-ink img").first.evaluate("each => each.complete && each.naturalWidth > 0")


def test_finger_draws_and_the_page_stays_where_it_is(page_as):
    page = page_as("officer", *PHONE, has_touch=True, is_mobile=True, **STILL)
    to_service(Officer(page))
    page.click("[data-open]")
    before = page.evaluate("window.scrollY")
    draw_with_a_finger(page)
    assert page.evaluate("window.scrollY") == before
    page.click("[data-done]")
    page.locator(".signature .is-done").wait_for()
    page.click("[data-submit]")
    assert dark(kept(page)) > 500


def test_empty_box_is_no_signature(officer, page_as):
    page = officer.page
    officer.tap("[data-open]")
    page.mouse.click(*on_canvas(page)[0][0])  # a dot
    officer.tap("[data-done]")
    assert "框内还没有签名" in page.inner_text(".signature [data-photo-error]")
    officer.tap("[data-submit]")
    page.wait_for_selector("text=须填写签收人，或拍下签收联、请对方签名")
    forget_refusals(page_as)


def test_signature_is_cleared_and_signed_anew_and_survives_a_page_that_comes_back(officer, page_as):
    page = officer.page
    officer.tap("[data-open]")
    draw(page)
    officer.tap("[data-done]")
    page.locator(".signature .is-done").wait_for()
    officer.tap("[data-clear]")
    page.wait_for_selector(".signature canvas")
    assert page.locator(".signature .photo-thumb").count() == 0
    draw(page)
    officer.tap("label:has-text('代收')")
    now = page.input_value("[name=at]")
    page.fill("[name=at]", "")
    officer.tap("[data-submit]")
    page.wait_for_selector(".signature .photo-thumb a")  # it came with the page
    assert page.locator(".signature .photo-thumb").count() == 1
    assert not page.is_visible(".signature canvas")
    typed = page.input_value("[name=delivery]:checked")
    page.fill("[name=at]", now)
    officer.tap("[data-submit]")
    assert dark(kept(page)) > 500
    assert page.locator(".signed").count() == 1
    assert typed == "substitute"
    forget_refusals(page_as)


def test_box_is_hidden_where_nobody_signs_and_without_a_script(officer, browser, live):
    page = officer.page
    officer.tap("label:has-text('留置')")
    assert not page.is_visible(".signature")
    officer.tap("label:has-text('代收')")
    assert page.is_visible(".signature")
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    try:
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.goto(page.url)
        assert not plain.is_visible(".signature")
        assert plain.is_visible(".photo-take")
    finally:
        context.close()


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core: npm ci (make setup-test)")
def test_box_and_signature_are_free_of_barriers(officer):
    page = officer.page
    page.add_init_script(PROBES)
    page.reload()
    officer.tap("[data-open]")
    assert examine(page, SIZES, axe=True) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    draw(page)
    officer.tap("[data-done]")
    page.locator(".signature .is-done").wait_for()
    assert examine(page, SIZES, axe=True) == []
    officer.tap("[data-submit]")
    page.wait_for_url(NOTICE)
    assert examine(page, SIZES, axe=True) == []
