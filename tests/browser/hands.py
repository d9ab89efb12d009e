"""Somebody at the page: every tap and every page load is counted."""

import re

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

    def open_task(self):
        self.tap(TASK)
        self.page.wait_for_selector("#entry-form.has-script")

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
