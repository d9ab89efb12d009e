"""Night sheets: what the law refuses, what adds up, and one sheet a unit, place and beginning."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.records import clock
from baiyi.records.models import CheckRule
from baiyi.records.moves import MoveRefused, StaleRecord
from prevention import services
from prevention.models import NightSheet
from prevention.views.nights import NIGHT_SHEETS
from tests.prevention.samples import (
    HOUR,
    hours,
    make_breathalyser,
    make_checkpoint,
    make_sheet,
    sheet_facts,
    sheet_words,
)
from tests.samples import shown_in

SUMMER_NIGHT = "2026-06-10T23:30:00+08:00"


@pytest.fixture
def night(settings) -> dt.datetime:
    settings.BAIYI_TODAY = SUMMER_NIGHT
    return dt.datetime.fromisoformat("2026-06-10T21:00:00+08:00")


def sent(client, force, **typed) -> dict:
    form = client.get(NIGHT_SHEETS.url("add")).context["form"]
    return shown_in(form) | sheet_words(force) | typed


# What the law refuses


@pytest.mark.parametrize(
    ("police", "auxiliaries", "is_enough"),
    [(2, 0, True), (1, 2, True), (1, 1, False), (0, 9, False), (3, 0, True)],
)
def test_two_officers_or_one_with_two_auxiliaries(force, police, auxiliaries, is_enough):
    facts = {"police": police, "auxiliaries": auxiliaries}
    if is_enough:
        assert make_sheet(force, **facts).pk
    else:
        with pytest.raises(MoveRefused, match="2 名以上民警，或者 1 名民警带 2 名以上辅警"):
            make_sheet(force, **facts)


@pytest.mark.parametrize(
    ("begins", "valid_until", "is_valid"),
    [
        ("2026-06-10T21:00", "2026-06-10", True),
        ("2026-06-10T21:00", "2026-06-09", False),
        ("2026-06-11T01:00", "2026-06-10", False),
        ("2026-06-11T01:00", "2026-06-11", True),
    ],
)
def test_instrument_whose_calibration_ran_out_is_refused_by_name_and_day(
    force, settings, begins, valid_until, is_valid
):
    settings.BAIYI_TODAY = "2026-06-11T03:00:00+08:00"
    instrument = make_breathalyser(force, number="JJ-77", valid_until=dt.date.fromisoformat(valid_until))
    facts = hours(dt.datetime.fromisoformat(f"{begins}:00+08:00"), HOUR) | {"breathalyser": instrument}
    if is_valid:
        assert make_sheet(force, **facts).pk
    else:
        with pytest.raises(MoveRefused, match=f"检测仪 JJ-77 检定有效期至 {valid_until}，{begins[:10]} 已过期"):
            make_sheet(force, **facts)


@pytest.mark.parametrize(("persons", "samples", "is_enough"), [(2, 4, True), (2, 3, False), (0, 0, True), (1, 5, True)])
def test_two_blood_samples_a_person(force, persons, samples, is_enough):
    facts = {"blood_persons": persons, "blood_samples": samples}
    if is_enough:
        assert make_sheet(force, **facts).pk
    else:
        with pytest.raises(MoveRefused, match="抽血 2 人，血样不能少于 4 份"):
            make_sheet(force, **facts)


def test_the_law_holds_for_corrections_too(force):
    sheet = make_sheet(force)
    with pytest.raises(MoveRefused, match="血样"):
        services.change_sheet(sheet, by=force.alice, version=1, starts_at=sheet.starts_at, blood_persons=3)
    assert NightSheet.objects.get().blood_persons == 1


# The scope travels with the number


@pytest.mark.parametrize(
    ("scope", "number", "words"),
    [("including", 5, "5 人（含醉驾 1 人）"), ("excluding", 4, "4 人（不含醉驾 1 人）")],
)
def test_number_is_the_sum_in_its_scope_and_says_so(force, sign_in, scope, number, words):
    sheet = make_sheet(force, scope=scope, reported_persons=number)
    assert (sheet.persons, sheet.reportable, sheet.persons_words) == (5, number, words)
    client = sign_in(force.alice)
    for url in (NIGHT_SHEETS.url("list"), sheet.get_absolute_url()):
        assert words in client.get(url).content.decode()
    with pytest.raises(MoveRefused, match=f"按分项合计是 {number} 人，与所填 {9 - number} 人不一致"):
        make_sheet(force, scope=scope, reported_persons=9 - number)


def test_scope_must_be_said(force, sign_in):
    client = sign_in(force.alice)
    typed = {key: value for key, value in sent(client, force).items() if key != "scope"}
    answer = client.post(NIGHT_SHEETS.url("add"), typed)
    assert answer.context["form"].errors == {"scope": ["请选择酒驾口径"]}


# Check rules are data


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"drinking": "90"}, "drinking", "饮酒驾驶不能大于检查车辆：90 > 80"),
        ({"drunk": "1"}, "blood_persons", "填了醉酒驾驶，请填写抽血人数"),
        ({"other_offences": "2"}, "note", "填了其他违法，请填写夜查备注"),
        ({"is_road": "on"}, "has_warning", "填了在公路上，请填写500 米外已预警"),
        ({"place": ""}, "place", "请选择卡点，或者填写夜查路段"),
        ({"starts_at": "2026-06-11T01:00"}, "starts_at", "勤务开始不能晚于现在"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(force, sign_in, night, typed, field, words):
    client = sign_in(force.alice)
    answer = client.post(NIGHT_SHEETS.url("add"), sent(client, force, **typed))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [words]
    assert not NightSheet.objects.exists()


def test_rule_that_the_office_ended_refuses_nothing(force, sign_in, night):
    CheckRule.objects.filter(subject="prevention.nightsheet", left="other_offences").update(
        effective_to=night.date() - dt.timedelta(days=1)
    )
    client = sign_in(force.alice)
    assert client.post(NIGHT_SHEETS.url("add"), sent(client, force, other_offences="2")).status_code == 302


# One sheet a unit, place and beginning


def test_second_officer_is_told_and_shown_the_first(force, sign_in):
    first = make_sheet(force, by=force.amy, place="东街夜市路口")
    client = sign_in(force.alice)
    typed = sent(client, force, place="东街夜市 路口", starts_at=shown_in_local(first.starts_at), drinking="7")
    answer = client.post(NIGHT_SHEETS.url("add"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "人员amy已登记东街夜市路口同一时刻开始的夜查，没有重复登记" in page
    assert f'href="{first.get_absolute_url()}"' in page
    assert 'value="7"' in page
    assert NightSheet.objects.count() == 1


def shown_in_local(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M}"


def test_same_checkpoint_and_beginning_is_one_and_others_are_others(force):
    checkpoint = make_checkpoint(force)
    begins = clock.now().replace(second=0, microsecond=0) - 3 * HOUR
    same = {"checkpoint": checkpoint, "place": ""} | hours(begins, HOUR)
    first = make_sheet(force, **same)
    with pytest.raises(services.SheetTaken) as taken:
        make_sheet(force, **same)
    assert taken.value.first == first
    make_sheet(force, **same | hours(begins + HOUR, HOUR))
    make_sheet(force, **same | {"checkpoint": make_checkpoint(force)})
    other = make_sheet(force, unit=force.other_station, **hours(begins, HOUR), place="东街夜市路口")
    make_sheet(force, **hours(begins, HOUR), place="东街夜市路口")
    assert NightSheet.objects.count() == 5
    later, facts = NightSheet.objects.get(starts_at=begins + HOUR), {"starts_at": begins, "ends_at": begins + HOUR}
    with pytest.raises(services.SheetTaken):
        services.change_sheet(later, by=force.alice, version=1, **facts)
    assert other.unit == force.other_station


def test_voided_sheet_makes_room(force):
    facts = hours() | {"place": "西门路口"}
    first = make_sheet(force, **facts)
    services.void_sheet(first, by=force.people["chief"], reason="录错", version=1)
    assert make_sheet(force, **facts).pk != first.pk


def test_unit_and_checkpoint_of_another_station_are_no_choice(force, sign_in):
    client, foreign = sign_in(force.people["chief"]), make_checkpoint(force, unit=force.other_station)
    for typed in ({"unit": str(force.other_station.pk)}, {"checkpoint": str(foreign.pk)}):
        answer = client.post(NIGHT_SHEETS.url("add"), sent(client, force, **typed))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == set(typed)


def test_sheet_at_a_checkpoint_is_that_units(force, sign_in):
    checkpoint = make_checkpoint(force, unit=force.station)
    client = sign_in(force.people["office"])
    typed = sent(client, force, checkpoint=str(checkpoint.pk), unit=str(force.branch.pk))
    assert client.post(NIGHT_SHEETS.url("add"), typed).status_code == 302
    assert NightSheet.objects.get().unit == force.station


# Who may


@pytest.mark.parametrize(
    ("who", "may_change", "may_void"),
    [
        ("leader", False, False),
        ("office", True, True),
        ("chief", True, True),
        ("clerk", True, False),
        ("supervisor", False, False),
        ("alice", True, False),
        ("amy", True, False),
        ("bob", False, False),
        ("partner", False, False),
        ("sysadmin", False, False),
    ],
)
def test_unit_corrects_and_its_head_takes_back(force, who, may_change, may_void):
    person = force.people[who]
    sheet = make_sheet(force)
    deeds = [
        (
            may_change,
            lambda each: services.change_sheet(each, by=person, version=1, starts_at=each.starts_at, note="x"),
        ),
        (may_void, lambda each: services.void_sheet(each, by=person, version=2 if may_change else 1, reason="录错")),
    ]
    for may, deed in deeds:
        if may:
            deed(sheet)
        else:
            with pytest.raises(PermissionDenied):
                deed(sheet)
    with pytest.raises((PermissionDenied, MoveRefused, StaleRecord)):
        services.void_sheet(sheet, by=person, version=1, reason="再次")


def test_adding_needs_the_right_at_the_unit(force):
    for who in ("leader", "supervisor", "bob", "partner"):
        with pytest.raises(PermissionDenied):
            services.add_sheet(by=force.people[who], **sheet_facts(force))


def test_form_is_filled_from_the_last_sheet(force, sign_in, night):
    checkpoint = make_checkpoint(force)
    last = make_sheet(force, checkpoint=checkpoint, place="", scope="excluding", police=4, **hours(night - 24 * HOUR))
    words = shown_in(sign_in(force.amy).get(NIGHT_SHEETS.url("add")).context["form"])
    known = {name: words[name] for name in ("checkpoint", "scope", "police", "breathalyser", "leader")}
    assert known == {
        "checkpoint": str(checkpoint.pk),
        "scope": "excluding",
        "police": "4",
        "breathalyser": str(last.breathalyser_id),
        "leader": str(force.amy.pk),
    }
    assert "drinking" not in words
