"""What a new installation knows about venues: categories with their legal bases, checklists, common wordings of
hazards.

Data beside this file, in our own words. Days between inspections are this system's defaults. Planting adds the
categories that are missing by code and name, each with its checklist, and changes nothing that is there.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from baiyi.deadlines import seeds as deadline_seeds

HERE = Path(__file__).parent


def read(name: str) -> list[dict[str, str]]:
    """The rows of one seed file."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def checklists() -> dict[str, dict[str, list[dict[str, str]]]]:
    """Category code → item name → its phrases, in the order of the file; an item may serve several categories."""
    found: dict[str, dict[str, list]] = {}
    for row in read("checklist"):
        for code in row["categories"].split():
            found.setdefault(code, {}).setdefault(row["item"], []).append(row)
    return found


def plant(apps) -> None:
    """Add the missing categories with their bases, items and phrases. Safe to repeat.

    The legal bases and rules come first: after a migration the rooms are called from the top of the house down.
    """
    deadline_seeds.plant(apps)
    _plant_intervals(apps)
    categories = apps.get_model("inspections", "VenueCategory")
    present = {name for pair in categories.objects.values_list("code", "name") for name in pair}
    rows = [row | {"position": place} for place, row in enumerate(read("categories"), 1)]
    missing = [row for row in rows if not present & {row["code"], row["name"]}]
    if not missing:
        return
    new = _plant_categories(apps, categories, missing)
    _plant_checklists(apps, new)


def _plant_intervals(apps) -> None:
    """The missing ones, by ground; none while the table is not there yet."""
    if "intervalrule" not in apps.all_models["inspections"]:
        return
    rules = apps.get_model("inspections", "IntervalRule")
    present = set(rules.objects.values_list("ground", flat=True))
    rules.objects.bulk_create(
        [rules(position=place, **row) for place, row in enumerate(read("intervals"), 1) if row["ground"] not in present]
    )


def _plant_categories(apps, categories, rows: list[dict]) -> list:
    rules = dict(apps.get_model("deadlines", "Rule").objects.values_list("code", "pk"))
    bases = dict(apps.get_model("deadlines", "LegalBasis").objects.values_list("code", "pk"))
    columns = ("code", "name", "group", "document_type", "inspect_every", "position")
    new = categories.objects.bulk_create(
        [categories(rule_id=rules[row["rule"]], **{column: row[column] for column in columns}) for row in rows]
    )
    links = apps.get_model("inspections", "CategoryBasis")
    links.objects.bulk_create(
        [
            links(category=category, basis_id=bases[code], position=place)
            for category, row in zip(new, rows, strict=True)
            for place, code in enumerate(row["bases"].split(), 1)
        ]
    )
    return new


def _plant_checklists(apps, categories: list) -> None:
    item_model, phrase_model = (apps.get_model("inspections", name) for name in ("ChecklistItem", "HazardPhrase"))
    listed = checklists()
    items = item_model.objects.bulk_create(
        [
            item_model(category=category, name=name, position=place)
            for category in categories
            for place, name in enumerate(listed[category.code], 1)
        ]
    )
    phrase_model.objects.bulk_create(list(_phrases(phrase_model, items, listed)))


def _phrases(model, items: list, listed: dict) -> Iterator:
    for item in items:
        for place, row in enumerate(listed[item.category.code][item.name], 1):
            yield model(item=item, text=row["text"], measure=row["measure"], position=place)
