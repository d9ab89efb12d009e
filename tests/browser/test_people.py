"""A block of people becomes accounts, one of them is moved; what hangs on an officer is handed over by the chief and
taken by a colleague. At a phone and a desk.
"""

import re

import pytest

SIZES = [(375, 667), (1440, 900)]
FITS = "document.documentElement.scrollWidth <= innerWidth"
SUBMIT = "[data-buttons] button.button-primary"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_pasted_person_is_there_and_is_moved(page_as, size):
    page, name = page_as("sysadmin", *size), f"接任{size[0]}"
    page.goto("/accounts/users/")
    page.click("main a:has-text('成批新建')")
    page.fill("[name=block]", f"{name}\t7{size[0]}\t东街派出所\t民警\n无此单位\t8\t北街所\t民警")
    page.click("button[name=way]")
    page.wait_for_selector("[data-good]")
    assert page.locator("[data-wrong]").count() == 1
    assert page.evaluate(FITS)
    page.click(SUBMIT)
    page.wait_for_selector("text=有误的 1 行还在下面")
    assert "北街所" in page.input_value("[name=block]")
    page.goto(f"/accounts/users/?name={name}")
    page.click(f"tbody a:has-text('{name}')")
    page.click("[data-posting] a:has-text('调动')")
    page.select_option("[name=unit]", label="西街所")
    page.select_option("[name=role]", "officer")
    page.fill("[name=reason]", "轮岗")
    page.click(SUBMIT)
    page.wait_for_selector("text=到岗日须晚于原任职的任职起")
    page_as.watch.problems.clear()  # the browser notes the status of a refused form
    assert page.evaluate(FITS)
    assert page.input_value("[name=reason]") == "轮岗"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_things_are_handed_over_and_taken(page_as, size):
    page, officer = page_as("chief", *size), "彭文博" if size == SIZES[0] else "袁光耀"  # of the demo
    page.goto("/accounts/handovers/people/")
    page.click(f"main .record-item a:has-text('{officer}')")
    page.wait_for_url(re.compile(r"/handover/$"))
    choose(page.locator("select[name^=to_] >> nth=0"), "东街所 内勤")
    page.fill("[name=reason]", "轮岗")
    assert page.evaluate(FITS)
    page.click(SUBMIT)
    page.wait_for_selector("text=待接收")
    taker = page_as("clerk", *size)
    taker.goto("/accounts/handovers/")
    taker.click("section:has-text('等我接收') .record-item a >> nth=0")
    taker.select_option("[name=decision]", "take")
    assert taker.evaluate(FITS)
    taker.click(SUBMIT)
    taker.wait_for_selector("text=/已接收 \\d+ 项/")
    assert taker.evaluate(FITS)


def choose(select, words: str) -> None:
    """The option that has these words."""
    value = select.locator("option", has_text=words).first.get_attribute("value")
    select.select_option(value)
