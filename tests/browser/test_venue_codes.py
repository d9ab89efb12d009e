"""QR codes of venues: four A6 sheets to an A4 page on paper, and the six characters typed at the door."""

import re

A6 = (396, 561)  # CSS px, to the nearest
SIZES = (
    "all => all.map(each => each.getBoundingClientRect()).map(box => [Math.floor(box.width), Math.floor(box.height)])"
)


def test_sheets_print_four_to_a_page_and_nothing_else(page_as):
    page = page_as("clerk", 1440, 900)
    page.goto("/inspections/codes/print/")
    sheets = page.locator(".code-sheet").count()
    assert sheets > 4
    page.emulate_media(media="print")
    assert {tuple(each) for each in page.eval_on_selector_all(".code-sheet", SIZES)} == {A6}
    cut = "all => all.filter(each => each.scrollHeight > each.clientHeight + 1).length"
    assert page.eval_on_selector_all(".code-sheet", cut) == 0
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == -(-sheets // 4)


def test_six_characters_open_the_entry_page_and_a_changed_code_leads_on(page_as):
    page = page_as("officer")
    page.goto("/inspections/venues/")
    page.goto(page.locator("td.title a").first.get_attribute("href"))
    venue, before = page.url, page.locator("dt:text-is('六位编码') + dd").inner_text()
    page.goto("/inspections/codes/")
    page.fill("[name=code]", f"{before[:3]} {before[3:]}".lower())
    page.click("button:text-is('打开')")
    page.wait_for_url(re.compile(r"/inspections/entry/\?venue="))
    page.goto(f"{venue}code/")
    page.fill("[name=reason]", "门口的旧码污损")
    page.click("button:text-is('更换二维码')")
    page.wait_for_url(venue)
    page.goto("/inspections/codes/")
    page.fill("[name=code]", before)
    page.click("button:text-is('打开')")
    page.wait_for_url(re.compile("/inspections/codes/.{32}/"))
    assert page.locator("text=这张二维码已经更换，不再使用").is_visible()
    page.click("text=继续打开这个场所")
    page.wait_for_url(re.compile(r"/inspections/entry/\?venue="))
    assert all("410" in each for each in page_as.watch.problems)  # the browser notes the status of a dead code
    page_as.watch.problems.clear()
