"""A signed-in person at the real web server."""

import http.cookiejar
import re
import urllib.parse
import urllib.request
import uuid

from tests.factories.people import PASSWORD
from tests.faults.machine import Machine

FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str) -> str:
        """The page. Raises HTTPError for anything that is not 200 after redirects."""
        return self._open(path)

    def post(self, path: str, fields: dict) -> str:
        """The page that follows; the token is fetched from the page at the path."""
        token = FIELD.search(self.get(path)).group(1)
        return self._open(path, urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}, doseq=True).encode())

    def _open(self, path: str, data: bytes | None = None) -> str:
        with self.opener.open(f"http://127.0.0.1:{self.machine.port}{path}", data, timeout=30) as answer:
            return answer.read().decode()

    def sign_in(self, username: str) -> None:
        self.post("/accounts/login/", {"username": username, "password": PASSWORD})

    def save_inspection(self) -> str:
        """An inspection with a hazard whose notice the chief will issue later:
        saving it asks the worker for something.
        """
        ((venue, category),) = self.machine.sql("SELECT id, category_id FROM inspections_venue")
        items = self.machine.sql(
            "SELECT id FROM inspections_checklistitem WHERE category_id = %s ORDER BY position", category
        )
        pair = self.machine.sql("SELECT id FROM accounts_user WHERE username IN ('alice', 'amy')")
        first, *others = (f"item-{number}" for (number,) in items)
        hazard = {"description": "监控录像仅留存18日", "grade": "ordinary", "disposal": "by_date"}
        typed = {
            "client_uuid": str(uuid.uuid4()),
            "venue": venue,
            "inspected_at": self.machine.now[:16],
            "inspectors": [number for (number,) in pair],
            first: "hazard",
            **{f"{first}-{name}": value for name, value in hazard.items()},
            **dict.fromkeys(others, "normal"),
        }
        return self.post(f"/inspections/entry/?venue={venue}", typed)
