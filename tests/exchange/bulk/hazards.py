"""Hazards to be urged, and a bulk run as a browser makes it."""

from django.urls import reverse

from baiyi.exchange.models import BulkRun
from baiyi.jobs import background
from inspections.models import Hazard
from tests.factories import make_hazard, make_inspection, make_venue

LIST = "/inspections/hazards/"


def make_hazards(force, count: int = 3, *, unit=None, by=None) -> list[Hazard]:
    """Each at a venue of its own, answered for by who recorded it."""
    pair = by or [force.alice, force.amy]
    unit = unit or force.station
    visits = [make_inspection(make_venue(unit, pair[0]), pair, hazards=[make_hazard()]) for _ in range(count)]
    return [visit.hazards.get() for visit in visits]


def prepare(client, act: str = "urge", *, label: str = "inspections.hazard", address: str = "", rows=None):
    """The answer to the button of the list; without `rows` all that meets its conditions."""
    chosen = {"whole": "1"} if rows is None else {"row": [str(row.pk) for row in rows]}
    typed = {"label": label, "act": act, "list": address or reverse("inspections:hazard-list")}
    return client.post(reverse("exchange:bulk-prepare"), typed | chosen)


def prepared(client, act: str = "urge", **facts) -> BulkRun:
    answer = prepare(client, act, **facts)
    assert answer.status_code == 302, answer
    return BulkRun.objects.get(pk=int(answer.url.split("/")[-3]))


def confirm(client, run: BulkRun, **typed):
    return client.post(reverse("exchange:bulk-confirm", args=[run.pk]), {"shown": run.total} | typed)


def work(run: BulkRun) -> BulkRun:
    """As the worker does it."""
    run.refresh_from_db()
    background.run_job(run.job_id)
    run.refresh_from_db()
    return run


def done(client, act: str = "urge", typed=None, **facts) -> BulkRun:
    run = prepared(client, act, **facts)
    answer = confirm(client, run, **(typed or {}))
    assert answer.status_code == 302, answer.context["form"].errors
    return work(run)


def outcomes(run: BulkRun) -> dict[int, str]:
    return dict(run.rows.values_list("object_id", "words"))
