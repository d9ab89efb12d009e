"""At once: five identical submissions, fifty stations asking for numbers, two officers at one notice. Real threads and
connections.
"""

import threading
import uuid

import pytest
from django.db import connections

from baiyi.exchange.models import DocumentNumber
from baiyi.exchange.numbers import reserve_number
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from inspections import services
from inspections.models import Hazard, Inspection, RectificationNotice
from inspections.models.delivery import Proof
from tests.conftest import REPEAT
from tests.factories import make_force, make_hazard, make_inspection, make_unit, make_venue

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]


def at_once(jobs) -> list:
    """Run the jobs in threads that start together; returns what each returned or raised."""
    gate, found = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        gate.wait()
        try:
            found[place] = job()
        except Exception as error:  # the caller looks at what was raised
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def facts_for(venue, pair):
    reported = make_hazard()
    basis = venue.category.bases.get()
    notice = services.NoticeFacts(
        basis=basis,
        recipient_name=venue.name,
        content="隐患",
        delivery="in_person",
        proof=Proof(receiver_name="王签收"),
    )
    return services.InspectionFacts(
        venue=venue, inspected_at=clock.now(), inspectors=pair, hazards=[reported], notice=notice
    )


@pytest.mark.slow
@pytest.mark.parametrize("run", range(REPEAT))
def test_five_identical_submissions_make_one_inspection_and_one_number(run):
    force = make_force()
    facts, form = facts_for(make_venue(force.station, force.alice), [force.alice, force.amy]), uuid.uuid4()
    found = at_once([lambda: services.record_inspection(facts, by=force.alice, client_uuid=form).pk] * 5)
    assert len(set(found)) == 1, found
    assert isinstance(found[0], int), found
    counts = [model.objects.count() for model in (Inspection, Hazard, RectificationNotice, DocumentNumber)]
    assert counts == [1, 1, 1, 1]


@pytest.mark.slow
@pytest.mark.parametrize("run", range(REPEAT))
def test_fifty_stations_asking_at_once_get_fifty_numbers(run):
    """All of one issuing organ: the same counter row."""
    force = make_force()
    stations = [make_unit(parent=force.branch) for _ in range(50)]
    asked = {"document_type": "by_date", "character": "限", "on": clock.today(), "by": force.alice}
    found = at_once(
        [lambda: reserve_number(organ=force.branch, reserved_for=uuid.uuid4(), **asked).number for _ in stations]
    )
    assert sorted(found) == list(range(1, 51))


def test_fifty_askers_of_one_form_get_one_number():
    force, form = make_force(), uuid.uuid4()
    asked = {
        "document_type": "by_date",
        "character": "限",
        "on": clock.today(),
        "by": force.alice,
        "reserved_for": form,
    }
    found = at_once([lambda: reserve_number(organ=force.branch, **asked).number] * 20)
    assert set(found) == {1}
    assert DocumentNumber.objects.count() == 1


def test_rolled_back_inspection_leaves_no_gap(monkeypatch):
    force = make_force()
    venue, pair = make_venue(force.station, force.alice), [force.alice, force.amy]
    with monkeypatch.context() as broken:
        broken.setattr("inspections.services.recording._save_hazard", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.record_inspection(facts_for(venue, pair), by=force.alice, client_uuid=uuid.uuid4())
    assert [Inspection.objects.count(), DocumentNumber.objects.count()] == [0, 0]
    services.record_inspection(facts_for(venue, pair), by=force.alice, client_uuid=uuid.uuid4())
    assert DocumentNumber.objects.get().number == 1


def test_two_officers_issue_one_draft_and_one_is_told():
    force = make_force()
    venue = make_venue(force.station, force.alice)
    draft = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()], issue_now=False).notices.get()
    found = at_once([lambda: services.issue_notice(draft, by=force.alice, version=draft.version)] * 2)
    refused = [each for each in found if isinstance(each, MoveRefused | StaleRecord)]
    assert len(refused) == 1, found
    assert DocumentNumber.objects.count() == 1
    assert RectificationNotice.objects.get().state == "issued"


def test_readers_then_writers_never_find_the_database_locked():
    """SQLite without IMMEDIATE transactions fails this at once; eight writers, ten saves each."""
    force = make_force()
    venue = make_venue(force.station, force.alice)

    def write():
        for _ in range(10):
            make_inspection(venue, [force.alice, force.amy])

    found = at_once([write] * 8)
    assert found == [None] * 8
    assert Inspection.objects.count() == 80
