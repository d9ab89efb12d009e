"""Somebody at the page:
every tap and every page load is counted, and every press of a key of somebody without a mouse.
"""

import re
from itertools import count

from tests.browser.access import PROBES

_spare = count(1)  # venues of this process that no test began with
TASK = ".task-card:has(.button:text-is('检查'))"  # nobody began it yet


class Officer:
    """Taps and counts; types nothing unless told."""

    def __init__(self, page):
        self.page = page
        self.taps, self.loads = 0, 0
        page.on("domcontentloaded", lambda _: self.count_load())

    def count_load(self):
        self.loads += 1

    def tap(self, target):
        self.taps += 1
        (self.page.locator(target).first if isinstance(target, str) else target).click()

    def begin(self, group: str, word: str, address: str):
        """A new entry: from ＋ on a phone; from the menu and the button of the list where there is no ＋."""
        plus = self.page.locator(".bottom-bar .quick > summary")
        if plus.is_visible():
            self.tap(plus)
            self.tap(f".bottom-bar .quick a:text-is('{word}')")
        else:
            self.tap(f".menu-group summary:text-is('{group}')")
            self.tap(f".menu-group a[href='{address.removesuffix('new/')}']")
            self.tap(f"main a[href^='{address}']")
        self.page.wait_for_url(re.compile(address))

    def open_task(self):
        """One of the eight of the day; another venue, by one tap as well, when the tests before took them all."""
        if self.page.locator(TASK).count():
            self.tap(TASK)
        else:
            self.taps += 1
            self.page.goto(f"/inspections/entry/?venue={self.another_venue()}")
        self.page.wait_for_selector("#entry-form.has-script")

    def another_venue(self) -> str:
        listed = self.page.request.get("/inspections/venues/?per_page=100&sort=-name").text()
        venues = sorted(set(re.findall(r"/inspections/venues/(\d+)/", listed)), key=int)
        return venues[-next(_spare)]

    def report_hazard(self, place: int = 1):
        row = self.page.locator("[data-row]").nth(place)
        self.tap(row.locator(".check-line label").nth(1))
        self.tap(row.locator(".chip").first)
        return row

    def photograph(self, box, picture):
        """Taps 拍照; taking the picture is the camera's own tap."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(box.locator(".photo-take label").first)
        self.taps += 1
        chooser.value.set_files(picture)
        box.locator(".photo-thumb:not(.is-uploading):not(.is-failed) img").last.wait_for()

    def submit(self, until: str):
        self.tap("[data-submit]")
        self.page.wait_for_url(re.compile(until))


HERE = """([target, words]) => {
  const here = document.activeElement;
  return here.matches(target)
    && (here.innerText || (here.labels && here.labels[0] || here).innerText || '').includes(words);
}"""


class Typist:
    """Has a keyboard alone. At every stop the focus must be drawn and in sight."""

    def __init__(self, page, most: int = 60):
        self.page, self.most, self.stops = page, most, 0
        page.add_init_script(PROBES)
        page.reload()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def tab(self) -> None:
        self.press("Tab")
        self.stops += 1
        problems = self.page.evaluate("window.probes.stop()")
        assert not problems, f"{self.page.url}: {problems}"

    def skip_to_main(self) -> None:
        """The first stop of a page is the way past bar and menu."""
        self.tab()
        assert self.is_at("a", "跳到正文"), "the first stop does not lead past bar and menu"
        self.press("Enter")

    def is_at(self, target: str, words: str = "") -> bool:
        return self.page.evaluate(HERE, [target, words])

    def tab_to(self, target: str, words: str = "") -> None:
        for _ in range(self.most):
            self.tab()
            if self.is_at(target, words):
                return
        raise AssertionError(f"{target} “{words}” is further than {self.most} stops away at {self.page.url}")

    def follow(self, target: str, words: str, address: str) -> None:
        """Goes to a link or button and presses Enter; the page of that address follows."""
        self.tab_to(target, words)
        self.press("Enter")
        self.page.wait_for_url(re.compile(address))
