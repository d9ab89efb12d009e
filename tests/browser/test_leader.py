"""The leader: thirty seconds to see what is wrong (B1), four presses from a red lamp to somebody's name (B2)."""

import re

import pytest

from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST = 4  # presses


def within_first_screen(page, element) -> bool:
    box, bar = element.bounding_box(), page.locator(".bottom-bar").bounding_box()
    bottom = page.viewport_size["height"] - (bar["height"] if bar else 0)
    return box["y"] >= 0 and box["y"] + box["height"] <= bottom


def test_three_sentences_stand_in_the_first_screen(page_as):
    page = page_as("leader", *DESKTOP)
    sentences = page.locator(".sentences li")
    assert sentences.count() == 3
    assert all(within_first_screen(page, sentences.nth(place)) for place in range(3))
    for place, words in enumerate(("最差行动", "最差单位", "有何变化")):
        assert words in sentences.nth(place).inner_text()
    assert all(within_first_screen(page, row) for row in page.locator(".action-list li").all())


def test_first_sentence_stands_in_the_first_screen_of_a_phone(page_as):
    page = page_as("leader", *PHONE)
    first = page.locator(".sentences li").first
    assert within_first_screen(page, first)
    assert re.search(r"融冰：\d+/\d+ 项达序时", first.inner_text())


@SIZES
def test_from_a_red_sub_action_to_who_answers(page_as, size):
    leader = Officer(page_as("leader", *size))
    leader.tap(".action-list a:has-text('融冰')")
    leader.page.wait_for_url(re.compile("lamp=red"))
    leader.tap(".plan-table a:has-text('化解矛盾纠纷')")
    leader.page.wait_for_url(re.compile("/plan/items/[0-9]+/$"))
    assert leader.taps <= MOST
    facts = leader.page.inner_text(".column-aside")
    assert re.search(r"责任人\s+\S{2,3}\s", facts)
    assert "治安大队" in facts
    assert "分管领导" in facts


@SIZES
def test_from_the_worst_station_to_the_officer_of_an_overdue_hazard(page_as, size):
    leader = Officer(page_as("leader", *size))
    station = leader.page.locator(".sentences li").nth(1).locator("strong").inner_text()
    leader.tap(".sentences li:nth-child(2) a")
    leader.page.wait_for_url(re.compile("figure=hazards_overdue"))
    rows = leader.page.inner_text("main")
    assert f"，{station}）数出来的记录" in rows
    leader.tap(".table-cards tbody tr a[href*='/hazards/']")
    leader.page.wait_for_url(re.compile("/inspections/hazards/[0-9]+/$"))
    assert leader.taps <= MOST
    found = leader.page.inner_text("main")
    assert re.search(r"责任民警\s+\S{2,3}", found)
    assert "超期" in found or "届满" in found


@SIZES
def test_every_list_the_page_opens_answers(page_as, size):
    page = page_as("leader", *size)
    links = page.eval_on_selector_all("main a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
    for link in dict.fromkeys(links):
        assert page.goto(link).status == 200, link
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{link} is {wide} px too wide"


SMALL = """() => Array.from(document.querySelectorAll(
    'main a, main button, main summary, main .form-select, main .form-control'))
  .filter(each => each.offsetParent && !each.classList.contains('visually-hidden') && !each.closest('.timeline-list'))
  .map(each => [each.getBoundingClientRect(), each.textContent.trim()])
  .filter(([box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([box, text]) => `${text} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize("address", ["/", "/campaign/plan/?lamp=red"])
def test_everything_that_can_be_tapped_is_large_enough(page_as, address):
    page = page_as("leader", *PHONE)
    page.goto(address)
    assert page.evaluate(SMALL) == []


def test_page_works_without_a_script(page_as):
    page = page_as("leader", *DESKTOP, java_script_enabled=False)
    page.goto("/")
    assert page.locator(".sentences li").count() == 3
    page.locator(".action-list a").first.click()
    page.locator("h1:has-text('责任清单')").wait_for()
