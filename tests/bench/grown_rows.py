"""Inspections by the hundred thousand, by INSERT … SELECT (PostgreSQL): what the figures of a leader are measured on.

A fiftieth of them are venues; 20 of 100 found a hazard, 8 of 100 led to a notice with its two deadlines; nine in ten of
the notices are closed after 1 to 12 days. The same rows at every run. Nothing of it is journaled.
"""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from baiyi.accounts.models import Posting, Unit, UnitKind, User
from baiyi.deadlines.models import Deadline, Rule
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import Hazard, Inspection, RectificationNotice, Reinspection, Venue, VenueCategory
from inspections.models.notice import RECHECK_RULE
from inspections.models.venue import CategoryBasis

DAYS = 200
TERM, RECHECK_TERM = 10, 3  # natural days
GROWN = (Venue, Inspection, Hazard, RectificationNotice, Deadline, Reinspection)
# One row an inspection, in the order of time: whose it is, what it led to, and the keys that its rows get.
VISITS = """
CREATE TEMPORARY TABLE visits AS
WITH numbered AS (
    SELECT i, abs(hashint4(i)::bigint) AS chance,
        DATE '{first}' + ((i - 1)::bigint * {days} / {inspections})::int AS day
    FROM generate_series(1, {inspections}) AS i
), closing AS (
    SELECT *, day + 1 + (chance / 10 % 12)::int AS would_close FROM numbered
)
SELECT i, day, (day + TIME '10:00') AT TIME ZONE 'Asia/Shanghai' AS instant,
    CASE WHEN chance % 10 < 9 AND would_close <= DATE '{last}' THEN would_close END AS closed,
    i % 5 = 0 AS has_hazard, i % 100 / 5 AS turn, (i % 100 / 5 < 8 AND i % 5 = 0) AS has_notice,
    {inspection} + i AS inspection, {hazard} + i / 5 AS hazard, {notice} + 8 * (i / 100) + i % 100 / 5 + 1 AS notice,
    place.id AS venue, place.unit_id AS unit, place.created_by_id AS person, place.category_id AS category
FROM closing JOIN {venues} AS place ON place.id = {venue} + 1 + (chance / 7 % {places})::int
ORDER BY i
"""
COMMON = {"unit_id": "unit", "created_by_id": "person", "created_at": "instant"}


