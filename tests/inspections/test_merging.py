"""Two venues that are one: merged, counted once, found from everywhere, and taken back exactly."""

import datetime as dt
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.drafts import save_draft
from baiyi.records.moves import MoveRefused, StaleRecord
from inspections import services
from inspections.models import Hazard, Inspection, MergedRow, RectificationNotice, SweepVenue, Venue, VenueMerge
from inspections.services.failed_visits import record_failed_visit, retire_venue
from inspections.services.merging import merge_venues, moved_words, undo_merge, words_since
from inspections.services.sweeps.venues import assign_venues
from inspections.services.venues import restore_venue
from tests.factories import make_hazard, make_inspection, make_user, make_venue
from tests.inspections.entry_form import ENTRY
from tests.inspections.samples import make_group

FIGURES = ("venues_inspected", "inspections_made", "hazards_found", "notices_issued", "venues_kept")


@pytest.fixture
def chief(force):
    return force.people["chief"]


@pytest.fixture
def pair(force) -> tuple[Venue, Venue]:
    """Both inspected, with a hazard and a notice each."""
    venues = [make_venue(force.station, force.alice) for _ in range(2)]
    for venue in venues:
        make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    return tuple(Venue.objects.get(pk=venue.pk) for venue in venues)


def fresh(venue: Venue) -> Venue:
    return Venue.objects.get(pk=venue.pk)


def merge(merged: Venue, kept: Venue, by) -> VenueMerge:
    return merge_venues(fresh(merged), into=fresh(kept), by=by, version=fresh(merged).version, reason="重复登记")


def undo(merged: Venue, by) -> VenueMerge:
    return undo_merge(fresh(merged), by=by, version=fresh(merged).version, reason="并错了")


def figures(force) -> dict[str, int]:
    period = Period(clock.today() - dt.timedelta(30), clock.today())
    units = [unit.pk for unit in force.people["leader"].units()]
    return values(FIGURES, period=period, unit_ids=units)


def places() -> dict[tuple, int]:
    models = (Inspection, Hazard, RectificationNotice, SweepVenue)
    return {(model.__name__, row.pk): row.venue_id for model in models for row in model.objects.all()}


def test_history_moves_and_the_venue_is_counted_once(force, chief, pair):
    second, first = pair
    before = figures(force)
    done = merge(second, first, chief)
    after = figures(force)
    assert after == before | {
        "venues_inspected": before["venues_inspected"] - 1,
        "venues_kept": before["venues_kept"] - 1,
    }
    assert first.inspections.count() == 2
    assert second.inspections.count() == second.hazards.count() == second.notices.count() == 0
    assert moved_words(done) == "1 次检查、1 处隐患、1 份通知书"


def test_undo_returns_exactly_the_rows_that_moved(force, chief, pair):
    second, first = pair
    before, known = places(), figures(force)
    merge(second, first, chief)
    undo(second, chief)
    assert places() == before
    assert figures(force) == known
    assert fresh(second).voided_at is None
    assert fresh(second).merged_into is None


def test_work_since_the_merge_stays_and_is_told(force, chief, pair, sign_in):
    second, first = pair
    merge(second, first, chief)
    new = make_inspection(fresh(first), [force.alice, force.amy])
    page = sign_in(chief).get(reverse("inspections:venue-unmerge", args=[second.pk])).content.decode()
    assert "1 次检查 留在" in page
    done = undo(second, chief)
    assert Inspection.objects.get(pk=new.pk).venue_id == first.pk
    assert second.inspections.count() == 1
    assert words_since(done) == "1 次检查"


def test_page_of_the_merged_one_answers_and_points_to_the_other(force, chief, pair, sign_in):
    second, first = pair
    merge(second, first, chief)
    client = sign_in(chief)
    page = client.get(second.get_absolute_url()).content.decode()
    assert "已并入" in page
    assert first.get_absolute_url() in page
    assert "撤销合并" in page
    assert "恢复启用" not in page
    shown = client.get(first.get_absolute_url()).content.decode()
    assert second.get_absolute_url() in shown
    rows = client.get(reverse("inspections:venue-list")).content.decode()
    assert first.name in rows
    assert second.name not in rows


def test_entry_at_the_merged_one_is_that_of_the_other(force, chief, pair, sign_in):
    second, first = pair
    merge(second, first, chief)
    answer = sign_in(force.alice).get(f"{ENTRY}?venue={second.pk}")
    assert answer.status_code == 302
    assert answer.url == f"{ENTRY}?venue={first.pk}"
    with pytest.raises(MoveRefused, match="请在那里登记"):
        make_inspection(fresh(second), [force.alice, force.amy])
    facts = {"outcome": "shut", "visited_at": clock.now(), "client_uuid": uuid.uuid4()}
    with pytest.raises(MoveRefused, match="请在那里登记"):
        record_failed_visit(fresh(second), by=force.alice, **facts)


