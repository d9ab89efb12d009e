"""What a visit costs on the wire, and a list of twenty rows as a page."""

import pytest

FIRST_VISIT = 250 * 1024  # bytes as transferred: sign-in page, home and everything they need, with an empty cache
LIST_PAGE = 31 * 1024  # bytes of HTML of a list with 20 rows, before compression; 30 before 导入 and 导出
BOXES = 4 * 1024  # more where rows may be chosen: a box at each, and the bar under them
LISTS = [
    "/inspections/venues/",
    "/inspections/inspections/",
    "/inspections/hazards/",
    "/inspections/notices/",
    "/campaign/supervisions/",
    "/campaign/plan/",
]
ROWS = "tbody tr:has(td)"


class Wire:
    """Counts the bytes that come over the wire for this page, headers included."""

    def __init__(self, page):
        self.total, self.by_address, self._addresses = 0, {}, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.responseReceived",
            lambda event: self._addresses.update({event["requestId"]: event["response"]["url"]}),
        )
        session.on("Network.loadingFinished", self._count)

    def _count(self, event):
        size = int(event["encodedDataLength"])
        self.total += size
        self.by_address[self._addresses.get(event["requestId"], "")] = size


@pytest.mark.parametrize("account", ["officer", "chief", "leader", "office"])
def test_first_visit_is_light(live, browser, account):
    context = browser.new_context(locale="zh-CN", base_url=live.url, viewport={"width": 375, "height": 667})
    page = context.new_page()
    wire = Wire(page)
    live.sign_in(page, account)
    page.wait_for_load_state("networkidle")
    print(f"{account}: {wire.total} bytes, {len(wire.by_address)} files")
    assert 10 * 1024 < wire.total <= FIRST_VISIT, sorted(wire.by_address.items(), key=lambda each: -each[1])[:5]
    context.close()


def test_later_pages_are_light_and_fetch_nothing_again(page_as, live):
    page = page_as("office", 1440, 900)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    for address in LISTS:
        wire = Wire(page)
        raw = len(page.goto(address).body())
        page.wait_for_load_state("networkidle")
        assert page.locator(ROWS).count() == 20
        html = wire.by_address[live.url + address]
        print(f"{address}: {html} bytes transferred, {raw} raw, {wire.total} in all")
        assert raw <= LIST_PAGE + (BOXES if page.locator("#bulk").count() else 0)
        assert html <= LIST_PAGE / 3
        assert wire.total <= LIST_PAGE, wire.by_address
