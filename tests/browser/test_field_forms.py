"""Every form of the field through what happens to it there: a killed tab, a lost answer, a double tap, no network, a
session that ended, a second phone. Nothing is lost, and nothing counts twice.
"""

import re
import time

import pytest

from tests.browser.field_forms import ALL, Field, FieldForm, button, mark

PHONE, DESK = (375, 667), (1440, 900)
AGAIN = "button:text-is('再次提交')"
SAVED = re.compile("^草稿已存")

forms = pytest.mark.parametrize("form", ALL, ids=[each.name for each in ALL])
pytestmark = pytest.mark.xdist_group("field")  # each record is used once


@pytest.fixture(scope="module")
def field(live) -> Field:
    return Field(live)


@pytest.fixture(autouse=True)
def told_by_the_browser(page_as):
    """It says itself on its console that the net failed, or that a draft was not saved."""
    yield
    kept = [each for each in page_as.watch.problems if "Failed to load resource" not in each]
    page_as.watch.problems[:] = kept


@pytest.fixture
def size() -> tuple[int, int]:
    return PHONE


@pytest.fixture
def page(page_as, form, field, size):
    """The form, filled in as far as it is sent."""
    found = page_as(form.who, *size)
    form.open(found, field)
    found.typed = mark()
    form.fill(found, found.typed)
    return found


@pytest.fixture
def rows(form, field, page) -> "Rows":
    return Rows(form, field)


class Rows:
    """How many came of what happens from here on."""

    def __init__(self, form: FieldForm, field: Field):
        self.form, self.field, self.before = form, field, field.count(form)

    def become(self, more: int) -> None:
        for _ in range(50):
            if self.field.count(self.form) == self.before + more:
                break
            time.sleep(0.1)
        assert self.field.count(self.form) == self.before + more


def save(page) -> None:
    page.locator("#entry-form").dispatch_event("change")
    for _ in range(80):
        if page.evaluate("!window.entryDraft.isChanged && !window.entryDraft.running && window.entryDraft.isOnServer"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not saved: {page.inner_text('#saved-state')}")


def leave(page) -> None:
    """The answer came and led to another page."""
    page.wait_for_selector("#entry-form", state="detached")


def is_in_sight(page, target: str) -> bool:
    """Within a second: the page may still be scrolling there."""
    for _ in range(10):
        box = page.locator(target).first.bounding_box()
        if box and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]:
            return True
        page.wait_for_timeout(100)
    return False


def resume(page) -> None:
    """From 我的, as somebody finds it again."""
    page.goto("/accounts/me/")
    page.locator("#drafts a.draft-bar").first.click()
    page.wait_for_selector("#entry-form")


def to_second_page(form: FieldForm, page, typed: str) -> None:
    """A draft of the notice check goes on at the entry page before it."""
    if form.leads_on:
        page.wait_for_selector("#entry-form.has-script")
        page.locator("[data-submit]").click()
        page.wait_for_url(re.compile("/review/$"))
        form.write(page, typed)


@forms
def test_killed_tab(form, page, rows):
    save(page)
    context, typed = page.context, page.typed
    page.close()
    again = context.new_page()
    resume(again)
    to_second_page(form, again, typed)
    assert form.said(again) == typed
    form.submit(again)
    leave(again)
    rows.become(1)


@forms
def test_lost_answer(form, page, rows):
    def lose(route):
        if route.request.headers.get("x-requested-with") == "form":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", lose)
    form.submit(page)
    page.wait_for_selector(AGAIN)
    assert is_in_sight(page, AGAIN)
    assert "再次提交不会重复登记" in page.inner_text("[data-said]")
    assert form.said(page) == page.typed
    rows.become(1)
    page.unroute("**/*")
    page.click(AGAIN)
    leave(page)
    rows.become(1)


@forms
def test_double_tap(form, page, rows):
    button(page).dblclick(delay=5)
    leave(page)
    rows.become(1)


