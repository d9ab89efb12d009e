"""A record handed over in the browser, whatever it is: sent from its page, signed for and answered by who received it,
seen by who sent it.
"""

import re

from playwright.sync_api import Page

TRIES = 10
TRANSFER = re.compile("/transfers/[0-9]+/$")


def press(page: Page, words: str) -> None:
    """A button in the head of a record's page, also one behind 更多操作."""
    button = page.locator(f".page-head a:text-is('{words}')").first
    if not button.is_visible():
        page.click(".page-head summary:has-text('更多操作')")
    button.click()


def confirm(page: Page) -> None:
    """The form that follows, as it is filled."""
    page.click("main form button[type=submit]")
    page.wait_for_url(TRANSFER)


def send(page: Page, record: str, receiver: str, task: str) -> str:
    """From the page of the record; the address of its transfer."""
    page.goto(record)
    press(page, "流转")
    page.select_option("[name=to_unit]", label=receiver)
    page.fill("[name=task]", task)
    confirm(page)
    return page.url


def find_todo(page: Page, words: str, *, until: re.Pattern = TRANSFER) -> None:
    """Opens the todo that says so. Another process of the server may not know of it for some seconds."""
    for _ in range(TRIES):
        page.goto("/inbox/")
        found = page.locator(f"main a:has-text('{words}')")
        if found.count():
            break
        page.wait_for_timeout(1000)
    found.first.click()
    page.wait_for_url(until)


def sign_and_answer(page: Page, title: str, result: str, *, asks_action: bool = False) -> None:
    """From the first page of the receiver, where it stands by its title."""
    page.goto("/")
    page.click(f"main a.home-row:has-text('{title}')")
    page.wait_for_url(TRANSFER)
    press(page, "签收")
    confirm(page)
    press(page, "反馈结果")
    page.fill("[name=result]", result)
    if asks_action:
        page.check("[name=asks_action]")
    confirm(page)
