"""Statements: a list or a page costs the same for 200 rows and for 20,000."""

import datetime as dt
import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.deadlines.models import Deadline, Rule
from baiyi.exchange.photos import add_photo, attach
from baiyi.records import clock
from campaigns.models import Campaign
from inspections import services
from inspections.models import Hazard, Inspection, RectificationNotice, Venue
from tests.exchange.pictures import jpeg
from tests.factories import make_category, make_hazard, make_inspection, make_venue

FEW, MANY = 200, 20_000
LIST_LIMIT, DETAIL_LIMIT = 8, 12
LISTS = ["venue-list", "inspection-list", "hazard-list", "notice-list"]
FIGURES = {
    "venue-list": "venues_inspected",
    "inspection-list": "inspectors_sent",
    "hazard-list": "hazards_found",
    "notice-list": "notices_issued",
}


def grow(force, total: int) -> None:
    """Rows in bulk, until there are `total` of each kind."""
    start = Venue.objects.count()
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now()}
    numbers = range(start, total)
    category, day = make_category(), clock.today()
    venues = Venue.objects.bulk_create(
        [Venue(name=f"店{n}", address=f"路{n}", category=category, **common) for n in numbers], batch_size=2000
    )
    visits = Inspection.objects.bulk_create(
        [
            Inspection(venue=v, client_uuid=uuid.uuid4(), inspected_at=clock.now(), inspected_on=day, outcome="hazard", **common)
            for v in venues
        ],
        batch_size=2000,
    )
    rule, basis = category.rule, category.bases.get()
    words = {"rule": rule, "basis": basis, "document_type": "by_date", "recipient_name": "店", "content": "隐患", "is_imported": True}
    notices = RectificationNotice.objects.bulk_create(
        [RectificationNotice(inspection=i, venue=i.venue, state="served", issued_on=day, **words, **common) for i in visits],
        batch_size=1000,
    )
    Hazard.objects.bulk_create(
        [
            Hazard(inspection=n.inspection, venue=n.venue, description="隐患", disposal="by_date", found_on=day, notice=n, **common)
            for n in notices
        ],
        batch_size=1000,
    )
    due_days(notices, rule, force)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL's own autovacuum does within a minute of such a load


def due_days(notices, rule: Rule, force) -> None:
    kind = ContentType.objects.get_for_model(RectificationNotice)
    day = clock.today()
    frozen = {"kind": "rectify", "starts_on": day, "length": 7, "measure": "working", "trace": "x", "calendar_version": "x"}
    dates = {"due_on": day + dt.timedelta(days=9), "effective_due_on": day + dt.timedelta(days=9)}
    rows = [Deadline(content_type=kind, object_id=n.pk, unit=force.station, rule=rule, **frozen, **dates) for n in notices]
    Deadline.objects.bulk_create(rows, batch_size=1000)


def make_everything_happen(force) -> None:
    """A notice that was served, extended and failed at its reinspection, with photos everywhere: the fullest pages there are."""
    pair = [force.alice, force.amy]
    inspection = make_inspection(
        make_venue(force.station, force.alice), pair, hazards=[make_hazard(), make_hazard(), make_hazard("on_site")]
    )
    notice = inspection.notices.get()
    services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person")
    services.extend_notice(notice, length=5, reason="配件未到", by=force.people["chief"])
    results = dict(zip(notice.hazards.open(), [True, False], strict=True))
    facts = {"inspectors": pair, "by": force.alice, "client_uuid": uuid.uuid4(), "on": clock.today()}
    reinspection = services.record_reinspection(notice, results=results, **facts)
    for record in (inspection, notice, reinspection, *notice.hazards.all()):
        upload = SimpleUploadedFile("a.jpg", jpeg())
        attach([(add_photo(upload=upload, client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=force.alice), record)])


def statements(client, url: str) -> int:
    client.get(url)  # content types and the calendar are read once a process
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
        b"".join(response)
    assert response.status_code == 200, url
    return len(seen)


def addresses():
    today = clock.today()
    for name in LISTS:
        yield reverse(f"inspections:{name}")
        yield reverse(f"inspections:{name}") + f"?figure={FIGURES[name]}&since={today}&until={today}"
    yield reverse("inspections:hazard-list") + "?tab=overdue&q=隐患&sort=-found_on&page=3"
    yield reverse("campaigns:figures")
    yield reverse("home")


def details():
    return {
        reverse("inspections:venue-detail", args=[Venue.objects.first().pk]): DETAIL_LIMIT,
        reverse("inspections:inspection-detail", args=[Inspection.objects.first().pk]): DETAIL_LIMIT,
        reverse("inspections:hazard-detail", args=[Hazard.objects.first().pk]): DETAIL_LIMIT,
        reverse("inspections:notice-detail", args=[RectificationNotice.objects.first().pk]): DETAIL_LIMIT,
    }


@pytest.fixture
def campaign(force):
    return Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")


def test_statements_do_not_grow_with_rows(force, sign_in, campaign, monkeypatch):
    monkeypatch.setattr("campaigns.navigation.KEEP", 3600)  # what a process remembers does not run out during the test
    client = sign_in(force.alice)
    make_everything_happen(force)
    grow(force, FEW)
    few = {url: statements(client, url) for url in [*addresses(), *details()]}
    grow(force, MANY)
    many = {url: statements(client, url) for url in few}
    report = "\n".join(f"{count:3} {many[url]:3} {url}" for url, count in few.items())
    print(report)
    assert many == few, report
    lists = {url: count for url, count in few.items() if url.split("?")[0].endswith("s/") and url != reverse("campaigns:figures")}
    assert max(lists.values()) <= LIST_LIMIT, report
    assert max(few[url] for url in details()) <= DETAIL_LIMIT, report


def test_saving_an_inspection_with_a_hazard_and_a_notice_stays_small(force, sign_in, django_assert_max_num_queries):
    venue, pair = make_venue(force.station, force.alice), [force.alice, force.amy]
    make_inspection(venue, pair, hazards=[make_hazard()])
    with django_assert_max_num_queries(25):
        make_inspection(venue, pair, hazards=[make_hazard()])
