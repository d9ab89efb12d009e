"""The product in a real browser. Any console error, external request or failed request fails the test."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.product import CHROMIUM, Product, chromium, running_product


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="needs Chromium: install it, or set BAIYI_CHROMIUM"))


@pytest.fixture(scope="session")
def live(tmp_path_factory) -> Product:
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="session")
def browser():
    with chromium() as found:
        yield found


@dataclass
class Watch:
    """What a page did that it must not: console errors, requests elsewhere, failures; and how often somebody tapped."""

    problems: list[str] = field(default_factory=list)

    def over(self, page: Page, own: str) -> None:
        page.on(
            "console",
            lambda message: message.type in {"error", "warning"} and self.problems.append(f"console: {message.text}"),
        )
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", lambda request: self._look(request.url, own))
        page.on(
            "response",
            lambda response: response.status >= 500 and self.problems.append(f"{response.status} {response.url}"),
        )

    def _look(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:", "blob:")):
            self.problems.append(f"external request: {url}")


@pytest.fixture
def page_as(live, browser):
    """A signed-in page of that account and size; at the end of the test nothing may have gone wrong in it."""
    contexts, watch = [], Watch()

    def open_page(username: str, width: int = 375, height: int = 667, **options) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=live.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        watch.over(page, live.url)
        live.enter(page, username)
        return page

    open_page.watch = watch
    yield open_page
    for context in contexts:
        context.close()
    assert watch.problems == []


@pytest.fixture(scope="session")
def picture(tmp_path_factory):
    """As large as a phone's camera gives it: far above what is kept."""
    path = tmp_path_factory.mktemp("camera") / "IMG_0001.jpg"
    scene = Image.effect_noise((400, 300), 80).resize((4000, 3000)).convert("RGB")
    scene.save(path, "JPEG", quality=92)
    assert path.stat().st_size > 400 * 1024
    return path
