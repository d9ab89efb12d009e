"""Whether rows that were there before there were keys get theirs, and what is issued stays as it was.

    python -m tests.upgrade.run keys known.json result.json

Beside a venue of the stored installation its double is put, typed otherwise; then `migrate` runs, twice.
"""

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from baiyi.records.crypto import fingerprint
from baiyi.records.derived import derived_fields
from baiyi.records.fields import FingerprintField
from tests.upgrade.moment import at

KEPT = (  # tables of what is never rewritten, with what it says
    ("inspections_rectificationnotice", "recipient_name, content, interim_measures, inspector_names"),
    ("deadlines_deadline", "trace, due_on, calendar_version"),
    ("exchange_documentnumber", "text, state"),
    ("auditlog_logentry", "object_repr, changes, timestamp"),
    ("inspections_venue", "name, address, note, version"),
)


def answer(known: dict) -> dict:
    """`marked` names of venues; `wrong` rows whose keys are not those of their text; `rewritten` tables."""
    names = put_doubles()
    before = {table: said(table, columns) for table, columns in KEPT}
    with at(known["moment"]):
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0)
    venues = apps.get_model("inspections", "venue").objects
    return {
        "doubles": names,
        "marked": sorted(venues.filter(is_suspected=True).values_list("name", flat=True)),
        "wrong": [line for model in apps.get_models() for line in wrong_rows(model)],
        "keyed": sum(model._base_manager.count() for model in apps.get_models() if derived_fields(model)),
        "rewritten": [table for table, columns in KEPT if said(table, columns) != before[table]],
    }


def put_doubles() -> list[str]:
    """Of a live venue: one in full width, of another one a voided double, which collides with nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM inspections_venue WHERE voided_at IS NULL ORDER BY id LIMIT 2")
        (first, name), (second, other) = cursor.fetchall()
        copy_row(cursor, first, f"　{name}（ ）")
        copy_row(cursor, second, f"{other}\u200b", voided_at="2022-07-01 00:00:00+00:00")
    return sorted([name, f"　{name}（ ）"])


def copy_row(cursor, key: int, name: str, **changed) -> None:
    cursor.execute("SELECT * FROM inspections_venue WHERE id = %s", [key])
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    row = {column: value for column, value in (row | {"name": name} | changed).items() if column != "id"}
    columns, places = ", ".join(f'"{column}"' for column in row), ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO inspections_venue ({columns}) VALUES ({places})", list(row.values()))


def said(table: str, columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM {table} ORDER BY id")
        return [tuple(map(str, row)) for row in cursor.fetchall()]


def wrong_rows(model) -> list[str]:
    fields = derived_fields(model)
    return [
        f"{model._meta.label} {row.pk} {field.name}"
        for row in (model._base_manager.all() if fields else ())
        for field in fields
        if getattr(row, field.attname) != expected(field, row)
    ]


def expected(field, row) -> str:
    return fingerprint(getattr(row, field.of) or "") if isinstance(field, FingerprintField) else field.derive(row)
