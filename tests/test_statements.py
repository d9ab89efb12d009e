"""Statements: a list or a page costs the same for 200 rows and for 20,000.

Lists and pages are those of every declaration of record pages that there are so many rows of. That each of all of them
costs the same for few rows and for more: test_record_pages.py.
"""

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
from baiyi.figures import Period, all_figures, evaluation
from baiyi.figures.links import list_link
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.recordviews import RecordViews, declared
from campaigns.models import Campaign
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from hotspots.views.hotspots import HOTSPOTS
from hotspots.views.supervisions import SUPERVISIONS
from inspections import services
from inspections.models import Hazard, Inspection, RectificationNotice, Venue
from tests.exchange.pictures import jpeg
from tests.factories import make_category, make_hazard, make_inspection, make_round, make_venue
from tests.patience import at_most

pytestmark = pytest.mark.one_day("counts statements over 20,000 rows")

FEW, MANY = 200, 20_000
LIST_LIMIT, DETAIL_LIMIT = 8, 12
TODO_LIMIT = 12  # every room with a source of 待办 costs up to two


def analyze() -> None:
    """As PostgreSQL's own autovacuum does within a minute of such a load; inside a transaction without the vacuum. Our
    tables alone: the rest is everybody's.
    """
    is_free = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"{'VACUUM ' if is_free else ''}ANALYZE {connection.ops.quote_name(table)}")


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
            Inspection(
                venue=v,
                client_uuid=uuid.uuid4(),
                inspected_at=clock.now(),
                inspected_on=day,
                outcome="hazard",
                **common,
            )
            for v in venues
        ],
        batch_size=2000,
    )
    rule, basis = category.rule, category.bases.get()
    words = {
        "rule": rule,
        "basis": basis,
        "document_type": "by_date",
        "recipient_name": "店",
        "content": "隐患",
        "is_imported": True,
    }
    notices = RectificationNotice.objects.bulk_create(
        [
            RectificationNotice(inspection=i, venue=i.venue, state="served", issued_on=day, **words, **common)
            for i in visits
        ],
        batch_size=1000,
    )
    Hazard.objects.bulk_create(
        [
            Hazard(
                inspection=n.inspection,
                venue=n.venue,
                description="隐患",
                disposal="by_date",
                found_on=day,
                notice=n,
                **common,
            )
            for n in notices
        ],
        batch_size=1000,
    )
    due_days(notices, rule, force)
    analyze()


def due_days(notices, rule: Rule, force) -> None:
    kind = ContentType.objects.get_for_model(RectificationNotice)
    day = clock.today()
    frozen = {
        "kind": "rectify",
        "starts_on": day,
        "length": 7,
        "measure": "working",
        "trace": "x",
        "calendar_version": "x",
    }
    dates = dict.fromkeys(["due_on", "effective_due_on", "late_after"], day + dt.timedelta(days=9))
    rows = [
        Deadline(content_type=kind, object_id=n.pk, unit=force.station, rule=rule, **frozen, **dates) for n in notices
    ]
    Deadline.objects.bulk_create(rows, batch_size=1000)


def make_everything_happen(force) -> None:
    """A notice that was served, extended and failed at its reinspection, with photos everywhere: the fullest pages
    there are.
    """
    pair = [force.alice, force.amy]
    inspection = make_inspection(
        make_venue(force.station, force.alice), pair, hazards=[make_hazard(), make_hazard(), make_hazard("on_site")]
    )
    notice = inspection.notices.get()
    services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")
    services.extend_notice(notice, length=5, reason="配件未到", by=force.people["chief"])
    results = dict(zip(notice.hazards.open(), [True, False], strict=True))
    reinspection = make_round(notice, pair, results)
    for record in (inspection, notice, reinspection, *notice.hazards.all()):
        upload = SimpleUploadedFile("a.jpg", jpeg())
        attach(
            [(add_photo(upload=upload, client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=force.alice), record)]
        )


def statements(client, url: str) -> int:
    client.get(url)  # content types and the calendar are read once a process
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
        b"".join(response)
    assert response.status_code == 200, url
    return len(seen)


