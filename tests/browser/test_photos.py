"""Photos on a poor net: answers that are lost, uploads that take long, pictures that are none. 375 × 667."""

import base64
import re

import pytest

from tests.browser.hands import Officer
from tests.exchange.picture_files import saved, two

PHONE = (375, 667)
UPLOAD = re.compile("/files/photos/$")
WITHDRAW = re.compile("/files/photos/withdraw/$")
OWN_DOING = ("422", "410", "ERR_FAILED")  # what the browser notes of the failures these tests make
MOST = 400 * 1024 + 2048  # bytes: a shrunk photo with the rest of its form


@pytest.fixture
def office(page_as):
    """At the record page of a hotspot, with nothing drafted."""
    found = Officer(page_as("office", *PHONE))
    found.page.goto("/campaign/hotspots/")
    found.tap("main a:has-text('青石小商品城')")
    found.page.goto(found.page.url.split("?")[0] + "supervise/?new=1")
    found.tap("main .segment label:has-text('正常')")
    yield found
    page_as.watch.problems[:] = [each for each in page_as.watch.problems if not any(sign in each for sign in OWN_DOING)]


@pytest.fixture
def box(office):
    return office.page.locator("[data-slot=scene]")


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "IMG_0002.jpg"
    path.write_bytes(b"no picture at all")
    return path


def take(office: Officer, box, *pictures) -> None:
    """From the album; the draft is saved before it opens."""
    with office.page.expect_file_chooser() as chooser:
        office.tap(box.locator(".photo-take label").last)
    chooser.value.set_files(pictures)
    box.locator(".photo-thumb").last.wait_for()


def lose_answers(page, times: int) -> list:
    """The server does its work, and the page never hears of it; returns what was lost."""
    lost = []

    def handle(route):
        if len(lost) < times:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(UPLOAD, handle)
    return lost


def hold_uploads(page) -> list:
    held = []
    page.route(UPLOAD, lambda route: held.append(route))
    return held


def photos_recorded(office: Officer) -> int:
    """Of the visit that was recorded last: the first one with its photos on the page of the hotspot."""
    office.page.wait_for_url(re.compile("recorded=1$"))
    return office.page.locator("main .record-item").first.locator("img").count()


def submit(office: Officer) -> None:
    office.tap("[data-submit]")


EARLIER_SCRIPT = """document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("entry-form");
  if (form) form.addEventListener("submit", () => { window.heard = true; });
});"""


def test_lost_answers_and_two_retries_make_one_photo(office, box, picture):
    lost = lose_answers(office.page, 2)
    take(office, box, picture)
    for _ in range(2):
        box.locator(".is-failed .photo-retry").click()
        box.locator(".is-uploading").wait_for(state="detached")
    box.locator(".is-done").wait_for()
    assert lost == [201, 201]
    submit(office)
    assert photos_recorded(office) == 1


def test_cross_on_a_photo_whose_answer_was_lost_takes_it_back(office, box, picture):
    lose_answers(office.page, 1)
    take(office, box, picture)
    box.locator(".is-failed").wait_for()
    with office.page.expect_response(WITHDRAW) as answer:
        office.tap(box.locator(".is-failed .photo-remove"))
    assert answer.value.status == 200
    assert box.locator(".photo-thumb").count() == 0
    submit(office)
    assert photos_recorded(office) == 0


def test_cross_while_the_server_is_out_of_reach_goes_with_the_form(office, box, picture):
    lose_answers(office.page, 1)
    take(office, box, picture)
    box.locator(".is-failed").wait_for()
    office.page.route(WITHDRAW, lambda route: route.abort())
    with office.page.expect_event("requestfailed", lambda request: WITHDRAW.search(request.url)):
        office.tap(box.locator(".is-failed .photo-remove"))
    submit(office)
    assert photos_recorded(office) == 0


