"""Waters and their 四个一: a defect is repaired by a day, re-checked by somebody else by another, and again."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines.models import Deadline
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, available_moves
from prevention.models import Facility, FacilityDefect, Water
from prevention.services import waters as services
from prevention.views.waters.defects import DEFECTS
from prevention.views.waters.waters import WATERS
from tests.prevention.samples_waters import (
    make_defect,
    make_device,
    make_water,
    mended_defect,
)

ONE_DAY = dt.timedelta(days=1)
MENDERS = {"office", "chief", "clerk", "alice", "amy"}
WHO = {"mend": MENDERS, "settle": MENDERS, "fail": MENDERS, "void": {"office", "chief", "clerk"}}
FACTS = {"mend": {"repair": "换新"}, "settle": {"check_note": "完好"}, "fail": {"check_note": "仍坏"}}
VERBS = {"mend": services.mend_defect, "settle": services.settle_defect, "fail": services.fail_defect}


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def act(name: str, defect: FacilityDefect, by, *, on=None, **facts) -> FacilityDefect:
    facts = FACTS[name] | {"on": on or clock.today()} | facts
    return VERBS[name](defect, by=by, version=fresh(defect).version, **facts)


def open_terms(defect: FacilityDefect) -> dict[str, str]:
    return {each.kind: f"{each.due_on}" for each in Deadline.objects.about(FacilityDefect).open()}


# Rounds


def test_each_round_has_a_deadline_of_its_own(force, settings):
    defect = make_defect(force, found_on=clock.today() - ONE_DAY)
    assert open_terms(defect) == {"facility_repair": "2026-06-12"}
    act("mend", defect, force.alice)
    assert open_terms(defect) == {"facility_recheck": "2026-06-12"}
    settings.BAIYI_TODAY = "2026-06-11T10:00:00+08:00"
    act("fail", defect, force.amy)
    assert open_terms(defect) == {"facility_repair": "2026-06-15"}  # from a Sunday to Monday
    act("mend", defect, force.amy)
    act("settle", defect, force.alice)
    closed = fresh(defect)
    assert (closed.state, closed.rounds, closed.closed_on) == ("closed", 2, clock.today())
    assert open_terms(defect) == {}
    assert Deadline.objects.about(FacilityDefect).count() == 4


def test_whoever_repaired_does_not_recheck(force, sign_in):
    defect = mended_defect(force, by=force.alice)
    for name in ("settle", "fail"):
        with pytest.raises(MoveRefused, match="须由登记整改以外的人"):
            act(name, defect, force.alice)
    address = DEFECTS.url("settle", defect.pk)
    assert address not in sign_in(force.alice).get(defect.get_absolute_url()).content.decode()
    assert address in sign_in(force.amy).get(defect.get_absolute_url()).content.decode()


def test_late_repair_is_the_one_overdue_of_the_platform(force, settings, sign_in):
    defect = make_defect(force)
    assert not FacilityDefect.objects.overdue(clock.today()).exists()
    settings.BAIYI_TODAY = "2026-06-18T10:00:00+08:00"
    assert FacilityDefect.objects.overdue(clock.today()).get() == defect
    page = sign_in(force.people["chief"]).get(f"{DEFECTS.url('list')}?tab=overdue").content.decode()
    assert "超期" in page
    assert defect.get_absolute_url() in page
    waits = {name: [each.url for each in todo_sources.of(user, clock.today())] for name, user in force.people.items()}
    assert {name for name, urls in waits.items() if defect.get_absolute_url() in urls} == MENDERS


def test_days_are_in_order(force):
    defect = make_defect(force, found_on=clock.today())
    with pytest.raises(MoveRefused, match="设施整改日不能早于"):
        act("mend", defect, force.alice, on=clock.today() - ONE_DAY)
    act("mend", defect, force.alice)
    with pytest.raises(MoveRefused, match="复核日不能早于"):
        act("settle", defect, force.amy, on=clock.today() - ONE_DAY)


def test_the_same_defect_is_open_once_and_may_come_again(force):
    defect = make_defect(force)
    with pytest.raises(MoveRefused, match="已经在办（待修），没有重复登记"):
        make_defect(force, defect.water)
    make_defect(force, defect.water, fault="missing")
    act("mend", defect, force.alice)
    act("settle", defect, force.amy)
    assert make_defect(force, defect.water).pk != defect.pk


def test_condition_is_asked_of_the_defects(force):
    defect = make_defect(force)
    ring = Facility.objects.with_fault().get(pk=defect.facility_id)
    assert (ring.fault, ring.fault_lamp.text) == ("damaged", "损坏")
    assert Water.objects.with_defects().get(pk=defect.water_id).open_defects == 1
    act("mend", defect, force.alice)
    act("settle", defect, force.amy)
    assert Facility.objects.with_fault().get(pk=defect.facility_id).fault_lamp.text == "完好"


@pytest.mark.parametrize("state", ["open", "repaired", "closed", "voided"])
def test_each_role_makes_its_moves_and_no_other(force, state):
    """State × move × role; each is tried and taken back."""
    defect = mended_defect(force, by=force.people["office"]) if state in {"repaired", "closed"} else make_defect(force)
    if state == "closed":
        act("settle", defect, force.alice)
    if state == "voided":
        DEFECTS.moves_as_steps["void"].verb(defect, by=force.people["chief"], reason="录错", version=1)
    possible = {"open": {"mend", "void"}, "repaired": {"settle", "fail", "void"}, "closed": {"void"}}.get(state, set())
    for name, person in force.people.items():
        made = {each for each in WHO if is_made(defect, each, person)}
        wanted = {each for each in possible if name in WHO[each]}
        if name == "office":  # repaired it
            wanted -= {"settle", "fail"}
        assert made == wanted, name
        if made:
            assert made <= {each.name for each in available_moves(fresh(defect), person)}


def is_made(defect: FacilityDefect, name: str, by) -> bool:
    with transaction.atomic():
        try:
            with transaction.atomic():
                if name == "void":
                    DEFECTS.moves_as_steps[name].verb(defect, by=by, reason="录错", version=fresh(defect).version)
                else:
                    act(name, defect, by)
        except (MoveRefused, PermissionDenied):
            return False
        transaction.set_rollback(True)
    return True


# The register


def test_number_of_a_water_is_given_once(force):
    known = make_water(force)
    with pytest.raises(MoveRefused, match=f"水域编号 {known.number} 已经有了"):
        make_water(force, number=known.number)


def test_water_with_something_open_is_not_voided(force):
    facts = {"by": force.people["office"], "reason": "重复"}
    defect = make_defect(force)
    with pytest.raises(MoveRefused, match="没销号的设施缺损"):
        services.void_water(defect.water, version=fresh(defect.water).version, **facts)
    device = make_device(force)
    with pytest.raises(MoveRefused, match="在用的预警设备"):
        services.void_water(device.water, version=device.water.version, **facts)


def test_pieces_are_set_and_shown(force, sign_in):
    water = make_water(force)
    client = sign_in(force.people["chief"])
    form = {"version": "1", "sign": "２", "ring": "4", "rope": "", "pole": "1"}
    assert client.post(WATERS.url("facilities", water.pk), form).status_code == 302
    assert dict(water.facilities.values_list("kind", "pieces")) == {"sign": 2, "ring": 4, "rope": 0, "pole": 1}
    shown = client.get(WATERS.url("facilities", water.pk)).context["form"]
    assert (shown["ring"].value(), shown["rope"].value()) == (4, 0)


@pytest.mark.parametrize("typed", [{"ring": "-1"}, {"ring": "99999999999999999999"}, {"ring": "很多"}])
def test_absurd_pieces_are_refused_with_words(force, sign_in, typed):
    water = make_water(force)
    answer = sign_in(force.people["chief"]).post(WATERS.url("facilities", water.pk), {"version": "1"} | typed)
    assert answer.status_code == 422
    assert not water.facilities.exists()


def test_end_before_the_beginning_is_refused_at_its_field(force, sign_in):
    water, client = make_water(force), sign_in(force.people["chief"])
    form = client.get(WATERS.url("change", water.pk)).context["form"].initial
    typed = {name: value for name, value in form.items() if value is not None} | {"version": "1"}
    answer = client.post(WATERS.url("change", water.pk), typed | {"in_use_until": "2020-01-01"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"in_use_until": ["停用日不能早于启用日"]}


def test_another_station_and_a_stranger_see_nothing(force, sign_in):
    defect = make_defect(force)
    for url in (defect.get_absolute_url(), defect.water.get_absolute_url()):
        assert sign_in(force.bob).get(url).status_code == 404
        assert sign_in(force.people["partner"]).get(url).status_code == 404
        assert sign_in(force.people["sysadmin"]).get(url).status_code == 403
        assert sign_in(force.people["leader"]).get(url).status_code == 200
    with pytest.raises(PermissionDenied):
        make_defect(force, defect.water, by=force.bob, fault="missing")
