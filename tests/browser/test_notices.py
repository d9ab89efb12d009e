"""The phone after the inspection, 375 × 667: service and extension within four taps, and what a notice says first."""

import re

import pytest

from tests.browser.hands import Officer

PHONE = (375, 667)
MOST = 4  # taps from the page of the notice


@pytest.fixture
def officer(page_as):
    return Officer(page_as("officer", *PHONE))


def open_notice(page, tab: str) -> None:
    """The first one of a tab of the list; one that is not served yet is made."""
    if tab == "issued":
        new_notice(page)
        return
    page.goto(f"/inspections/notices/?tab={tab}")
    first_of(page, "notices")


def first_of(page, kind: str) -> None:
    """Of the list that is open, the page of its first row."""
    listed = page.locator("main a").evaluate_all("links => links.map(each => each.getAttribute('href'))")
    page.goto(next(each for each in listed if re.fullmatch(rf"/inspections/{kind}/\d+/", each or "")))


def new_notice(page) -> None:
    """Issued now, to be served later."""
    page.goto("/inspections/entry/?q=路")
    page.locator(".task-card").last.click()
    page.wait_for_selector("#entry-form.has-script")
    page.click("[data-all-normal]")
    row = page.locator("[data-row]").nth(1)
    row.locator(".check-line label").nth(1).click()
    row.locator(".chip").first.click()
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/review/$"))
    page.locator("[name=notice-later]").check()
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/result/$"))
    page.click("text=看通知书")
    page.wait_for_url(re.compile(r"/notices/\d+/$"))


def test_service_takes_four_taps(officer):
    page = officer.page
    new_notice(page)
    number = page.inner_text("h1")
    officer.tap(".next-step .button-primary")
    page.wait_for_selector("#entry-form")
    assert not page.is_visible("[name=witness_name]")
    officer.tap("[name=receiver_name]")
    page.keyboard.type("王建国")
    officer.tap("[data-submit]")
    page.wait_for_url(re.compile(r"/notices/\d+/$"))
    assert f"{number}已送达，整改期限" in page.inner_text(".messages")
    assert "下一步：督促整改" in page.inner_text(".messages")
    assert officer.taps <= MOST


def test_notice_that_was_left_takes_four_taps(officer):
    page = officer.page
    new_notice(page)
    officer.tap(".next-step .button-primary")
    page.wait_for_selector("#entry-form")
    officer.tap("label:has-text('留置')")
    assert not page.is_visible("[name=receiver_name]")
    officer.tap("[name=witness_name]")
    page.keyboard.type("李见证")
    officer.tap("[data-submit]")
    page.wait_for_url(re.compile(r"/notices/\d+/$"))
    assert "留置" in page.inner_text("main")
    assert officer.taps <= MOST


def test_extension_takes_four_taps(officer, page_as):
    page = officer.page
    new_notice(page)
    address = page.url
    officer.tap("a:text-is('申请延期'):visible") if page.is_visible("a:text-is('申请延期')") else unfold(officer)
    page.wait_for_selector("#entry-form")
    officer.tap("[name=length]")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("配件外地发货")
    officer.tap("[data-submit]")
    page.wait_for_url(address)
    assert "下一步：等待所领导审批" in page.inner_text(".messages")
    assert officer.taps <= MOST
    decide(Officer(page_as("chief", *PHONE)), address)


def unfold(officer) -> None:
    officer.tap("summary:has-text('更多操作')")
    officer.tap("a:text-is('申请延期')")


def decide(chief, address: str) -> None:
    """From 待办."""
    chief.page.goto("/inbox/")
    number = address.split("/")[-2]
    chief.tap(f"a[href*='/notices/{number}/extend/']")
    chief.page.wait_for_selector("#entry-form")
    assert "最晚可延至" in chief.page.inner_text("main")
    chief.tap("[data-submit]")
    chief.page.wait_for_url(address)
    assert "已同意" in chief.page.inner_text(".messages")
    assert chief.taps <= MOST


@pytest.mark.parametrize("tab", ["issued", "served", "overdue", "awaiting"])
def test_number_due_day_and_next_step_stand_on_the_first_screen(page_as, tab):
    page = page_as("officer", *PHONE)
    open_notice(page, tab)
    for part in ("h1", ".next-due", ".next-step p:has-text('下一步')", ".next-step .button-primary"):
        box = page.locator(part).first.bounding_box()
        assert box, part
        assert box["y"] + box["height"] <= PHONE[1] - 56, f"{part} ends at {box}"  # above the bottom bar


OVERLAPS = """() => {
  const found = [], texts = [...document.querySelectorAll('main p, main a.button, main h1, main h2, main dd, main dt, '
    + 'main label, main .tag, main strong, main .figure')].filter(each => each.offsetParent && each.innerText.trim());
  const boxes = texts.map(each => [each, each.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
  for (const [one, a] of boxes) for (const [other, b] of boxes) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    if (one.closest('.submit-bar') || other.closest('.submit-bar')) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 4) found.push(`${one.innerText.slice(0, 20)} / ${other.innerText.slice(0, 20)}`);
  }
  if (document.documentElement.scrollWidth > window.innerWidth + 1) found.push('scrolls sideways');
  return found;
}"""
PAGES = {
    "notice": lambda page: open_notice(page, "served"),
    "service": lambda page: (open_notice(page, "issued"), page.click(".next-step .button-primary")),
    "reinspection": lambda page: (open_notice(page, "served"), page.click(".next-step .button-primary")),
    "hazard": lambda page: (page.goto("/inspections/hazards/?tab=pending"), first_of(page, "hazards")),
    "result": lambda page: (new_notice(page), page.go_back()),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "size"), [(320, "text-huge"), (720, "")], ids=["320 px, 特大", "200 %"])
def test_nothing_overlaps_on_a_narrow_screen(page_as, name, width, size):
    page = page_as("officer", *PHONE)
    PAGES[name](page)
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": 568})
    page.evaluate("size => document.documentElement.className += ` ${size}`", size)
    assert page.evaluate(OVERLAPS) == []