def test_submission_during_an_upload_says_that_it_waits_and_then_goes_by_itself(office, box, picture):
    page, held = office.page, hold_uploads(office.page)
    page.add_init_script(EARLIER_SCRIPT)
    page.reload()
    office.tap("main .segment label:has-text('正常')")
    take(office, box, picture, picture)
    page.wait_for_timeout(1500)
    submit(office)
    bar = page.locator(".photo-wait")
    assert re.search(r"正在传照片，还剩 2 张（约 \d+ KB），传完自动提交", bar.inner_text())
    size = int(re.search(r"约 (\d+) KB", bar.inner_text()).group(1))
    assert 100 < size <= 800
    assert page.evaluate("window.heard") is None  # a script that came before hears nothing of what is held
    assert bar.evaluate("bar => bar.getBoundingClientRect().bottom <= window.innerHeight")
    held.pop(0).continue_()
    page.locator(".photo-wait", has_text="还剩 1 张").wait_for()
    held.pop(0).continue_()
    assert photos_recorded(office) == 2


def test_who_will_not_wait_takes_the_submission_back_or_leaves_the_photo(office, box, picture):
    held = hold_uploads(office.page)
    take(office, box, picture)
    submit(office)
    office.tap(".photo-wait button:text-is('取消提交')")
    assert office.page.locator(".photo-wait").count() == 0
    submit(office)
    with office.page.expect_response(WITHDRAW):
        office.tap(".photo-wait button:has-text('现在提交')")
    assert photos_recorded(office) == 0
    assert len(held) <= 1


def test_photo_that_is_none_is_asked_about_once_and_left(office, box, broken, picture):
    take(office, box, broken, picture, broken)
    box.locator(".is-done").wait_for()
    submit(office)
    question = box.locator(".photo-question")
    assert "2 张照片没有传上" in question.inner_text()
    assert office.page.url.split("?")[0].endswith("/supervise/")
    with office.page.expect_response(UPLOAD) as answer:
        office.tap(question.locator("button:has-text('全部重试')"))
    assert answer.value.status == 422
    question.wait_for()  # no better the second time: asked again, with a way on
    office.tap(question.locator("button:has-text('不带这些照片')"))
    assert photos_recorded(office) == 1


def test_retry_of_all_submits_when_they_came(office, box, picture):
    lose_answers(office.page, 1)
    take(office, box, picture)
    box.locator(".is-failed").wait_for()
    submit(office)
    office.tap(".photo-question button:has-text('全部重试')")
    assert photos_recorded(office) == 1


def test_form_without_a_draft_uploads_shrunk_photos_by_itself(page_as, picture):
    officer = Officer(page_as("office", 1280, 800))
    officer.page.goto("/cases/studies/new/")
    box = officer.page.locator("[data-photos]")
    with officer.page.expect_request(UPLOAD) as sent:
        with officer.page.expect_file_chooser() as chooser:
            officer.tap(box.locator(".photo-take label").last)
        chooser.value.set_files(picture)
    assert int(sent.value.all_headers()["content-length"]) < MOST
    box.locator(".is-done").wait_for()
    officer.tap("main form [type=submit]")
    officer.page.locator(".error-summary").wait_for()
    assert officer.page.locator(".photo-thumb img").count() == 1
    page_as.watch.problems[:] = [each for each in page_as.watch.problems if "422" not in each]


GROUND = """async (text) => {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const blob = await window.shrinkPhoto(new Blob([bytes], { type: "image/png" }));
  const image = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  canvas.width = image.width; canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  return [blob.type, ...pen.getImageData(4, 16, 1, 1).data.slice(0, 3)];
}"""


def test_browser_puts_white_under_what_is_transparent(office):
    png = base64.b64encode(saved(two("RGBA", (0, 0, 0, 0), (255, 0, 0, 255)), "PNG")).decode()
    assert office.page.evaluate(GROUND, png) == ["image/jpeg", 255, 255, 255]
