"""Rows that name a record by kind and key: found for any records, of several kinds, and inside other statements."""

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from baiyi.accounts.models import Posting, Unit, User
from baiyi.records.querysets import About

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(force):
    """A line about each of two people and a unit, with the same keys among both kinds."""
    people, unit = list(User.objects.order_by("pk")[:2]), Unit.objects.order_by("pk").first()
    LogEntry.objects.all().delete()
    return {record: _line(record) for record in [*people, unit]}


def _line(record) -> LogEntry:
    kind = ContentType.objects.get_for_model(record)
    return LogEntry.objects.create(content_type=kind, object_id=record.pk, object_pk=record.pk, action=0, changes={})


def test_rows_about_records_of_several_kinds(lines):
    first, second, unit = lines
    assert set(LogEntry.objects.filter(About([first, unit]))) == {lines[first], lines[unit]}
    assert set(LogEntry.objects.filter(About([first, second]))) == {lines[first], lines[second]}


def test_the_same_key_of_another_kind_is_another_record(lines):
    unit = list(lines)[2]
    stranger = Posting(pk=unit.pk)
    assert not LogEntry.objects.filter(About([stranger])).exists()


def test_nothing_is_about_no_records(lines, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(LogEntry.objects.filter(About([]))) == []


def test_inside_another_statement_on_the_same_table(lines):
    """Its columns are then those of the inner table."""
    first, second, _ = lines
    inner = LogEntry.objects.filter(About([first])).values("pk")
    assert list(LogEntry.objects.filter(pk__in=inner)) == [lines[first]]
    assert list(LogEntry.objects.filter(About([second]), pk__in=inner)) == []
    assert lines[first] not in LogEntry.objects.exclude(About([first]))
