"""The officer's ways on a phone with a slow network and a slow processor: Slow 3G, a quarter of this machine's speed.

The seconds are those of a script and are printed; they fail at three times the figure, for the machine may be busy.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from tests.browser.hands import Officer

SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}  # ms, bytes a second
BUSY = 3  # times the figure


@pytest.fixture
def officer(page_as):
    page = page_as("officer", 375, 667)
    page.set_default_timeout(90_000)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return Officer(page)


@pytest.fixture
def photo(tmp_path):
    """What a camera takes, and was never shown before."""
    path = tmp_path / "taken.jpg"
    Image.effect_noise((400, 300), 60).resize((2000, 1500)).convert("RGB").save(path, "JPEG", quality=85)
    return path


@contextmanager
def within(seconds: int, what: str, officer: Officer) -> Iterator[None]:
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    print(f"{what}：{officer.taps} 点，{took:.0f} 秒（应不超过 {seconds} 秒）")
    assert took < BUSY * seconds


def test_a1_normal_visit(officer):
    with within(42, "A1 无隐患检查", officer):
        officer.open_task()
        officer.tap("[data-all-normal]")
        officer.submit("/result/$")
    assert officer.taps <= 5


def test_a2_hazard_with_photo_and_notice(officer, photo):
    with within(105, "A2 隐患、照片和通知书", officer):
        officer.open_task()
        officer.tap("[data-all-normal]")
        row = officer.report_hazard()
        officer.photograph(row, photo)
        officer.submit("/review/$")
        officer.photograph(officer.page.locator("[data-slot=receipt]"), photo)
        officer.submit("/result/$")
    assert officer.taps <= 14


def test_a3_reinspection(officer, photo):
    with within(60, "A3 复查", officer):
        officer.tap(".bottom-bar a[href='/inbox/']")
        officer.tap("a[href$='/reinspect/']")
        hazards = officer.page.locator(".before-after")
        officer.photograph(hazards.first, photo)
        assert hazards.count() == 1
        officer.tap(".segment-big label:has-text('已整改')")
        officer.submit(r"/inspections/notices/\d+/$")
    assert "销号" in officer.page.inner_text("main")
    assert officer.taps <= 6


def test_a4_new_venue_on_the_spot(officer):
    officer.page.goto("/inspections/entry/?q=清风茶楼")
    with within(40, "A4 现场新增场所", officer):
        officer.tap("text=没找到？新增场所")
        officer.tap("[name=category]")
        officer.page.select_option("[name=category]", index=2)
        officer.taps += 1
        officer.tap("[name=address]")
        officer.page.fill("[name=address]", "文庙路98号")
        officer.submit(r"/entry/\?venue=\d+$")
    assert officer.taps <= 6
    assert officer.page.inner_text(".venue-name") == "清风茶楼"
