"""With a keyboard alone: no mouse and no script moves the focus; it is drawn and in sight wherever it stops."""

import re

import pytest

from tests.browser.hands import Typist

DESKTOP, PHONE = (1440, 900), (375, 667)
PLACE = "南桥货运市场"  # a hotspot no other journey touches


@pytest.fixture
def typist_as(page_as):
    return lambda account, size=DESKTOP: Typist(page_as(account, *size, reduced_motion="reduce"))


def test_leader_goes_from_a_red_lamp_to_who_answers(typist_as):
    leader = typist_as("leader")
    leader.skip_to_main()
    leader.follow("a", "融冰", "lamp=red")
    leader.skip_to_main()
    leader.follow(".plan-table a", "化解矛盾纠纷", "/plan/items/[0-9]+/$")
    assert re.search(r"责任人\s+\S{2,3}\s", leader.page.inner_text(".column-aside"))
    print(f"from a red lamp to who answers: {leader.stops} stops")
    assert leader.stops <= 35


def test_officer_records_an_inspection_without_a_hazard(typist_as):
    officer = typist_as("officer2")  # no other journey uses up the tasks of this station
    officer.skip_to_main()
    officer.follow(".task-card", "检查", "/inspections/entry/")
    officer.page.wait_for_selector("#entry-form.has-script")
    officer.tab_to("[data-all-normal]")
    officer.press("Space")
    officer.tab_to("[data-submit]")
    officer.press("Enter")
    officer.page.wait_for_url(re.compile("/result/$"))
    print(f"an inspection without a hazard: {officer.stops} stops")
    assert officer.stops <= 55


def test_office_hands_a_hotspot_over(typist_as):
    office = typist_as("office")
    office.tab_to("summary", "行动管理")
    office.press("Enter")
    office.follow(".menu a", "挂牌整治区域", "/campaign/hotspots/$")
    office.skip_to_main()
    office.follow("tbody a", PLACE, "/hotspots/[0-9]+/$")
    office.skip_to_main()
    office.follow("a", "指定责任人", "/assign/$")
    office.skip_to_main()
    office.tab_to("main input[type=radio]")
    office.press("ArrowDown")
    label = office.page.eval_on_selector("main input[type=radio]:checked", "field => field.labels[0].innerText")
    name = re.search("[一-龥]+", label).group()
    office.tab_to("main button[type=submit]", "确定指定")
    office.press("Enter")
    office.page.wait_for_url(re.compile("/hotspots/[0-9]+/(#main)?$"))  # the place of the page outlives the redirect
    assert name in office.page.inner_text("main")
    print(f"a hotspot handed over to {name}: {office.stops} stops")
    assert office.stops <= 70


def test_escape_closes_what_is_open_and_leaves_the_focus_at_its_button(typist_as):
    chief = typist_as("chief", PHONE)
    for button, open_box in ((".menu-button", ".menu.is-open"), ("summary:has(.avatar)", "details.drop[open]")):
        chief.page.reload()
        chief.tab_to(button)
        chief.press("Enter")
        chief.page.wait_for_selector(open_box)
        chief.tab()
        chief.press("Escape")
        assert chief.page.locator(open_box).count() == 0
        assert chief.is_at(button)