def test_codes_of_both_open_the_one_that_stays(force, chief, pair, sign_in):
    second, first = pair
    code = second.codes.live().get()
    merge(second, first, chief)
    client = sign_in(force.alice)
    answer = client.get(reverse("inspections:code-open", args=[code.token]))
    assert answer.url == f"{ENTRY}?venue={first.pk}"
    found = client.get(reverse("inspections:venue-list"), {"q": code.short_code}).content.decode()
    assert first.name in found
    undo(second, chief)
    assert client.get(reverse("inspections:code-open", args=[code.token])).url == f"{ENTRY}?venue={second.pk}"


def test_chain_is_followed_and_undone_from_its_end(force, chief, pair, sign_in):
    second, first = pair
    third = make_venue(force.station, force.alice)
    before = places()
    merge(second, first, chief)
    merge(first, third, chief)
    assert third.inspections.count() == 2
    code = second.codes.live().get()
    answer = sign_in(force.alice).get(reverse("inspections:code-open", args=[code.token]))
    assert answer.url == f"{ENTRY}?venue={third.pk}"
    with pytest.raises(MoveRefused, match="请先撤销那一次"):
        undo(second, chief)
    undo(first, chief)
    undo(second, chief)
    assert places() == before


def test_place_on_the_list_of_a_sweep_goes_along_or_is_taken_off(force, chief, pair):
    second, first = pair
    group = make_group(force)
    office = force.people["office"]
    assign_venues(group, Venue.objects.filter(pk__in=[first.pk, second.pk]), by=office)
    other = make_group(force)
    assign_venues(other, Venue.objects.filter(pk=second.pk), by=office)
    before = places()
    merge(second, first, chief)
    lists = SweepVenue.objects.current()
    assert lists.filter(operation=group.operation, venue=first).count() == 1
    assert lists.filter(operation=other.operation, venue=first).count() == 1
    assert not lists.filter(venue=second).exists()
    undo(second, chief)
    assert places() == before
    assert lists.filter(venue=second).count() == 2


def test_marks_of_suspicion_go_and_come_back(force, chief, pair):
    second, first = pair
    Venue.objects.filter(pk=first.pk).update(is_suspected=True, name="同名店", address="同一路1号")
    Venue.objects.filter(pk=second.pk).update(is_suspected=True, name="同名店", address="同一路１号")
    for venue in (fresh(first), fresh(second)):
        venue.save()
    merge(second, first, chief)
    assert not fresh(first).is_suspected
    undo(second, chief)
    assert fresh(first).is_suspected
    assert fresh(second).is_suspected


def test_every_line_is_in_the_journal(force, chief, pair):
    second, first = pair
    with acting(chief):
        merge(second, first, chief)
        undo(second, chief)
    for row, count in ((second.inspections.get(), 2), (first, 2), (second, 2)):
        lines = LogEntry.objects.filter(content_type__model=row._meta.model_name, object_id=row.pk, actor=chief)
        said = [line for line in lines if "并" in line.additional_data["verb"]]
        assert len(said) == count, [line.additional_data for line in lines]


@pytest.mark.parametrize("what", ["merged", "retired", "into_merged", "itself", "drafts"])
def test_what_makes_no_sense_is_refused_in_words(force, chief, pair, what):
    second, first = pair
    third = make_venue(force.station, force.alice)
    words = {
        "merged": "已经并入",
        "retired": "已停用",
        "into_merged": "已经并入",
        "itself": "不能并入自己",
        "drafts": "草稿",
    }
    if what == "merged":
        merge(second, third, chief)
    elif what == "retired":
        retire_venue(first, version=first.version, by=chief, reason="拆除")
    elif what == "into_merged":
        merge(first, third, chief)
    elif what == "drafts":
        facts = {"kind": services.DRAFT, "payload": {}, "label": second.name, "subject_id": second.pk}
        save_draft(by=force.alice, client_uuid=uuid.uuid4(), **facts)
    before = places()
    with pytest.raises(MoveRefused, match=words[what]):
        merge(second, second if what == "itself" else first, chief)
    assert places() == before


def test_stale_versions_are_refused(force, chief, pair):
    second, first = pair
    with pytest.raises(StaleRecord):
        merge_venues(second, into=first, by=chief, version=second.version + 1, reason="x")
    facts = {"version": second.version, "into_version": first.version + 1}
    with pytest.raises(StaleRecord):
        merge_venues(second, into=first, by=chief, reason="x", **facts)


