"""Personal data in full: right, reason, a line of the journal; without the line nobody reads."""

import pytest
from auditlog.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.urls import reverse

from baiyi.journal import services as journal
from baiyi.journal.models import Reading
from baiyi.records.moves import MoveRefused
from baiyi.records.reasons import POOR
from baiyi.records.revealing import Revealed, reveal
from baiyi.records.signals import revealed
from inspections import rights
from inspections.models import Venue
from tests.factories import make_hazard, make_inspection, make_venue
from tests.journal.samples import FIELDS, REASON, read_in_full

NAME, PHONE = "欧阳测试人", "13912345678"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, head_name=NAME, head_phone=PHONE)


@pytest.fixture
def address(venue) -> str:
    return reverse("inspections:venue-reveal", args=[venue.pk])


def lines() -> int:
    return LogEntry.objects.filter(action=LogEntry.Action.ACCESS).count()


def test_fields_are_given_with_their_words_after_the_line_is_written(venue, force):
    assert read_in_full(venue, force.alice) == [Revealed("负责人", NAME), Revealed("负责人电话", PHONE)]
    assert (lines(), Reading.objects.count()) == (1, 1)


def test_fields_of_rows_that_belong_to_the_record_are_numbered(venue, force):
    for _ in range(2):
        make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    shown = reveal(venue, fields=("head_name", "inspections__note"), right=rights.REVEAL, reason=REASON, by=force.alice)
    assert [each.label for each in shown] == ["负责人", "检查1 备注", "检查2 备注"]
    assert LogEntry.objects.get(action=LogEntry.Action.ACCESS).additional_data["fields"] == [
        "head_name",
        "inspections__note",
    ]


@pytest.mark.parametrize("who", ["bob", "clerk", "office", "leader", "partner", "auditadmin"])
def test_right_is_asked_over_the_record(venue, force, who):
    with pytest.raises(PermissionDenied):
        read_in_full(venue, force.people[who])
    assert lines() == 0


def test_right_is_asked_over_the_record_as_it_is_now(venue, force):
    stale = Venue.objects.get(pk=venue.pk)
    Venue.objects.filter(pk=venue.pk).update(unit=force.other_station)
    with pytest.raises(PermissionDenied):
        read_in_full(stale, force.alice)


def test_poor_reason_is_refused_by_the_service_too(venue, force):
    with pytest.raises(MoveRefused, match=POOR):
        read_in_full(venue, force.alice, reason="工作需要")
    assert lines() == 0


def test_voided_record_gives_nothing_away(venue, force, address, sign_in):
    Venue.objects.filter(pk=venue.pk).update(voided_at=venue.created_at)
    with pytest.raises(MoveRefused, match="已作废，不再提供"):
        read_in_full(venue, force.alice)
    response = sign_in(force.alice).post(address, {"reason": REASON})
    assert response.status_code == 422
    assert "已作废，不再提供完整的个人信息" in response.content.decode()
    assert lines() == 0


@pytest.mark.parametrize("broken", ["save", "create"])
def test_nobody_reads_when_the_line_cannot_be_written(venue, force, sign_in, address, monkeypatch, broken):
    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(*{"save": (LogEntry, "save"), "create": (type(Reading.objects), "create")}[broken], fail)
    with pytest.raises(DatabaseError):
        read_in_full(venue, force.alice)
    client = sign_in(force.alice)
    client.raise_request_exception = False
    response = client.post(address, {"reason": REASON})
    assert response.status_code == 500
    assert NAME not in response.content.decode()
    monkeypatch.undo()
    assert (lines(), Reading.objects.count()) == (0, 0)


def test_nobody_reads_when_nobody_writes_lines(venue, force, monkeypatch):
    monkeypatch.setattr(revealed, "receivers", [])
    revealed.sender_receivers_cache.clear()
    with pytest.raises(RuntimeError):
        read_in_full(venue, force.alice)
    revealed.sender_receivers_cache.clear()


def test_second_receiver_that_fails_takes_the_line_back(venue, force):
    def fail(**kwargs):
        raise RuntimeError("too late")

    revealed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            read_in_full(venue, force.alice)
    finally:
        revealed.disconnect(fail)
    assert (lines(), Reading.objects.count()) == (0, 0)


def test_what_was_revealed_stands_in_the_answer_alone(venue, force, sign_in, address):
    client = sign_in(force.alice)
    response = client.post(address, {"reason": REASON})
    assert response.status_code == 200
    assert NAME in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "Location" not in response
    assert NAME not in str([each.get_decoded() for each in Session.objects.all()])
    assert NAME not in str(dict(client.session))
    for again in (client.get(address), client.get(venue.get_absolute_url())):
        assert NAME not in again.content.decode()
        assert "no-store" in again["Cache-Control"]
    assert lines() == 1


def test_address_cannot_give_the_reason(force, sign_in, address):
    response = sign_in(force.alice).get(address, {"reason": REASON})
    assert NAME not in response.content.decode()
    assert lines() == 0


@pytest.mark.parametrize("typed", ["工作需要", "核对通知书签收人身份000000 20100101 0018"])
def test_refused_reason_is_kept_and_explained(force, sign_in, address, typed):
    response = sign_in(force.alice).post(address, {"reason": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert f">\n{typed}</textarea>" in page
    assert response.context["form"].errors["reason"][0] in page
    assert "已填内容都还在" in page
    assert NAME not in page
    assert lines() == 0


def test_each_reading_is_a_line(force, sign_in, address):
    client = sign_in(force.alice)
    for _ in range(2):
        client.post(address, {"reason": REASON})
    assert (lines(), Reading.objects.count()) == (2, 2)


def test_page_of_a_record_shows_its_personal_fields_masked_and_leads_there_who_may(venue, force, sign_in, address):
    for who, leads in (("alice", True), ("clerk", False)):
        page = sign_in(force.people[who]).get(venue.get_absolute_url()).content.decode()
        assert ("欧****" in page, "139****5678" in page, address in page) == (True, True, leads)
        assert NAME not in page


def test_line_says_whose_data_it_was_and_where_the_reader_works(venue, force):
    journal.log_access(venue, by=force.bob, fields=FIELDS, reason=REASON)
    row = Reading.objects.select_related("entry").get()
    assert (row.unit, row.reader_unit) == (force.station, force.other_station)
    assert row.at == row.entry.timestamp
