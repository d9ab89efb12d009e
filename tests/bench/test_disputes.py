"""Disputes at 200 and at 10,000, most of them closed: a ratio that fails at three times what is stated. Counting the
tabs and the days of the funnel reads every row once; the page itself does not grow.
"""

import pytest

from tests.bench.test_sizes import SLACK, seconds
from tests.campaigns.samples import running_campaign
from tests.disputes.grown import grow
from tests.test_statements import analyze

FEW, MANY = 200, 10_000
RATIOS = {  # measured on two busy cores: SQLite 2.3 and 4.2, PostgreSQL 2.2 and 2.2
    "/disputes/?tab=all": 2.5,
    "/disputes/?tab=unsigned": 2.5,
    "/disputes/funnel/?since=2026-01-01&until=2026-06-10": 4.5,
}


@pytest.mark.django_db
def test_list_and_funnel_at_200_and_at_10000_disputes(force, sign_in):
    running_campaign(force)
    client, taken = sign_in(force.people["office"]), {}
    for total in (FEW, MANY):
        grow(force, total)
        analyze()
        for url in RATIOS:
            taken.setdefault(url, []).append(seconds(lambda url=url: client.get(url)))
    for url, most in RATIOS.items():
        few, many = taken[url]
        print(f"\n{url:60} {FEW} 起 {few:.3f} 秒，{MANY} 起 {many:.3f} 秒，比 {many / few:.1f}", end="")
        assert many / few <= most * SLACK, url