def grown() -> list[RecordViews]:
    """Every kind of record there are many rows of."""
    return [views for views in declared if views.model.objects.count() >= FEW]


def lists_of(views: RecordViews) -> list[str]:
    """As it opens, and narrowed to one of its figures; each of them, of few rows: test_record_pages.py."""
    url, today = views.url("list"), clock.today()
    figures = [each for each in all_figures() if each.list_url and reverse(each.list_url) == url]
    return [url, *(list_link(each, Period(today, today)) for each in figures[-1:])]


def addresses() -> list[str]:
    lists = [url for views in grown() for url in lists_of(views)]
    wide = reverse("inspections:hazard-list") + "?tab=overdue&q=隐患&sort=-found_on&page=3"
    return [*lists, wide, reverse("figures:board"), reverse("home")]


def details() -> list[str]:
    return [views.model.objects.order_by("pk").first().get_absolute_url() for views in grown()]


@pytest.fixture(autouse=True)
def patient_figures(monkeypatch):
    """A figure that a slow machine does not read in time costs other statements."""
    monkeypatch.setattr(evaluation, "PAGE_SECONDS", at_most(evaluation.PAGE_SECONDS))


@pytest.fixture
def campaign(force):
    return Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")


def test_statements_do_not_grow_with_rows(force, sign_in, campaign):
    client = sign_in(force.alice)
    make_everything_happen(force)
    grow(force, FEW)
    few = {url: statements(client, url) for url in [*addresses(), *details()]}
    grow(force, MANY)
    many = {url: statements(client, url) for url in few}
    report = "\n".join(f"{count:3} {many[url]:3} {url}" for url, count in few.items())
    print(report)
    assert many == few, report
    lists = {
        url: count for url, count in few.items() if url.split("?")[0].endswith("s/") and url != reverse("figures:board")
    }
    assert max(lists.values()) <= LIST_LIMIT, report
    assert max(few[url] for url in details()) <= DETAIL_LIMIT, report


def test_saving_an_inspection_with_a_hazard_and_a_notice_stays_small(force, sign_in, django_assert_max_num_queries):
    venue, pair = make_venue(force.station, force.alice), [force.alice, force.amy]
    make_inspection(venue, pair, hazards=[make_hazard()])
    with django_assert_max_num_queries(25):
        make_inspection(venue, pair, hazards=[make_hazard()])


def grow_messages(force, total: int) -> None:
    """Messages to alice about her station's venue, every third one read, until there are `total`."""
    venue, start = Venue.objects.first(), Notification.objects.count()
    common = {
        "kind": "deadline_recheck",
        "content_type": ContentType.objects.get_for_model(Venue),
        "object_id": venue.pk,
    }
    common |= {
        "text": "复查期限今天届满",
        "url": "/",
        "unit": force.station,
        "sent_at": clock.now(),
        "batch": uuid.uuid4(),
    }
    people = [force.alice, force.people["chief"]]
    rows = [
        Notification(recipient=people[n % 2], period=str(n), read_at=clock.now() if n % 3 == 0 else None, **common)
        for n in range(start, total)
    ]
    Notification.objects.bulk_create(rows, batch_size=1000)


def test_messages_and_their_ledger_do_not_grow_with_rows(force, sign_in):
    make_venue(force.station, force.alice)
    chief = sign_in(force.people["chief"])
    base = reverse("notifications:messages"), reverse("notifications:ledger")
    asked = ["", "?page=3", "?kind=deadline_recheck", "?tab=unread", "?q=复查&is_unread=true&sort=-read_at"]
    addresses = [*(f"{url}{query}" for url in base for query in asked), reverse("notifications:counts")]
    grow_messages(force, FEW)
    few = {url: statements(chief, url) for url in addresses}
    grow_messages(force, MANY)
    many = {url: statements(chief, url) for url in addresses}
    assert many == few
    assert few.pop(addresses[-1]) <= TODO_LIMIT
    assert max(few.values()) <= LIST_LIMIT, few


