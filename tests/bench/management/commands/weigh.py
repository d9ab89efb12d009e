"""Weigh the pages of the demo in one process without the tests' instruments: `manage.py weigh`.

Writes JSON: of each page its name, kind, address, session, the seconds of each turn, and those of the bare page beside
it; the two are asked in turn.
"""

import json
import re
import statistics
import time
from dataclasses import asdict, dataclass, field
from unittest import mock

from django.core.management.base import BaseCommand
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.records.signals import signed
from disputes.models import Dispute
from inspections.models import Hazard

TURNS, REQUESTS = 5, 7  # a turn is the median of so many requests
RECORDS = {  # lists with details, by the account that works with them
    "officer": ["inspections:venue", "inspections:inspection", "inspections:hazard", "inspections:notice"],
    "office": ["hotspots:hotspot", "hotspots:supervision", "disputes:dispute", "disputes:mediation"],
}
PLAIN = {"office": ["disputes:funnel"]}  # pages that list nothing of one model, weighed beside a list of these rows
LISTS = {"sysadmin": ["accounts:user-list"], "auditadmin": ["journal:entry-list"]}
ROWS_OF_COCKPIT, CELLS_OF_COCKPIT = 20, 10
FUNNEL = 20, 10  # rows, cells


@dataclass
class Weighed:
    """`kind` is list, detail or cockpit."""

    name: str
    kind: str
    url: str
    bare_url: str
    session: str
    seconds: list[float] = field(default_factory=list)
    bare_seconds: list[float] = field(default_factory=list)


class Command(BaseCommand):
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        found = [(client, page) for client, pages in every_page() for page in pages]
        for client, page in found:
            weigh(client, page)
        self.stdout.write(json.dumps([asdict(page) for _, page in found]))


def every_page():
    """Of each account its client and its pages."""
    for account, names in RECORDS.items():
        client = signed_in(account)
        yield (
            client,
            [page for name in names for page in (list_page(client, f"{name}-list"), detail_page(client, name))],
        )
    for account, names in LISTS.items():
        client = signed_in(account)
        yield client, [list_page(client, name) for name in names]
    for account, names in PLAIN.items():
        client = signed_in(account)
        bare = bare_url(Dispute, *FUNNEL)
        yield client, [Weighed(name, "list", reverse(name), bare, session_of(client)) for name in names]
    client = signed_in("leader")
    bare = bare_url(Hazard, ROWS_OF_COCKPIT, CELLS_OF_COCKPIT)
    yield client, [Weighed("cockpit", "cockpit", reverse("home"), bare, session_of(client))]


def signed_in(account: str) -> Client:
    person = User.objects.get(username=account)
    User.objects.filter(pk=person.pk).update(must_change_password=False)
    client = Client(SERVER_NAME="127.0.0.1")
    with mock.patch.object(signed, "send"):
        client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def session_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def bare_url(model: type[Model], rows: int, cells: int) -> str:
    return reverse("bare", args=[model._meta.label_lower, rows, cells])


def list_page(client: Client, name: str) -> Weighed:
    url = reverse(name)
    table = client.get(url).context_data["table"]
    rows, cells = len(table.page.object_list), len(table.columns)
    return Weighed(name, "list", url, bare_url(table.data.model, rows, cells), session_of(client))


def detail_page(client: Client, name: str) -> Weighed:
    """Of the first row of the list. Beside it stands one row with all columns of the model."""
    beginning = reverse(f"{name}-detail", args=[0]).removesuffix("0/")
    url = re.search(rf'href="({beginning}\d+/)"', client.get(reverse(f"{name}-list")).content.decode())[1]
    model = type(client.get(url).context_data["object"])
    bare = bare_url(model, 1, len(model._meta.concrete_fields))
    return Weighed(f"{name}-detail", "detail", url, bare, session_of(client))


def weigh(client: Client, page: Weighed) -> None:
    """A turn to warm up, then those that count."""
    seconds = [(taken(client, page.url), taken(client, page.bare_url)) for _ in range(TURNS + 1)]
    page.seconds, page.bare_seconds = (list(each) for each in zip(*seconds[1:], strict=True))


def taken(client: Client, url: str) -> float:
    """Seconds of one request."""
    return statistics.median(one_request(client, url) for _ in range(REQUESTS))


def one_request(client: Client, url: str) -> float:
    began = time.perf_counter()
    if client.get(url).status_code != 200:
        raise RuntimeError(url)
    return time.perf_counter() - began
