"""The categories of cases that a new installation starts with. Planting adds what is missing by code."""

import csv
from pathlib import Path

SEED = Path(__file__).parent / "categories.csv"


def plant(apps) -> None:
    """Safe to repeat; changes nothing that is there."""
    categories = apps.get_model("cases", "CaseCategory")
    present = set(categories.objects.values_list("code", flat=True))
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = [row | {"position": place} for place, row in enumerate(csv.DictReader(file), 1)]
    categories.objects.bulk_create([categories(**row) for row in rows if row["code"] not in present])
