"""The product as a newcomer starts it, in a real browser. Any console error, external request or failed request fails the test."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("BAIYI_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
START_WITHIN = 60  # seconds
DAY = "2022-07-21"  # day 18 of the campaign the article reports


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="needs Chromium: install it, or set BAIYI_CHROMIUM"))


@dataclass
class Product:
    """A running installation with the demo of the article's own time."""

    url: str
    var: Path
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def live(tmp_path_factory) -> Product:
    """`manage.py prepare`, `seed_demo`, `up` on a free port, with SQLite and files, as `make run` does."""
    var = tmp_path_factory.mktemp("product")
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "BAIYI_QUEUE"}}
    env |= {"BAIYI_VAR": str(var), "HOST": "127.0.0.1", "PORT": str(port), "BAIYI_TODAY": DAY}
    for command in (["prepare"], ["seed_demo", "--start", "2022-07-04"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    process = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/healthz")
        accounts = json.loads((var / "demo_accounts.json").read_text(encoding="utf-8"))
        yield Product(url, var, {each["username"]: each["password"] for each in accounts})
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str) -> None:
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the product does not answer at {url}")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What a page did that it must not: console errors, requests elsewhere, failures; and how often somebody tapped."""

    problems: list[str] = field(default_factory=list)

    def over(self, page: Page, own: str) -> None:
        page.on("console", lambda message: message.type in {"error", "warning"} and self.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", lambda request: self._look(request.url, own))
        page.on("response", lambda response: response.status >= 500 and self.problems.append(f"{response.status} {response.url}"))

    def _look(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:", "blob:")):
            self.problems.append(f"external request: {url}")


@pytest.fixture
def page_as(live, browser):
    """A signed-in page of that account and size; at the end of the test nothing may have gone wrong in it."""
    contexts, watch = [], Watch()

    def open_page(username: str, width: int = 375, height: int = 667, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", base_url=live.url, **options)
        contexts.append(context)
        page = context.new_page()
        watch.over(page, live.url)
        page.goto("/accounts/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", live.passwords[username])
        page.click("button[type=submit]")
        page.wait_for_url(f"{live.url}/")
        return page

    open_page.watch = watch
    yield open_page
    for context in contexts:
        context.close()
    assert watch.problems == []
