"""A planted name and phone stand nowhere in plain text: not in a table, not in the journal, not in a log."""

import logging

import pytest
from auditlog.models import LogEntry
from django.core.checks import run_checks
from django.db import connection
from django.urls import reverse

from baiyi.records.masking import mask_name, mask_phone
from inspections import services
from inspections.models import Venue
from tests.factories import make_hazard, make_inspection, make_venue

NAME, PHONE = "欧阳测试人", "13912345678"
REASON = "核对责令整改通知书签收人身份"


def tables_with(text: str) -> list[str]:
    """Every table that holds the text anywhere, read as raw rows."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(text in str(row) for row in cursor.fetchall()):
                found.append(table)
    return found


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, head_name=NAME, head_phone=PHONE)


def test_planted_name_is_in_no_table_in_plain_text(venue, force, sign_in, caplog):
    caplog.set_level(logging.DEBUG)
    client = sign_in(force.alice)
    services.change_venue(venue, version=venue.version, by=force.alice, head_name=NAME + "二", note="改过")
    inspection = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    services.serve_notice(
        inspection.notices.get(), by=force.alice, on=inspection.inspected_on, delivery="in_person", receiver_name=NAME
    )
    shown = client.post(reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": REASON}).content.decode()
    assert NAME in shown
    assert PHONE in shown
    assert tables_with(NAME) == []
    assert tables_with(PHONE) == []
    assert NAME not in caplog.text
    assert tables_with("改过") != []  # the search itself works


def test_reading_is_a_journal_line_with_reason_and_without_the_value(venue, force, sign_in):
    sign_in(force.alice).post(reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": REASON})
    line = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert line.additional_data == {
        "verb": "查看完整信息",
        "reason": REASON,
        "fields": ["head_name", "head_phone"],
    }
    assert line.actor == force.alice


def test_lines_of_one_request_carry_one_number_that_the_client_did_not_choose(force, sign_in):
    venue, client = make_venue(force.station, force.alice), sign_in(force.alice)
    for _ in range(2):
        client.post(
            reverse("inspections:venue-reveal", args=[venue.pk]),
            {"reason": REASON},
            headers={"X-Correlation-ID": "x" * 900},
        )
    numbers = set(LogEntry.objects.filter(action=LogEntry.Action.ACCESS).values_list("cid", flat=True))
    assert len(numbers) == 2
    assert {len(number) for number in numbers} == {32}


def test_reading_without_a_reason_is_refused_and_leaves_no_line(venue, force, sign_in):
    response = sign_in(force.alice).post(reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": " "})
    assert response.status_code == 422
    assert NAME not in response.content.decode()
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_pages_show_personal_fields_masked(venue, force, sign_in):
    page = sign_in(force.alice).get(venue.get_absolute_url()).content.decode()
    assert NAME not in page
    assert PHONE not in page
    assert "欧****" in page
    assert "139****5678" in page


def test_stored_text_opens_only_with_its_key(venue, settings):
    assert Venue.objects.get(pk=venue.pk).head_name == NAME
    settings.FIELD_KEYS = {settings.FIELD_KEY_ID: "00" * 16}
    with pytest.raises(Exception, match="密文已损坏或密钥不符"):
        Venue.objects.get(pk=venue.pk)


def test_move_is_one_journal_line_with_verb_and_reason(venue, force):
    notice = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()]).notices.get()
    services.void_notice(notice, by=force.people["chief"], reason="单位名称有误")
    line = LogEntry.objects.get_for_object(notice).first()
    assert line.additional_data == {"verb": "作废", "reason": "单位名称有误"}
    assert line.changes["state"] == ["issued", "voided"]
    assert "version" not in line.changes


def test_start_up_fails_for_a_record_outside_the_journal(monkeypatch):
    from auditlog.registry import auditlog  # noqa: PLC0415

    monkeypatch.delitem(auditlog._registry, Venue)
    assert "baiyi.E003" in {found.id for found in run_checks(tags=["baiyi"])}


def test_start_up_fails_for_a_journaled_private_field(monkeypatch):
    from auditlog.registry import auditlog  # noqa: PLC0415

    monkeypatch.setitem(auditlog._registry, Venue, auditlog._registry[Venue] | {"exclude_fields": ["version"]})
    assert "baiyi.E004" in {found.id for found in run_checks(tags=["baiyi"])}


def test_masks():
    assert [mask_name("张三"), mask_name("欧阳小明"), mask_name(""), mask_name("李")] == ["张*", "欧***", "", "李*"]
    assert [mask_phone(PHONE), mask_phone("6688"), mask_phone("")] == ["139****5678", "**88", ""]
