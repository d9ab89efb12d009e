"""The product as a newcomer starts it, with the demo of the article's own time, and a browser to look at it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("BAIYI_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_WITHIN = 180  # seconds
DAY = "2022-07-21"  # day 18 of the campaign the article reports
OTHER_SETTINGS = {"DATABASE_URL", "REDIS_URL", "BAIYI_QUEUE"}


@dataclass
class Product:
    """A running installation."""

    url: str
    var: Path
    passwords: dict[str, str]
    sessions: dict[str, list] = field(default_factory=dict)  # cookies of who is signed in

    def sign_in(self, page: Page, username: str) -> None:
        page.goto("/accounts/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", self.passwords[username])
        page.click("button[type=submit]")
        page.wait_for_url(f"{self.url}/")

    def enter(self, page: Page, username: str) -> None:
        """The first page of that account; it signs in once for all its windows."""
        page.context.add_cookies(self.sessions.get(username, []))
        page.goto("/")
        if page.url != f"{self.url}/":
            self.sign_in(page, username)
            self.sessions[username] = page.context.cookies()


@contextmanager
def running_product(var: Path) -> Iterator[Product]:
    """`manage.py prepare`, `seed_demo`, `up` on a free port, with SQLite and files, as `make run` does."""
    with running(var, ["prepare"], ["seed_demo", "--start", "2022-07-04"]) as url:
        accounts = json.loads((var / "demo_accounts.json").read_text(encoding="utf-8"))
        yield Product(url, var, {each["username"]: each["password"] for each in accounts})


@contextmanager
def running_nothing(var: Path) -> Iterator[str]:
    """As `BAIYI_DEMO=0 make run` starts on an empty disk; the one-time link that it prints."""
    with running(var, ["prepare", "--demo"], BAIYI_DEMO="0") as url:
        give_up = time.monotonic() + START_WITHIN
        while time.monotonic() < give_up:
            if found := re.search(rf"{url}/accounts/first-run/\S+", (var / "up.txt").read_text(encoding="utf-8")):
                yield found.group()
                return
            time.sleep(0.2)
        raise TimeoutError("no link was printed")


@contextmanager
def running(var: Path, *commands: list[str], **settings: str) -> Iterator[str]:
    """The address of the product, after these commands; what it prints is in up.txt."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name not in OTHER_SETTINGS}
    env |= {"BAIYI_VAR": str(var), "HOST": "127.0.0.1", "PORT": port, "BAIYI_TODAY": DAY, **settings}
    for command in commands:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    up = [sys.executable, "manage.py", "up"]
    with (var / "up.txt").open("wb") as said:
        process = subprocess.Popen(up, cwd=ROOT, env=env, stdout=said, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/healthz")
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def wait_for(url: str) -> None:
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"the product does not answer at {url}")
