"""个人信息查看记录: what the head of a unit sees of who read personal data, and what not."""

import datetime as dt
import importlib

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.accounts.models import Posting
from baiyi.accounts.roles import Role
from baiyi.accounts.services import post
from baiyi.journal.models import Reading, monday_of
from baiyi.journal.readings import label_of
from baiyi.journal.services import log_access
from baiyi.records import clock
from inspections.models import Venue
from tests.factories import make_unit, make_user, make_venue
from tests.factories.people import LONG_AGO
from tests.journal.samples import FIELDS, REASON, read_in_full

PAGE = reverse("journal:reading-list")
NAME = "欧阳测试人"
LIST_LIMIT = 8


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="星河歌舞厅", head_name=NAME)


@pytest.fixture
def other_venue(force):
    return make_venue(force.other_station, force.bob, name="西街网吧")


@pytest.fixture
def west_chief(force):
    return make_user("wchief", force.other_station, Role.CHIEF)


def page(client, **asked) -> str:
    return client.get(PAGE, asked).content.decode()


def rows(client, **asked) -> list[str]:
    """Readers of the rows, newest first."""
    response = client.get(PAGE, asked)
    return [row.record.entry.actor.username for row in response.context["table"].page.object_list]


def test_chief_reads_who_when_what_and_why(venue, force, sign_in):
    read_in_full(venue, force.alice)
    said = page(sign_in(force.people["chief"]))
    for word in (
        "人员alice",
        "星河歌舞厅",
        venue.get_absolute_url(),
        "负责人、负责人电话",
        REASON,
        f"{clock.today():%Y-%m-%d}",
    ):
        assert word in said
    assert NAME not in said


def test_chief_sees_his_records_and_his_people_and_nobody_else(venue, other_venue, force, sign_in, west_chief):
    read_in_full(venue, force.alice)
    log_access(venue, by=force.bob, fields=FIELDS, reason="别所的人看了本所的场所")
    log_access(other_venue, by=force.amy, fields=FIELDS, reason="本所的人看了别所的场所")
    read_in_full(other_venue, force.bob)
    assert rows(sign_in(force.people["chief"])) == ["amy", "bob", "alice"]
    assert rows(sign_in(west_chief)) == ["bob", "amy", "bob"]
    assert rows(sign_in(force.people["leader"])) == ["bob", "amy", "bob", "alice"]


def test_record_of_another_unit_has_no_name_and_no_link(other_venue, force, sign_in):
    log_access(other_venue, by=force.amy, fields=FIELDS, reason=REASON)
    said = page(sign_in(force.people["chief"]))
    assert "西街网吧" not in said
    assert other_venue.get_absolute_url() not in said
    assert f"场所 {other_venue.pk}" in said


def test_audit_administrator_sees_every_line_and_no_name_of_a_record(venue, other_venue, force, sign_in):
    read_in_full(venue, force.alice)
    read_in_full(other_venue, force.bob)
    said = page(sign_in(force.people["auditadmin"]))
    assert said.count(REASON) == 2
    assert "星河歌舞厅" not in said
    assert venue.get_absolute_url() not in said


@pytest.mark.parametrize("who", ["alice", "clerk", "office", "supervisor", "partner", "sysadmin", "secadmin"])
def test_nobody_else_opens_the_page(force, sign_in, who):
    assert sign_in(force.people[who]).get(PAGE).status_code == 403


def test_chief_elsewhere_sees_nothing_of_where_he_is_an_officer(venue, other_venue, force, sign_in, west_chief):
    post(user=west_chief, unit=force.station, role=Role.OFFICER, starts_on=LONG_AGO)
    read_in_full(venue, force.alice)
    read_in_full(other_venue, force.bob)
    assert rows(sign_in(west_chief)) == ["bob"]


def test_posts_below_a_station_belong_to_its_chief(force, sign_in):
    below = make_unit("东街警务室", kind="post", parent=force.station)
    carl = make_user("carl", below, Role.OFFICER)
    read_in_full(make_venue(below, carl), carl)
    assert rows(sign_in(force.people["chief"])) == ["carl"]


def test_record_or_person_that_moves_takes_no_reading_along(venue, force, sign_in, west_chief):
    read_in_full(venue, force.alice)
    Venue.objects.filter(pk=venue.pk).update(unit=force.other_station)
    Posting.objects.filter(user=force.alice).update(unit=force.other_station)
    assert rows(sign_in(west_chief)) == []
    assert rows(sign_in(force.people["chief"])) == ["alice"]