def grow(inspections: int, last: dt.date) -> None:
    """In the DAYS that end with `last`, beside what is there; stands on the demonstration's units, people and rules."""
    above = {kind: kind.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for kind in GROWN}
    places, first = max(inspections // 50, 1), last - dt.timedelta(days=DAYS - 1)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_venues(places, above[Venue], first))
        keys = {kind._meta.model_name.removeprefix("rectification"): above[kind] for kind in GROWN}
        span = {"first": first, "last": last, "days": DAYS, "inspections": inspections, "places": places}
        cursor.execute(VISITS.format(**keys, **span, venues=Venue._meta.db_table))
        for fill in (_inspections, _inspectors, _notices, _hazards, _terms, _rechecks, _reinspections):
            cursor.execute(fill())
        for table in (kind._meta.db_table for kind in GROWN):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("DROP TABLE visits")
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")


def _insert(model, source: str, **columns) -> str:
    """Columns that are not named have their field's default."""
    defaults = {each.column: each.get_default() for each in model._meta.concrete_fields}
    row = {name: f"'{value}'" for name, value in defaults.items() if value is not None} | columns
    values = ", ".join(str(value) for value in row.values())
    return f"INSERT INTO {model._meta.db_table} ({', '.join(row)}) SELECT {values} FROM {source}"


def _venues(places: int, above: int, first: dt.date) -> str:
    """Over the stations in turn, each of every category in turn; registered by the first of the station's people."""
    stations = list(Unit.objects.filter(kind=UnitKind.STATION).order_by("pk").values_list("pk", flat=True))
    people = [Posting.objects.filter(unit=unit).order_by("pk").values_list("user", flat=True)[0] for unit in stations]
    categories = list(CategoryBasis.objects.order_by("category").values_list("category", flat=True).distinct())
    return _insert(
        Venue,
        f"generate_series(1, {places}) AS i",
        id=f"{above} + i",
        name="'大量场所' || i",
        address="'路' || i",
        unit_id=f"(ARRAY{stations})[1 + i % {len(stations)}]",
        created_by_id=f"(ARRAY{people})[1 + i % {len(people)}]",
        category_id=f"(ARRAY{categories})[1 + i / {len(stations)} % {len(categories)}]",
        created_at=f"TIMESTAMPTZ '{first} 00:00+08' - INTERVAL '1 day'",
    )


def _inspections() -> str:
    return _insert(
        Inspection,
        "visits",
        **COMMON,
        id="inspection",
        client_uuid="gen_random_uuid()",
        venue_id="venue",
        inspected_on="day",
        inspected_at="instant",
        outcome="CASE WHEN has_hazard THEN 'hazard' ELSE 'normal' END",
    )


def _inspectors() -> str:
    """Two: whoever registered the venue, and of the others the one who came last into the force."""
    second = f"(SELECT max(id) FROM {User._meta.db_table} WHERE id <> person)"
    source = f"visits, unnest(ARRAY[person, {second}]) AS inspector ORDER BY i"
    return _insert(Inspection.inspectors.through, source, inspection_id="inspection", user_id="inspector")


def _notices() -> str:
    return _insert(
        RectificationNotice,
        f"visits JOIN {VenueCategory._meta.db_table} AS kind ON kind.id = category WHERE has_notice ORDER BY i",
        **COMMON,
        id="notice",
        inspection_id="inspection",
        venue_id="venue",
        document_type="'by_date'",
        recipient_name="'大量场所'",
        content="'隐患'",
        basis_id=f"(SELECT min(basis_id) FROM {CategoryBasis._meta.db_table} WHERE category_id = category)",
        rule_id="kind.rule_id",
        state="CASE WHEN closed IS NULL THEN 'served' ELSE 'closed' END",
        is_imported="true",
        issued_on="day",
        served_on="day",
        closed_on="closed",
    )


def _hazards() -> str:
    """Of twenty: eight by a notice, eleven on the spot, one referred to a partner body."""
    body = Unit.objects.filter(kind=UnitKind.PARTNER).order_by("pk")[0].pk
    by_turn = "CASE WHEN turn < 8 THEN {} WHEN turn < 19 THEN {} ELSE {} END"
    return _insert(
        Hazard,
        "visits WHERE has_hazard ORDER BY i",
        **COMMON,
        id="hazard",
        inspection_id="inspection",
        venue_id="venue",
        description="'隐患'",
        disposal=by_turn.format("'by_date'", "'on_site'", "'referral'"),
        state=by_turn.format("CASE WHEN closed IS NULL THEN 'pending' ELSE 'closed' END", "'closed'", "'referred'"),
        found_on="day",
        rectified_on=by_turn.format("closed", "day", "NULL"),
        notice_id=by_turn.format("notice", "NULL", "NULL"),
        referred_to_id=by_turn.format("NULL", "NULL", body),
        referred_on=by_turn.format("NULL", "NULL", "day"),
    )


def _terms() -> str:
    return _deadlines(RECTIFY, rule="kind.rule_id", period="''", starts="day", length=TERM)


def _rechecks() -> str:
    rule = Rule.objects.get(code=RECHECK_RULE).pk
    return _deadlines(RECHECK, rule=rule, period="'1'", starts=f"day + {TERM}", length=RECHECK_TERM)


def _deadlines(kind: str, *, rule, period: str, starts: str, length: int) -> str:
    due = f"{starts} + {length}"
    return _insert(
        Deadline,
        f"visits JOIN {VenueCategory._meta.db_table} AS kind ON kind.id = category WHERE has_notice ORDER BY i",
        content_type_id=ContentType.objects.get_for_model(RectificationNotice).pk,
        object_id="notice",
        kind=f"'{kind}'",
        period=period,
        unit_id="unit",
        rule_id=rule,
        starts_on=starts,
        length=length,
        measure="'natural'",
        due_on=due,
        effective_due_on=due,
        late_after=due,
        trace="'大量数据'",
        calendar_version="'大量数据'",
        closed_on="closed",
        is_within_limit=f"closed <= {due}",
    )


def _reinspections() -> str:
    return _insert(
        Reinspection,
        "visits WHERE has_notice AND closed IS NOT NULL ORDER BY i",
        **COMMON,
        client_uuid="gen_random_uuid()",
        notice_id="notice",
        round=1,
        reinspected_on="closed",
        conclusion="'passed'",
    )
