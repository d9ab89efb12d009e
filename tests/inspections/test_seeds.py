"""Reference data of venues: planted on migrate, believable, and never overwriting what a branch changed."""

import datetime as dt

import pytest
from django.apps import apps

from inspections import seeds
from inspections.models import ChecklistItem, HazardPhrase, VenueCategory, VenueGroup
from inspections.models.venue import PUBLIC_GROUPS

pytestmark = pytest.mark.django_db
OLD_LAW, NEW_LAW = dt.date(2022, 7, 4), dt.date(2026, 7, 4)


def seeded():
    return VenueCategory.objects.filter(code__in=[row["code"] for row in seeds.read("categories")])


def test_categories_cover_the_five_kinds_and_the_hazardous_firms():
    groups = set(seeded().values_list("group", flat=True))
    assert groups == {*PUBLIC_GROUPS, VenueGroup.HAZMAT, VenueGroup.OTHER}


@pytest.mark.parametrize("day", [OLD_LAW, NEW_LAW])
def test_every_category_has_a_basis_in_force_under_old_and_new_law(day):
    for category in seeded():
        assert category.bases.in_force(day).exists(), category


def test_hazmat_law_changes_with_the_day():
    bases = VenueCategory.objects.get(code="precursor").bases
    codes = [set(bases.in_force(day).values_list("code", flat=True)) for day in (OLD_LAW, NEW_LAW)]
    assert "weihua_2013_81" in codes[0] - codes[1]
    assert "weihua_2025_104" in codes[1] - codes[0]


@pytest.mark.parametrize(
    ("category", "day", "first"),
    [
        ("entertainment", NEW_LAW, "yule_44"),
        ("precursor", OLD_LAW, "weihua_2013_81"),
        ("toxic", NEW_LAW, "weihua_2025_104"),
    ],
)
def test_notice_rests_first_on_the_law_named_first(category, day, first):
    assert VenueCategory.objects.get(code=category).bases_in_force(day)[0].code == first


@pytest.mark.parametrize("day", [OLD_LAW, NEW_LAW])
def test_bases_keep_the_order_of_the_list(day):
    for row in seeds.read("categories"):
        found = [basis.code for basis in VenueCategory.objects.get(code=row["code"]).bases_in_force(day)]
        assert found == [code for code in row["bases"].split() if code in found]


def test_street_stalls_get_a_correction_notice():
    assert set(seeded().filter(document_type="correction").values_list("code", flat=True)) == {
        "night_stall",
        "bar",
        "cards",
    }


def test_hazmat_is_inspected_most_often():
    intervals = dict(seeded().values_list("code", "inspect_every"))
    hazmat = [intervals.pop(code) for code in ("precursor", "toxic")]
    assert max(hazmat) < min(intervals.values())


def test_checklists_have_six_to_twelve_items_with_four_to_six_phrases():
    for category in seeded():
        items = category.items.all()
        assert 6 <= len(items) <= 12
        for item in items:
            assert len(item.name) <= 9
            assert 4 <= item.phrases.count() <= 6
    assert not HazardPhrase.objects.filter(measure="").exists()


def test_seed_texts_fit_their_fields():
    for row in seeds.read("checklist"):
        assert len(row["text"]) <= 60
        assert len(row["measure"]) <= 100


def test_planting_again_changes_nothing():
    ChecklistItem.objects.filter(category__code="hotel").first().delete()
    VenueCategory.objects.filter(code="bar").update(inspect_every=7)
    counts = ChecklistItem.objects.count(), HazardPhrase.objects.count()
    seeds.plant(apps)
    assert (ChecklistItem.objects.count(), HazardPhrase.objects.count()) == counts
    assert VenueCategory.objects.get(code="bar").inspect_every == 7


def test_planting_adds_a_category_that_is_missing():
    VenueCategory.objects.get(code="cards").delete()
    seeds.plant(apps)
    assert VenueCategory.objects.get(code="cards").items.count() == 9


def test_planting_leaves_a_category_that_the_office_made_under_that_name():
    VenueCategory.objects.filter(code="cards").update(code="own-1")
    seeds.plant(apps)
    assert list(VenueCategory.objects.filter(name="棋牌室").values_list("code", flat=True)) == ["own-1"]
