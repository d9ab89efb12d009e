"""What a new installation starts with. Planting adds what is missing by code, and changes nothing that is there.

The list of categories and the hours are examples, for the branch to replace.
"""

import csv
import datetime as dt
from pathlib import Path

CATEGORIES = Path(__file__).parent / "alarm_categories.csv"
FROM = dt.date(2020, 1, 1)


def plant(apps) -> None:
    """Safe to repeat."""
    _plant_categories(apps.get_model("prevention", "AlarmCategory"))
    rules = apps.get_model("prevention", "AlarmRule")
    if not rules.objects.exists():
        rules.objects.create(effective_from=FROM)


def _plant_categories(model) -> None:
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    present = set(model.objects.values_list("code", flat=True))
    new = [_category(model, row, place) for place, row in enumerate(rows, 1) if row["code"] not in present]
    model.objects.bulk_create(new)


def _category(model, row: dict[str, str], place: int):
    flags = {name: row.pop(name) == "1" for name in ("is_effective", "is_street_theft")}
    return model(**row, **flags, position=place, starts_on=FROM)
