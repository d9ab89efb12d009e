"""到访未查: two taps at a shut door, no inspection in any figure; the station decides about a venue that is gone."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.exchange.models import Photo
from baiyi.figures import Period
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.models import Draft
from inspections import today_tasks
from inspections.models import FailedVisit, Inspection, Venue
from inspections.services.failed_visits import retire_venue
from tests.exchange.pictures import jpeg
from tests.factories import make_inspection, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.inspections.samples import make_failed_visit


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="金帆歌厅")


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def empty(force, venue):
    """The entry page as it is opened: no item of the checklist is answered."""
    return {name: each for name, each in typed_for(venue, [force.alice]).items() if not name.startswith("item-")}


def proposed_to(person) -> list[str]:
    return [row.title for row in todo_sources.of(person, clock.today()) if row.label == "停用核实"]


@pytest.mark.parametrize("outcome", ["shut", "out_of_business", "not_found"])
def test_one_button_of_the_entry_page_records_the_visit_and_no_inspection(client, venue, empty, outcome):
    assert f'value="{outcome}"' in client.get(f"{ENTRY}?venue={venue.pk}").content.decode()
    photo = SimpleUploadedFile("a.jpg", jpeg())
    done = client.post(ENTRY, empty | {"action": outcome, "note": "敲门无人", "door-photo": photo})
    visit = FailedVisit.objects.get()
    assert done.url == f"/inspections/visits/{visit.pk}/"
    assert (visit.outcome, visit.venue, visit.note) == (outcome, venue, "敲门无人")
    assert Photo.objects.get().subject == visit
    assert not Inspection.objects.exists()
    assert "不计入检查次数" in client.get(done.url).content.decode()
    assert "敲门无人" in client.get(venue.get_absolute_url()).content.decode()


def test_same_form_again_is_one_visit_and_leads_to_the_first_result(client, venue, empty):
    form = empty | {"action": "shut"}
    first = client.post(ENTRY, form).url
    assert [client.post(ENTRY, form).url for _ in range(2)] == [first] * 2
    assert client.get(f"{ENTRY}?draft={empty['client_uuid']}").url == first
    client.post(f"{ENTRY}draft/", empty)
    assert not Draft.objects.open().exists()
    assert FailedVisit.objects.count() == 1


def test_what_was_typed_into_the_checklist_is_no_obstacle(client, venue, empty):
    assert client.post(ENTRY, empty | hazard_at(venue, description="") | {"action": "shut"}).status_code == 302
    assert FailedVisit.objects.count() == 1


@pytest.mark.parametrize("hours", [-1, 25])
def test_moment_to_come_or_of_days_ago_is_refused_and_everything_is_kept(client, venue, empty, hours):
    moment = clock.now() - dt.timedelta(hours=hours)
    told = client.post(
        ENTRY, empty | {"action": "shut", "note": "敲门无人", "inspected_at": f"{moment:%Y-%m-%dT%H:%M}"}
    )
    assert told.status_code == 422
    assert "敲门无人" in told.content.decode()
    assert not FailedVisit.objects.exists()


def test_venue_is_not_claimed_to_be_checked_and_not_asked_for_again_today(force, settings):
    settings.BAIYI_TODAY = "2022-07-18T18:00:00+08:00"
    shut, other = (make_venue(force.station, force.alice) for _ in range(2))
    make_failed_visit(force, "shut", shut)
    tasks = today_tasks.tasks_of(force.alice, on=clock.today())
    assert ([task.venue for task in tasks.waiting], tasks.total, tasks.done) == ([other], 1, 0)
    settings.BAIYI_TODAY = "2022-07-19T18:00:00+08:00"
    assert {task.venue for task in today_tasks.tasks_of(force.alice, on=clock.today()).waiting} == {shut, other}


def test_figures_of_inspections_do_not_count_it(force, venue):
    make_inspection(venue, [force.alice, force.amy])
    period = Period(clock.today(), clock.today())
    asks = [
        Ask(key, period, (force.station.pk,)) for key in ("inspections_made", "venues_inspected", "inspectors_sent")
    ]
    before = evaluate(asks)
    assert [before[each] for each in asks] == [1, 1, 2]
    for outcome in FailedVisit.Outcome.values:
        make_failed_visit(force, outcome)
    assert evaluate(asks) == before


def test_venue_that_is_gone_is_proposed_to_chief_and_clerk_until_one_decides(force, sign_in, venue):
    make_failed_visit(force, "not_found", venue)
    chief, clerk = force.people["chief"], force.people["clerk"]
    assert [proposed_to(each) for each in (chief, clerk, force.alice, force.bob)] == [
        ["核实是否停用 金帆歌厅"],
        ["核实是否停用 金帆歌厅"],
        [],
        [],
    ]
    page = sign_in(chief).get(venue.get_absolute_url()).content.decode()
    assert "请所领导或内勤核实" in page
    retire = f"{venue.get_absolute_url()}retire/"
    assert sign_in(force.alice).post(retire, {"version": venue.version, "reason": "x"}).status_code == 403
    assert sign_in(chief).post(retire, {"version": venue.version, "reason": "房屋已拆除"}).status_code == 302
    assert proposed_to(chief) == []
    assert not Venue.objects.current().filter(pk=venue.pk).exists()
    assert "已停用" in sign_in(force.alice).get(venue.get_absolute_url()).content.decode()
    assert sign_in(force.alice).get(f"{ENTRY}?venue={venue.pk}").status_code == 404


def test_shut_for_the_day_proposes_nothing_and_an_answer_or_an_inspection_ends_a_proposal(force, sign_in, venue):
    chief = force.people["chief"]
    make_failed_visit(force, "shut", venue)
    assert proposed_to(chief) == []
    make_failed_visit(force, "out_of_business", venue)
    keep = f"{venue.get_absolute_url()}keep/"
    assert keep in sign_in(chief).get(venue.get_absolute_url()).content.decode()
    assert sign_in(chief).post(keep, {"version": venue.version, "reason": "当晚营业"}).status_code == 302
    assert proposed_to(chief) == []
    make_failed_visit(force, "out_of_business", venue)
    assert proposed_to(chief) != []
    make_inspection(venue, [force.alice, force.amy])
    assert proposed_to(chief) == []


def test_wrong_tap_is_taken_back_within_ten_minutes_by_its_person_alone(client, force, sign_in, venue):
    visit = make_failed_visit(force, "not_found", venue)
    take_back = f"/inspections/visits/{visit.pk}/take-back/"
    assert sign_in(force.amy).post(take_back).status_code == 409
    assert take_back in client.get(f"/inspections/visits/{visit.pk}/").content.decode()
    assert client.post(take_back).status_code == 302
    assert proposed_to(force.people["chief"]) == []
    late = make_failed_visit(force, "shut", venue)
    FailedVisit.objects.filter(pk=late.pk).update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert client.post(f"/inspections/visits/{late.pk}/take-back/").status_code == 409


def test_venue_out_of_use_is_taken_back_into_use_with_a_reason(force, sign_in, venue):
    chief, client = force.people["chief"], sign_in(force.alice)
    retired = retire_venue(venue, version=venue.version, by=chief, reason="房屋已拆除")
    restore = f"{venue.get_absolute_url()}restore/"
    page = client.get(venue.get_absolute_url()).content.decode()
    assert restore in page
    assert "检查登记" not in page.partition("<main")[2].partition("</h1>")[2].partition("</div>")[0]
    assert restore not in sign_in(force.people["leader"]).get(venue.get_absolute_url()).content.decode()
    for who, status in (("leader", 403), ("bob", 404)):
        assert (
            sign_in(force.people[who]).post(restore, {"version": retired.version, "reason": "x"}).status_code == status
        )
    assert client.post(restore, {"version": retired.version, "reason": ""}).status_code == 422
    answer = client.post(restore, {"version": retired.version, "reason": "重新装修后开业"}, follow=True)
    assert "已恢复启用，重新列入场所台账" in answer.content.decode()
    assert Venue.objects.current().filter(pk=venue.pk, void_reason="").exists()
    line = LogEntry.objects.get_for_object(venue).first()
    assert line.additional_data == {"verb": "恢复启用", "reason": "重新装修后开业"}
    again = client.post(restore, {"version": Venue.objects.get(pk=venue.pk).version, "reason": "再开"})
    assert again.status_code == 422
    assert "没有停用" in again.content.decode()


def test_venue_whose_place_was_taken_meanwhile_stays_out_of_use(force, sign_in, venue):
    retired = retire_venue(venue, version=venue.version, by=force.people["chief"], reason="房屋已拆除")
    make_venue(force.station, force.alice, name=venue.name, address=venue.address)
    restore = f"{venue.get_absolute_url()}restore/"
    answer = sign_in(force.alice).post(restore, {"version": retired.version, "reason": "重新开业"})
    assert (answer.status_code, "已有同名同址" in answer.content.decode()) == (422, True)
    assert not Venue.objects.current().filter(pk=venue.pk).exists()
