"""The weight of a page: beside a bare login-required page with as many rows, and answered by the real server.

Both are measured in one run, on a PostgreSQL of the tests' own with the demo. A test fails only at three times what is
stated.
"""

import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.conf import settings

from tests.faults.machine import Machine
from tests.faults.services import Cluster, Missing, wait_until

SLACK = 3
RATIOS = {"list": 3.0, "detail": 2.5, "cockpit": 8.0}  # times the bare page
A_SECOND = {"list": 25, "detail": 40, "cockpit": 12}  # answers at 8 connections
CONNECTIONS, SECONDS = 8, 4
START, DAY = "2022-07-04", "2022-07-21"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """The demo on PostgreSQL, with the bare pages among its own."""
    try:
        cluster = Cluster()
    except Missing as missing:
        pytest.skip(str(missing))
    found = Machine(tmp_path_factory.mktemp("weight"), cluster.make_database("weight"), None)
    found.now, found.settings_module = DAY, "tests.bench.settings"
    assert found.manage("prepare") == 0
    assert found.manage("seed_demo", "--start", START) == 0
    yield found
    found.off()
    cluster.remove()


@pytest.fixture(scope="module")
def pages(installation) -> list[dict]:
    """What `weigh` says of each page."""
    command = [sys.executable, "manage.py", "weigh"]
    said = subprocess.run(command, cwd=settings.BASE_DIR, env=installation.env, check=True, capture_output=True)
    return json.loads(said.stdout)


def test_every_page_weighs_little_beside_a_bare_one(pages):
    heavy = []
    for page in pages:
        own, bare = statistics.median(page["seconds"]), statistics.median(page["bare_seconds"])
        stated = RATIOS[page["kind"]]
        print(
            f"\n{page['name']:31} {own * 1000:6.1f} 毫秒，空白页 {bare * 1000:5.1f} 毫秒，"
            f"比 {own / bare:5.2f}（应不超过 {stated}）",
            end="",
        )
        heavy += [page["name"]] if own > bare * stated * SLACK else []
    print()
    assert heavy == []


def test_the_server_answers_so_many_pages_a_second(installation, pages):
    """Two processes with four threads each, as `make run` starts them, and eight connections that always ask."""
    running = installation.up(BAIYI_WEB_WORKERS="2", BAIYI_TICK_SECONDS="15")
    for kind, stated in A_SECOND.items():
        of_kind = [page for page in pages if page["kind"] == kind]
        own = answers_a_second(installation.port, [(page["url"], page["session"]) for page in of_kind])
        bare = answers_a_second(installation.port, [(page["bare_url"], page["session"]) for page in of_kind])
        print(f"\n{kind:8} {own:6.1f} 页/秒，空白页 {bare:6.1f} 页/秒（应不少于 {stated}）", end="")
        assert bare < own * RATIOS[kind] * SLACK
    print()
    wait_until(lambda: running.is_alive, 1, "the server")


def answers_a_second(port: str, pages: list[tuple[str, str]]) -> float:
    """Of the pages in turn, over so many connections, after a round that warms up."""
    stream(port, pages, time.monotonic() + 1)
    ends = time.monotonic() + SECONDS
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = time.monotonic()
        counts = list(pool.map(lambda _: stream(port, pages, ends), range(CONNECTIONS)))
        return sum(counts) / (time.monotonic() - began)


def stream(port: str, pages: list[tuple[str, str]], ends: float) -> int:
    """Answers on one connection until then."""
    connection, count = HTTPConnection("127.0.0.1", int(port), timeout=60), 0
    while time.monotonic() < ends:
        url, session = pages[count % len(pages)]
        connection.request("GET", url, headers={"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (url, answer.status)
        count += 1
    connection.close()
    return count