def test_merge_across_stations_needs_the_right_at_both(force, chief, pair, sign_in):
    _second, first = pair
    bobs = [force.bob, make_user("ben", force.other_station)]
    foreign = make_venue(force.other_station, force.bob)
    make_inspection(foreign, bobs, hazards=[make_hazard()])
    with pytest.raises(Exception, match="merge_venues"):
        merge(foreign, first, chief)
    address = reverse("inspections:venue-merge", args=[first.pk, foreign.pk])
    assert sign_in(chief).get(address).status_code == 404
    merge(foreign, first, force.people["office"])
    hazard = Hazard.objects.get(unit=force.other_station)
    page = sign_in(force.bob).get(hazard.get_absolute_url())
    assert page.status_code == 200
    assert first.get_absolute_url() not in page.content.decode()  # a link that would lead nowhere
    shown = sign_in(force.bob).get(foreign.get_absolute_url()).content.decode()
    assert "已并入" in shown
    assert first.get_absolute_url() not in shown


@pytest.mark.parametrize("name", ["leader", "supervisor", "alice"])
def test_roles_without_the_right_are_refused(force, pair, sign_in, name):
    second, first = pair
    client = sign_in(force.people[name])
    assert "合并重复" not in client.get(first.get_absolute_url()).content.decode()
    for address in ("venue-doubles", "venue-unmerge"):
        assert client.get(reverse(f"inspections:{address}", args=[first.pk])).status_code == 403
    with pytest.raises(Exception, match="merge_venues"):
        merge(second, first, force.people[name])


def test_merged_one_cannot_be_put_into_use_as_a_retired_one(force, chief, pair):
    second, first = pair
    merge(second, first, chief)
    with pytest.raises(MoveRefused, match="撤销合并"):
        restore_venue(fresh(second), version=fresh(second).version, by=chief, reason="误停")


def test_undo_is_refused_when_another_stands_in_its_place_or_twice(force, chief, pair):
    second, first = pair
    merge(second, first, chief)
    other = make_venue(force.station, force.alice, name=second.name, address=second.address)
    with pytest.raises(MoveRefused, match="同名同址"):
        undo(second, chief)
    Venue.objects.filter(pk=other.pk).update(name="另一家")
    undo(second, chief)
    with pytest.raises(MoveRefused, match="没有并入"):
        undo(second, chief)


def test_pages_lead_from_the_venue_to_the_merge(force, chief, sign_in):
    first = make_venue(force.station, force.alice, name="老王烧烤", address="文庙路9号")
    second = make_venue(force.station, force.alice, name="老王 烧烤", address="文庙路九号")
    make_inspection(first, [force.alice, force.amy])
    client = sign_in(chief)
    assert (
        reverse("inspections:venue-doubles", args=[first.pk]) in client.get(first.get_absolute_url()).content.decode()
    )
    page = client.get(reverse("inspections:venue-doubles", args=[first.pk])).content.decode()
    address = reverse("inspections:venue-merge", args=[first.pk, second.pk])
    assert address in page
    form = client.get(address).context["form"]
    assert form["keep"].value() == first.pk
    typed = {"keep": first.pk, "reason": "重复登记", "version": first.version, "other_version": second.version}
    answer = client.post(address, typed)
    assert answer.url == first.get_absolute_url()
    assert fresh(second).merged_into_id == first.pk
    assert client.post(address, typed).status_code in {302, 409, 422}
    assert VenueMerge.objects.count() == 1


def test_search_finds_others_and_keeps_strange_words(force, chief, sign_in, pair):
    second, first = pair
    client = sign_in(chief)
    address = reverse("inspections:venue-doubles", args=[first.pk])
    assert second.name in client.get(address, {"q": second.name}).content.decode()
    for words in ("<script>", "%"):
        assert client.get(address, {"q": words}).status_code == 200
    for words in ("x" * 500, "甲\0乙", ""):
        assert client.get(address, {"q": words}).status_code == 422
    assert client.get(f"/inspections/venues/{first.pk}/doubles/{2**70}/").status_code == 404
    assert client.get(f"/inspections/venues/{2**70}/doubles/").status_code == 404


def test_pages_do_not_grow_with_rows(force, chief, pair, sign_in, django_assert_max_num_queries):
    second, first = pair
    for _ in range(3):
        merge(make_venue(force.station, force.alice), first, chief)
    client = sign_in(chief)
    client.get(first.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(first.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(reverse("inspections:venue-merge", args=[first.pk, second.pk]))
    with django_assert_max_num_queries(8):
        client.get(reverse("inspections:venue-doubles", args=[first.pk]))


def test_rows_of_a_merge_are_kept_as_they_were(force, chief, pair):
    second, first = pair
    done = merge(second, first, chief)
    assert MergedRow.objects.filter(merge=done).count() == 3
