"""Disputes: one registered and sent on from the phone in nine taps and 90 s (A5); the body it was sent to signs, reads
it masked, and answers; the station settles it and calls again; one is mediated to an agreement that is kept.
"""

import re
import time

import pytest

from tests.browser.handover import find_todo, press, sign_and_answer
from tests.browser.hands import Officer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_TAPS, SECONDS = 9, 90
BODY, RESULT = "区消防救援大队", "已上门组织双方协商，通道杂物已清理"
DISPUTE = re.compile("/disputes/[0-9]+/$")


def register(officer: Officer, place: str, *, body: str = "") -> str:
    """＋, 矛盾纠纷, category (opened and chosen), level, place, receiver (opened and chosen), 登记."""
    page = officer.page
    officer.tap(".bottom-bar .quick > summary")
    officer.tap(".bottom-bar .quick a:has-text('矛盾纠纷')")
    page.wait_for_url(re.compile("/disputes/new/"))
    officer.taps += 2  # a native list: opened, and chosen
    page.select_option("[name=category]", label="邻里")
    officer.tap("label:text-is('橙色')")
    officer.tap("[name=place]")
    page.keyboard.type(place)
    if body:
        officer.taps += 2
        page.select_option("[name=to_unit]", label=body)
    officer.tap("main form button:has-text('登记') >> nth=-1")
    page.wait_for_url(DISPUTE)
    return page.url


def test_dispute_from_the_phone(page_as):
    officer = Officer(page_as("officer", *PHONE))
    began = time.monotonic()
    register(officer, "文庙路老小区", body=BODY)
    assert officer.taps <= MOST_TAPS
    assert time.monotonic() - began < SECONDS
    shown = officer.page.inner_text("main")
    assert officer.page.inner_text("h1") == "文庙路老小区邻里纠纷"
    assert BODY in shown
    assert "待签收" in shown
    assert re.search(r"纠字〔2022〕第\d{3}号", shown)


def test_dispute_at_the_desk(page_as):
    """From the ledger: three presses beside the form."""
    page = page_as("clerk", *DESKTOP)
    page.goto("/disputes/")
    page.click("a:has-text('登记纠纷')")
    page.wait_for_url(re.compile("/disputes/new/"))
    page.select_option("[name=category]", label="劳资")
    page.click("label:text-is('黄色')")
    page.fill("[name=place]", "青石工业园")
    page.select_option("[name=to_unit]", label="区人力资源和社会保障局")
    page.click("main form button:has-text('登记') >> nth=-1")
    page.wait_for_url(DISPUTE)
    assert page.inner_text("h1") == "青石工业园劳资纠纷"
    assert "区人力资源和社会保障局" in page.inner_text("main")


@SIZES
def test_partner_answers_and_the_station_settles_it(page_as, size):
    place = f"南门楼道{size[0]}"
    station = page_as("officer", *PHONE)
    dispute = register(Officer(station), place, body=BODY)
    station.click("a:text-is('登记当事人')")
    station.click("label:text-is('甲方')")
    station.fill("[name=name]", "欧阳小明")
    station.fill("[name=phone]", "13800138000")
    station.click("main form button[type=submit]")
    station.wait_for_url(DISPUTE)
    assert "欧***" in station.inner_text("main")
    assert "欧阳小明" not in station.content()

    partner = page_as("partner", *size)
    title = f"{place}邻里纠纷"
    partner.click(f"main a.home-row:has-text('{title}')")
    partner.click(f"main a[href='{dispute[dispute.index('/disputes') :]}']")
    partner.wait_for_url(DISPUTE)
    assert "欧***" in partner.inner_text("main")
    assert "13800138000" not in partner.content()
    partner.goto("/")
    sign_and_answer(partner, title, RESULT)

    chief = page_as("chief", *size)
    find_todo(chief, title, until=DISPUTE)
    press(chief, "研判分级")
    chief.click("label:text-is('橙色')")
    chief.click("main form button[type=submit]")
    chief.wait_for_url(DISPUTE)
    assert RESULT in chief.inner_text("main")
    press(chief, "化解")
    chief.click("label:text-is('流转单位化解')")
    chief.fill("[name=words]", "双方约定定期清理")
    chief.click("main form button[type=submit]")
    chief.wait_for_url(DISPUTE)
    press(chief, "回访")
    chief.click("label:text-is('电话')")
    chief.click("label:has-text('履行到位')")
    chief.click("main form button[type=submit]")
    chief.wait_for_url(DISPUTE)
    shown = chief.inner_text("main")
    assert "履行到位，双方平稳" in shown
    assert "已化解" in shown or "联动化解" in shown


@SIZES
def test_names_are_read_in_full_for_a_reason(page_as, size):
    page = page_as("chief", *size)
    page.goto("/disputes/?tab=all")
    links = page.locator("tbody a[href^='/disputes/']").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    for link in links:
        page.goto(link)
        if page.locator("a:has-text('查看完整')").count():
            break
    page.click("a:has-text('查看完整')")
    page.fill("[name=reason]", "约双方周五到所签调解协议，核对身份")
    page.click("main form button[type=submit]")
    page.locator("main:has-text('已记入日志')").wait_for()


def test_funnel_says_both_rates_with_their_numbers(page_as):
    page = page_as("leader", *DESKTOP)
    page.goto("/disputes/funnel/?since=2022-07-04&until=2022-07-20")
    foot = page.locator("tfoot").first.inner_text()
    assert re.search(r"\d+\.\d% \d+/\d+\s+\d+\.\d% \d+/\d+", foot)
    found = page.locator("tfoot a").first
    number = found.inner_text()
    found.click()
    page.wait_for_url(re.compile("figure=disputes_found"))
    assert f"共 {number} 条" in page.inner_text("main")