def due_for_reinspection(force, total: int) -> None:
    """Served notices alice registered, to be reinspected today."""
    known = set(RectificationNotice.objects.values_list("pk", flat=True))
    grow(force, total)
    kind, day = ContentType.objects.get_for_model(RectificationNotice), clock.today()
    new = RectificationNotice.objects.exclude(pk__in=known).order_by("pk")
    common = {
        "kind": "recheck",
        "unit": force.station,
        "rule": Rule.objects.get(code="recheck_3wd"),
        "trace": "x",
        "calendar_version": "x",
    }
    common |= {
        "starts_on": day - dt.timedelta(days=3),
        "length": 3,
        "measure": "working",
        "due_on": day,
        "effective_due_on": day,
        "late_after": day,
    }
    Deadline.objects.bulk_create(
        [Deadline(content_type=kind, object_id=each.pk, **common) for each in new], batch_size=500
    )


def test_todos_and_their_number_do_not_grow_with_rows(force, sign_in):
    alice, urls = sign_in(force.alice), [reverse("notifications:inbox"), reverse("notifications:counts")]
    due_for_reinspection(force, 5)
    few = {url: statements(alice, url) for url in urls}
    due_for_reinspection(force, 200)
    many = {url: statements(alice, url) for url in urls}
    assert alice.get(urls[1]).json()["todo"] == 200
    print(few)
    assert many == few


def grow_hotspots(force, total: int) -> None:
    """Listed hotspots with owner and leader, this week's duty, and every second one with a visit, until there are
    `total`.
    """
    today, start = clock.today(), Hotspot.objects.count()
    monday = today - dt.timedelta(days=today.weekday())
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now()}
    facts = {"reason": "complex", "listed_on": monday, "rectify_by": today, "supervised_from": monday}
    new = Hotspot.objects.bulk_create(
        [Hotspot(name=f"区域{n}", **facts, **common) for n in range(start, total)], batch_size=1000
    )
    held = {"starts_on": monday, "assigned_by": force.alice, "assigned_at": clock.now()}
    people = {"owner": force.alice, "leader": force.people["leader"]}
    posts = [
        HotspotAssignment(hotspot=each, post=post, person=person, **held)
        for each in new
        for post, person in people.items()
    ]
    HotspotAssignment.objects.bulk_create(posts, batch_size=1000)
    week = {"starts_on": monday, "ends_on": monday + dt.timedelta(days=6), "opened_at": clock.now()}
    duties = WeeklyDuty.objects.bulk_create(
        [WeeklyDuty(hotspot=each, unit=force.station, **week) for each in new], batch_size=1000
    )
    visit = {"supervised_on": today, "method": "joint", "outcome": "normal"}
    seen = [
        Supervision(hotspot=duty.hotspot, duty=duty, client_uuid=uuid.uuid4(), **visit, **common)
        for duty in duties[::2]
    ]
    Supervision.objects.bulk_create(seen, batch_size=1000)
    analyze()


def test_pages_of_hotspots_do_not_grow_with_rows(force, sign_in, campaign):
    """Lists with 200 and with 20,000 visits' hotspots; the matrix with 9 and with 200 rows."""
    alice, today = sign_in(force.alice), clock.today()
    grow_hotspots(force, 9)
    matrix, detail = reverse("hotspots:supervision-matrix"), Hotspot.objects.first().get_absolute_url()
    nine = {url: statements(alice, url) for url in (matrix, detail)}
    grow_hotspots(force, FEW)
    assert {url: statements(alice, url) for url in nine} == nine
    duties, span = reverse("hotspots:duty-list"), f"since={today}&until={today}"
    lists = [url for views in (HOTSPOTS, SUPERVISIONS) for url in lists_of(views)]
    lists += [f"{HOTSPOTS.url('list')}?tab=todo&q=区域&sort=-last_visit&page=3"]
    lists += [duties, f"{duties}?figure=supervisions_missed&{span}"]
    few = {url: statements(alice, url) for url in lists}
    grow_hotspots(force, MANY)
    many = {url: statements(alice, url) for url in lists}
    print(nine, few)
    assert many == few
    assert max(*few.values(), nine[matrix]) <= LIST_LIMIT, (few, nine)
    assert nine[detail] <= DETAIL_LIMIT, nine
