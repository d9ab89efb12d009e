"""流转: the partner signs in, signs for what the station sent, and answers; the station sees it, at both sizes."""

import re

import pytest

from tests.browser.handover import TRANSFER, find_todo, press, send, sign_and_answer

DESKTOP, PHONE = (1440, 900), (375, 667)
SIZES = pytest.mark.parametrize(("size", "place"), [(DESKTOP, 0), (PHONE, 1)], ids=["desktop", "phone"])
BODY, TASK, RESULT = "区消防救援大队", "请派员核查消防通道", "已派员核查，通道已清理"


@SIZES
def test_partner_signs_and_answers_and_the_station_sees_it(page_as, size, place):
    officer = page_as("officer", *size)
    officer.goto("/cases/?tab=open")
    row = officer.locator("tbody a[href^='/cases/']").nth(place)
    title, record = row.inner_text().strip(), row.get_attribute("href")
    transfer = send(officer, record, BODY, TASK)

    partner = page_as("partner", *size)
    assert TASK in partner.inner_text(f"a.home-row[href='{transfer[transfer.index('/transfers') :]}']")
    sign_and_answer(partner, title, RESULT, asks_action=True)
    assert RESULT in partner.inner_text("main")
    partner.goto("/inbox/")
    assert title not in partner.inner_text("main")

    find_todo(officer, f"{title} 已反馈")
    assert RESULT in officer.inner_text("main")
    press(officer, "评价结果")
    officer.click("label:text-is('满意')")
    officer.click("main form button[type=submit]")
    officer.wait_for_url(TRANSFER)
    officer.goto(record)
    assert f"结果：{RESULT}（满意）" in officer.inner_text("main")
    press(officer, "查看流转")
    officer.wait_for_url(transfer)


@SIZES
def test_partner_sends_back_and_the_officer_sends_it_on(page_as, size, place):
    officer = page_as("officer", *size)
    officer.goto("/cases/?tab=open")
    row = officer.locator("tbody a[href^='/cases/']").nth(place + 2)
    title, record = row.inner_text().strip(), row.get_attribute("href")
    send(officer, record, BODY, TASK)
    partner = page_as("partner", *size)
    partner.click(f"main a.home-row:has-text('{title}')")
    partner.wait_for_url(TRANSFER)
    press(partner, "退回")
    partner.click("label:has-text('不属本单位职责')")
    partner.click("main form button[type=submit]")
    partner.wait_for_url(TRANSFER)
    find_todo(officer, f"退回 {title}，请重新流转或办理")
    assert "不属本单位职责" in officer.inner_text("main")
    send(officer, record, "区矛盾调解中心", "请组织调解")
    officer.goto("/inbox/")
    assert f"退回 {title}" not in officer.inner_text("main")


@SIZES
def test_every_page_a_partner_is_led_to_opens(page_as, size, place):
    partner = page_as("partner", *size)
    lines = partner.locator("nav.menu a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert not [each for each in lines if each.startswith("/inspections/")]
    for line in lines:
        partner.goto(line)
        assert not re.search("403|404|没有权限", partner.title()), line