def test_week_runs_from_monday_to_sunday(venue, force, sign_in):
    monday = monday_of(clock.today())
    for by, day, time in (
        (force.alice, monday, dt.time()),
        (force.amy, monday - dt.timedelta(days=1), dt.time(23, 59, 59)),
        (force.people["chief"], monday + dt.timedelta(days=6), dt.time(23, 59, 59)),
    ):
        read_in_full(venue, by)
        moment = dt.datetime.combine(day, time, clock.now().tzinfo)
        Reading.objects.filter(entry__actor=by).update(at=moment)
    chief = sign_in(force.people["chief"])
    for day in (monday, monday + dt.timedelta(days=3), monday + dt.timedelta(days=6)):
        assert rows(chief, week=str(day)) == ["chief", "alice"]
    assert rows(chief, week=str(monday - dt.timedelta(days=7))) == ["amy"]


def test_readings_of_one_person_are_found_by_name_or_account(venue, force, sign_in):
    for by in (force.alice, force.amy):
        read_in_full(venue, by)
    chief = sign_in(force.people["chief"])
    assert rows(chief, reader="员al") == ["alice"]
    assert rows(chief, reader="amy") == ["amy"]
    assert rows(chief, reader="无此人") == []


@pytest.mark.parametrize("week", ["0001-01-01", "0001-01-03", "9999-12-31", "2026-13-01", "x", "9" * 300])
@pytest.mark.parametrize("who", ["chief", "auditadmin"])
def test_week_that_makes_no_sense_is_an_answer(venue, force, sign_in, who, week):
    read_in_full(venue, force.alice)
    assert sign_in(force.people[who]).get(PAGE, {"week": week}).status_code == 200


@pytest.mark.parametrize("who", ["chief", "leader", "auditadmin"])
def test_page_costs_the_same_for_one_reading_and_for_many(venue, other_venue, force, sign_in, who):
    client, spent = sign_in(force.people[who]), []
    read_in_full(venue, force.alice)
    for more in (0, 30):
        for number in range(more):
            log_access(
                [venue, other_venue][number % 2], by=[force.alice, force.bob][number % 2], fields=FIELDS, reason="x"
            )
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as spoken:
            client.get(PAGE)
        spent.append(len(spoken))
    assert spent[0] == spent[1] <= LIST_LIMIT


def test_page_is_paged_and_sorted(venue, force, sign_in):
    for _ in range(45):
        log_access(venue, by=force.alice, fields=FIELDS, reason=REASON)
    chief = sign_in(force.people["chief"])
    assert [len(rows(chief, page=number)) for number in (1, 2, 3)] == [20, 20, 5]
    for key in ("at", "-at", "reader", "reader_unit"):
        assert chief.get(PAGE, {"sort": key}).status_code == 200


def test_menu_leads_there_who_may(force, sign_in):
    for who, leads in (("chief", True), ("leader", True), ("auditadmin", True), ("alice", False)):
        assert (f'href="{PAGE}"' in sign_in(force.people[who]).get("/me/").content.decode()) is leads


def test_fields_have_their_words_also_when_they_are_gone():
    assert label_of(Venue, "head_phone") == "负责人电话"
    assert label_of(Venue, "inspections__note") == "备注"
    assert label_of(Venue, "former") == "former"
    assert label_of(None, "head_phone") == "head_phone"


def test_line_that_is_deleted_takes_its_reading_along(venue, force):
    read_in_full(venue, force.alice)
    LogEntry.objects.filter(action=LogEntry.Action.ACCESS).delete()
    assert not Reading.objects.exists()


def test_lines_of_before_are_taken_along_by_the_migration(venue, other_venue, force, monkeypatch):
    read_in_full(venue, force.alice)
    log_access(other_venue, by=force.amy, fields=FIELDS, reason=REASON)
    log_access(force.alice, by=force.people["sysadmin"], fields=["name"], reason=REASON)  # of no unit
    Posting.objects.filter(user=force.amy).update(ends_on=clock.today() - dt.timedelta(days=1))
    before = set(Reading.objects.values_list("entry", "unit", "at"))
    Reading.objects.all().delete()
    migration = importlib.import_module("baiyi.journal.migrations.0001_readings")
    monkeypatch.setattr(migration, "CHUNK", 2)
    migration.take_along(apps, None)
    assert set(Reading.objects.values_list("entry", "unit", "at")) == before
    assert list(Reading.objects.order_by("pk").values_list("reader_unit", flat=True)) == [
        force.station.pk,
        None,
        force.branch.pk,
    ]


def test_line_and_reading_are_written_together_or_not_at_all(venue, force, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(type(Reading.objects), "create", fail)
    with pytest.raises(RuntimeError):
        log_access(venue, by=force.alice, fields=FIELDS, reason=REASON)
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()
