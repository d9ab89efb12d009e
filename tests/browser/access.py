"""A page examined at every size: nothing too wide, cut off, overlapping, too small to tap or without a visible focus;
and by axe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.product import ROOT

PROBES = (ROOT / "tests/browser/probes.js").read_text(encoding="utf-8")
NO_PAGES = {
    "exchange:photo",
    "exchange:import-template",
    "exchange:import-marked",
    "exchange:export-file",
    "notifications:counts",
}  # files, and what a script asks
AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Size:
    """A window in CSS px, the text size chosen, the least size of what is tapped.

    `is_tightest`: the one with the least room for the text.
    """

    name: str
    width: int
    height: int
    text: str = ""
    least: int = 24
    is_examined_by_axe: bool = False
    is_tabbed: bool = False
    is_tightest: bool = False


SIZES = [
    Size("1440", 1440, 900, is_examined_by_axe=True, is_tabbed=True),
    Size("1440 特大", 1440, 900, "text-huge"),
    Size("200 %", 720, 450, is_tabbed=True),
    Size("768", 768, 1024),
    Size("375", 375, 667, least=44),
    Size("360", 360, 640, least=44, is_examined_by_axe=True, is_tabbed=True),
    Size("360 特大", 360, 640, "text-huge", least=44, is_tightest=True),
    Size("320", 320, 568, least=44),
]


class Examiner:
    """Examines pages. A kind of page without anything new on it has other data only: then its layout where room is
    scarce.

    What was seen is kept in a folder that the processes of one run share.
    """

    def __init__(self, folder: Path):
        self.sizes_seen = 0
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def has_news(self, page: Page, kind: str) -> bool:
        known = self._folder / (kind or "no view")
        known.touch()
        news = set(page.evaluate("window.probes.parts()")) - set(known.read_text(encoding="utf-8").splitlines())
        with known.open("a", encoding="utf-8") as file:
            file.write("".join(f"{each}\n" for each in news))
        return bool(news)

    def examine(self, page: Page, sizes: list[Size] = SIZES) -> list[str]:
        page.evaluate(PROBES)
        is_new = self.has_news(page, view_name(page.url))
        chosen = (
            sizes
            if is_new or sizes is not SIZES
            else [replace(size, is_tabbed=False) for size in sizes if size.is_tightest]
        )
        self.sizes_seen += len(chosen)
        return examine(page, chosen, axe=is_new)


def examine(page: Page, sizes: list[Size], *, axe: bool) -> list[str]:
    """What is wrong with the page that is open, at each size; everything that unfolds is open."""
    page.evaluate("window.probes.unfold()")
    problems = []
    for size in sizes:
        page.set_viewport_size({"width": size.width, "height": size.height})
        page.evaluate("name => window.probes.textSize(name)", size.text)
        found = page.evaluate("least => window.probes.layout(least)", size.least)
        if size.is_tabbed:
            press_tab(page)  # from now on the browser takes the reader for somebody at the keyboard
            found += page.evaluate("window.probes.focus()")
        if axe and size.is_examined_by_axe:
            found += ask_axe(page)
        problems += [f"{size.name}: {each}" for each in found]
    page.evaluate("window.probes.textSize('')")
    return problems


def press_tab(page: Page) -> None:
    """From the first stop to the second: from the last one the focus would leave the page and come back in its own
    time.
    """
    page.evaluate("document.querySelector('.skip-link')?.focus()")
    page.keyboard.press("Tab")


def ask_axe(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate("tags => window.probes.axe(tags)", TAGS)


def view_name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "a[href^='/'], a[href^='?']", "all => all.map(each => each.pathname + each.search)"
    )


def reachable(page: Page, start: str = "/") -> Iterator[tuple[str, str]]:
    """(name, address) of each kind of page that can be reached by links, opened in turn; one address a kind."""
    waiting, known = [start], set()
    while waiting:
        address = waiting.pop(0)
        name = view_name(address)
        if not name or name in known or name in NO_PAGES:
            continue
        known.add(name)
        assert page.goto(address).status == 200, address
        waiting += links(page)
        yield name, address
