"""An activity of publicity, as the tests of every page meet it."""

import datetime as dt

from baiyi.records import clock
from prevention import services
from prevention.forms.publicity import COUNTS
from prevention.models import PublicityActivity
from prevention.views.publicity import PUBLICITY
from tests.factories import Force
from tests.samples import Sample


def activity_facts(force: Force, **facts) -> dict:
    """Of alice's station, two hours ago: 40 人次, 25 份; against fraud of the elderly."""
    known = {"unit": force.station, "theme": "elder_fraud", "form": "stall", "audience": 40, "sheets": 25, "police": 2}
    held_at = clock.now().replace(second=0, microsecond=0) - dt.timedelta(hours=2)
    return known | {"held_at": held_at, "place": f"东街夜市{PublicityActivity.objects.count() + 1}号口"} | facts


def make_activity(force: Force, *, by=None, **facts) -> PublicityActivity:
    return services.add_publicity(by=by or force.people["office"], **activity_facts(force, **facts))


def words(force: Force) -> dict:
    return {"theme": "peace", "place": "东街夜市", "audience": "60", "sheets": "30", "unit": str(force.station.pk)}


SAMPLES = [
    Sample(
        PUBLICITY,
        who="chief",
        make=make_activity,
        words=words,
        changed={"note": "发放宣传单"},
        moves={"void": {"reason": "登记错误"}},
        counts_from_zero=COUNTS,
    )
]
