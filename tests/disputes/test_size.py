"""Ten thousand disputes: list, tabs, filters, funnel and first page cost the statements two hundred cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.campaigns.samples import running_campaign
from tests.disputes.grown import grow
from tests.test_statements import analyze

pytestmark = pytest.mark.one_day("counts statements over 10,000 rows")

FEW, MANY = 200, 10_000
LIMITS = {
    "/disputes/": 8,
    "/disputes/?tab=all&page=3": 8,
    "/disputes/?tab=unsigned": 8,
    "/disputes/?tab=high&q=文庙路": 8,
    "/disputes/?figure=disputes_found&since=2026-01-01&until=2026-06-10": 8,
    "/disputes/funnel/?since=2026-01-01&until=2026-06-10": 8,
    "/disputes/mechanisms/": 8,
    "/": 15,  # one of them for disputes, one for cases, one for forms that were not submitted
}


def statements(client, url: str) -> int:
    for _ in range(2):  # content types, calendar and written statements are read once a process
        client.get(url)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
        taken = len(seen)
    assert response.status_code == 200, url
    return taken


def test_lists_and_funnel_cost_the_same_statements_for_ten_thousand_as_for_two_hundred(force, sign_in):
    running_campaign(force)
    found = {}
    for total in (FEW, MANY):
        grow(force, total)
        analyze()
        for who in ("office", "chief"):
            client = sign_in(force.people[who])
            urls = LIMITS if who == "office" else {url: most for url, most in LIMITS.items() if "funnel" not in url}
            for url, most in urls.items():
                found.setdefault((who, url), []).append(taken := statements(client, url))
                assert taken <= most, (who, url, total)
    assert {key: few for key, (few, many) in found.items() if few != many} == {}
