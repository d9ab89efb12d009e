"""The lists a new installation starts with. Planting adds what is missing by code, and changes nothing that is there.

No text knows grades, bands or cycles for the whole country: these are examples, for the branch to replace.
"""

import csv
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
FILES = ("lists.csv", "grounds.csv")


def plant(apps) -> None:
    """Safe to repeat."""
    for name in FILES:
        with (HERE / name).open(encoding="utf-8", newline="") as file:
            _plant_lists(apps, [{key: value for key, value in row.items() if value} for row in csv.DictReader(file)])


def _plant_lists(apps, rows: list[dict]) -> None:
    for name, listed in groupby(rows, key=lambda row: row["list"]):
        _plant(apps.get_model("disputes", name), [{k: v for k, v in row.items() if k != "list"} for row in listed])


def _plant(model, rows: list[dict]) -> None:
    present = set(model.objects.values_list("code", flat=True))
    new = [model(**row, position=place) for place, row in enumerate(rows, 1) if row["code"] not in present]
    model.objects.bulk_create(new)
