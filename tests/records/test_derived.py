"""Keys follow the text they are of, whichever way a row is written."""

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from baiyi.records.derived import Derived, derived_fields
from baiyi.records.models import Journaled
from baiyi.records.search import SearchKeyField, search_key
from disputes.models import Party
from inspections.models import Venue
from tests.factories import make_venue
from tests.ours import our_models

KEYS = ("search_key", "name_key", "address_key", "initials_key")


@pytest.fixture
def venue(force) -> Venue:
    return make_venue(force.station, force.alice, name="旧名", address="旧路1号")


def assert_follows(venue: Venue, name: str, address: str) -> None:
    found = Venue.objects.get(pk=venue.pk)
    assert (found.name, found.address) == (name, address)
    assert found.search_key == search_key(names=[name, address])
    kept = [getattr(found, each) for each in KEYS]
    assert kept == [Venue._meta.get_field(each).derive(found) for each in KEYS]


def test_save_takes_the_keys_along(venue):
    venue.name = "新名（Ａ）"
    venue.save()
    assert_follows(venue, "新名（Ａ）", "旧路1号")


def test_save_of_the_text_alone_takes_them_along(venue):
    venue.name = "新名"
    venue.save(update_fields=["name"])
    assert_follows(venue, "新名", "旧路1号")


def test_save_of_a_row_that_was_read_in_part_takes_them_along(venue):
    part = Venue.objects.defer(*KEYS).get(pk=venue.pk)
    part.name = "新名"
    part.save()
    assert_follows(venue, "新名", "旧路1号")


def test_bulk_create_writes_them(venue, force):
    facts = {
        "unit": force.station,
        "category": venue.category,
        "created_by": force.alice,
        "created_at": venue.created_at,
    }
    (made,) = Venue.objects.bulk_create([Venue(name="批量", address="新路2号", **facts)])
    assert_follows(made, "批量", "新路2号")


def test_bulk_create_that_updates_takes_them_along(venue):
    venue.name = "新名"
    Venue.objects.bulk_create([venue], update_conflicts=True, unique_fields=["id"], update_fields=["name"])
    assert_follows(venue, "新名", "旧路1号")


def test_bulk_update_takes_them_along(venue):
    venue.name = "新名"
    Venue.objects.bulk_update([venue], ["name"])
    assert_follows(venue, "新名", "旧路1号")


def test_bulk_update_works_from_what_the_table_says(venue):
    """A name that was changed and not written is not in the key."""
    venue.name, venue.address = "没有写", "新路2号"
    Venue.objects.bulk_update([venue], ["address"])
    assert_follows(venue, "旧名", "新路2号")


def test_update_takes_them_along(venue):
    assert Venue.objects.filter(name="旧名").update(name="新名") == 1
    assert_follows(venue, "新名", "旧路1号")


def test_update_by_an_expression_takes_them_along(venue):
    Venue.objects.filter(pk=venue.pk).update(name=models.F("address"))
    assert_follows(venue, "旧路1号", "旧路1号")


def test_update_by_way_of_a_related_record_takes_them_along(venue):
    venue.category.venues.update(name="新名")
    assert_follows(venue, "新名", "旧路1号")


def test_update_or_create_takes_them_along(venue):
    Venue.objects.update_or_create(pk=venue.pk, defaults={"name": "新名"})
    assert_follows(venue, "新名", "旧路1号")


def test_update_of_anything_else_costs_one_statement(venue, django_assert_num_queries):
    with django_assert_num_queries(1):
        Venue.objects.filter(pk=venue.pk).update(note="别的")


def test_every_model_with_keys_gives_its_own_sources_to_its_key():
    """All kinds of rows that are searched, by the keys they have."""
    keyed = {model._meta.label for model in our_models() if derived_fields(model)}
    assert keyed >= {
        "accounts.User",
        "campaigns.Operation",
        "cases.ArrestTrip",
        "cases.Case",
        "cases.Study",
        "deadlines.LegalBasis",
        "deadlines.Rule",
        "disputes.Dispute",
        "disputes.Party",
        "exchange.DocumentNumber",
        "hotspots.Hotspot",
        "inspections.Hazard",
        "inspections.RectificationNotice",
        "inspections.Venue",
        "notifications.Notification",
        "transfers.Transfer",
    }
    assert [error for error in run_checks(tags=["models"]) if error.id == "baiyi.E009"] == []


def test_fingerprints_follow_in_bulk_too():
    assert {each.name for each in derived_fields(Party)} == {"name_print", "phone_print"}


@isolate_apps("baiyi.records")
def test_project_does_not_start_with_a_manager_that_would_pass_keys_by():
    class Plain(Journaled):
        name = models.CharField("名称", max_length=30)
        search_key = SearchKeyField("检索键", names=["name"])
        objects = models.Manager()

        class Meta:
            app_label = "records"

    class Bare(models.Model):  # noqa: DJ008
        name = models.CharField("名称", max_length=30)
        search_key = SearchKeyField("检索键", names=["name"])

        class Meta:
            app_label = "records"

    class Lost(Derived):
        name = models.CharField("名称", max_length=30)
        search_key = SearchKeyField("检索键", names=["title"])

        class Meta:
            app_label = "records"

    assert [[error.id for error in model.check()] for model in (Plain, Bare, Lost)] == [
        ["baiyi.E009"],
        ["baiyi.E009", "baiyi.E009"],
        ["baiyi.E009"],
    ]


def test_keys_are_no_lines_of_the_journal(venue, force):
    from auditlog.models import LogEntry  # noqa: PLC0415

    venue.name = "新名"
    venue.save()
    assert set(LogEntry.objects.get_for_object(venue).first().changes) == {"name"}


def test_a_new_row_that_comes_by_no_form_holds_nothing_unseen(force, venue):
    saved = make_venue(force.station, force.alice, name="\u202e飞鸿\u200bKTV ", note="一\r\n二")
    facts = {each: getattr(venue, each) for each in ("unit", "category", "created_by", "created_at")}
    (made,) = Venue.objects.bulk_create([Venue(name="批\ufeff量", address="新路2号", **facts)])
    rows = Venue.objects.filter(pk__in=[saved.pk, made.pk]).order_by("pk").values_list("name", "note")
    assert list(rows) == [("飞鸿KTV", "一\n二"), ("批量", "")]


def test_a_row_that_was_there_is_not_rewritten_by_the_way(venue):
    Venue.objects.filter(pk=venue.pk).update(note="原\u200b样")
    row = Venue.objects.get(pk=venue.pk)
    row.address = "新路2号"
    row.save()
    assert Venue.objects.get(pk=venue.pk).note == "原\u200b样"