@forms
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desktop"])
def test_no_network(form, page, rows):
    page.context.set_offline(True)
    form.submit(page)
    page.wait_for_selector(AGAIN)
    assert is_in_sight(page, AGAIN)
    assert "网络不通，没有提交" in page.inner_text("[data-said]")
    assert form.said(page) == page.typed
    page.context.set_offline(False)
    page.click(AGAIN)
    leave(page)
    rows.become(1)


@forms
def test_ended_session(form, page, rows, live):
    save(page)
    page.wait_for_load_state("networkidle")  # an answer that is on its way would bring the session back
    page.context.clear_cookies(name="sessionid")
    form.submit(page)
    page.wait_for_url(re.compile("/accounts/login/"))
    assert "登录后接着填" in page.inner_text(".messages")
    rows.become(0)
    page.fill("[name=username]", form.who)
    page.fill("[name=password]", live.passwords[form.who])
    page.click("button[type=submit]")
    page.wait_for_selector("[data-returned]")
    assert is_in_sight(page, "[data-returned]")
    to_second_page(form, page, page.typed)
    assert form.said(page) == page.typed
    form.submit(page)
    leave(page)
    rows.become(1)
    live.sessions[form.who] = page.context.cookies()


@forms
def test_two_phones(form, page, rows, page_as):
    """Who saved last is shown to the other, who has not seen it."""
    save(page)
    other = page_as(form.who, *PHONE)
    resume(other)
    to_second_page(form, other, page.typed)
    here, there = mark(), mark()
    first, second = (other, page) if form.leads_on else (page, other)
    form.write(first, here)
    save(first)
    form.write(second, there)
    form.submit(second)
    second.wait_for_selector("#both-rows")
    shown = second.inner_text("main")
    assert here in shown
    assert there in shown
    rows.become(0)
    second.click("text=用现在填的继续")
    second.wait_for_selector("#entry-form")
    second.goto("/accounts/me/")
    assert second.locator("#drafts a.draft-bar").count() >= 2


@forms
def test_enter_in_a_text_field_submits_nothing(form, page, rows):
    """Nor does the Enter that ends the composition of a word."""
    target = page.locator(f"#entry-form input[name='{form.text}'], #entry-form input[type=text]:visible").first
    if not target.count():
        pytest.skip("no field of one line is shown: Enter makes a new one")
    target.focus()
    page.keyboard.insert_text("试")
    page.keyboard.press("Enter")
    page.keyboard.press("NumpadEnter")
    page.wait_for_timeout(300)
    assert page.locator("#entry-form").count() == 1
    assert page.locator(".error-summary").count() == 0
    rows.become(0)


@pytest.mark.parametrize(
    "form", [each for each in ALL if each.name in {"登记纠纷", "集中行动"}], ids=["dispute", "operation"]
)
def test_without_a_script_enter_submits_nothing_and_a_draft_is_kept(form, page_as, field):
    page = page_as(form.who, *PHONE, java_script_enabled=False)
    before = field.count(form)
    form.open(page, field)
    words = mark()
    page.fill(f"[name='{form.text}']", words)
    page.press(f"[name='{form.text}']", "Enter")
    page.wait_for_timeout(300)
    assert field.count(form) == before
    page.click("noscript button[value=draft], button[value=draft]")
    page.goto("/accounts/me/")
    page.locator("#drafts a.draft-bar").first.click()
    assert page.locator(f"[name='{form.text}']").input_value() == words


def test_after_back_the_notice_is_on_the_screen(page_as):
    page = page_as("office", *PHONE)
    page.goto("/campaign/operations/new/")
    page.fill("[name=name]", mark())
    page.context.set_offline(True)
    page.locator("#entry-form").dispatch_event("change")
    page.wait_for_selector("#saved-state.is-unsaved")
    page.context.set_offline(False)
    page.goto("/accounts/me/")
    page.go_back()
    page.wait_for_selector("[data-said]")
    assert is_in_sight(page, "[data-said]")
    page.click("[data-said] >> text=恢复")
    page.wait_for_selector("[data-said]", state="detached")
