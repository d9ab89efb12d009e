"""How fast somebody comes: a grid of a day that counts once, rates with both numbers, samples that say so."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from prevention.models import ResponseCount
from prevention.reading.response import read_rates
from prevention.services import patrols
from prevention.views.patrols.response import RESPONSES
from tests.prevention.samples_patrols import make_beat, make_count, make_mechanism, make_ring
from tests.samples import shown_in

TODAY = dt.date(2026, 6, 10)


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T12:00:00+08:00"


def send(client, **typed):
    url = RESPONSES.url("add")
    return client.post(url, shown_in(client.get(url).context["form"]) | typed)


def rates(**days) -> dict:
    period = Period(**({"since": TODAY, "until": TODAY} | days))
    return values(["response_arrivals", "response_in_time", "response_on_time_rate"], period=period)


def test_rate_is_of_the_sums_and_base_0_has_none(force):
    assert rates() == {"response_arrivals": 0, "response_in_time": 0, "response_on_time_rate": None}
    near, far = make_ring(force), make_ring(force)
    make_count(force, ring=near, arrivals=1, in_time=0)
    make_count(force, ring=far, arrivals=39, in_time=39)
    assert rates() == {"response_arrivals": 40, "response_in_time": 39, "response_on_time_rate": 97.5}


def test_page_prints_both_numbers_and_says_what_is_small(force, sign_in):
    make_count(force, ring=make_ring(force, is_sample=True), arrivals=9, in_time=8)
    make_count(force, unit=force.other_station, arrivals=20, in_time=19)
    page = sign_in(force.people["leader"]).get("/prevention/rates/").content.decode()
    assert all(words in page for words in ("8/9", "88.9%", "19/20", "27/29", "93.1%", "示例"))
    assert page.count("基数小") == 3 + 1  # the ring and the whole of the station, the whole of the ring; the legend
    rate = read_rates(force.people["leader"], Period(TODAY, TODAY)).lines[0].rates[0]
    listed = sign_in(force.people["leader"]).get(rate.url).context["table"].data.data
    assert [(row.unit, row.ring.minutes) for row in listed] == [(force.station, 1)]
    mine = sign_in(force.alice).get("/prevention/rates/").content.decode()
    assert "8/9" in mine
    assert "19/20" not in mine


def test_grid_is_one_row_a_ring_and_leaves_out_what_is_empty(force, sign_in):
    first, _, third = (make_ring(force) for _ in range(3))
    typed = {f"arrivals{first.pk}": "12", f"in_time{first.pk}": "11"}
    typed |= {f"arrivals{third.pk}": "0", f"in_time{third.pk}": "0"}
    assert send(sign_in(force.alice), **typed).status_code == 302
    rows = ResponseCount.objects.order_by("ring").values_list("ring", "arrivals", "in_time", "reported_on")
    assert list(rows) == [(first.pk, 12, 11, TODAY), (third.pk, 0, 0, TODAY)]


def test_pasted_lines_count_as_typed(force, sign_in):
    first, second = make_ring(force), make_ring(force)
    assert send(sign_in(force.alice), pasted="1分钟\t20\t19\n\n2 分钟，8，8").status_code == 302
    rows = ResponseCount.objects.order_by("ring").values_list("ring", "arrivals", "in_time")
    assert list(rows) == [(first.pk, 20, 19), (second.pk, 8, 8)]


@pytest.mark.parametrize(
    "pasted", ["1 20", "1 20 21", "9 20 19", "1 20 19\n1 20 19", "一 二 三", "1 ² 1", "1 99999999999 1"]
)
def test_pasted_line_that_makes_no_sense_is_refused(force, sign_in, pasted):
    make_ring(force)
    answer = send(sign_in(force.alice), pasted=pasted)
    assert answer.status_code == 422
    assert "看不懂或重复" in answer.content.decode()
    assert not ResponseCount.objects.exists()


@pytest.mark.parametrize(
    ("arrivals", "in_time", "words"),
    [
        ("3", "4", "按时到场 4 次多于应到场 3 次"),
        ("3", "", "要一起填写"),
        ("", "", "请至少填写一个快反圈"),
        ("-1", "0", "不能小于 0"),
        ("9" * 30, "0", ""),
    ],
)
def test_grid_is_refused_in_words(force, sign_in, arrivals, in_time, words):
    ring = make_ring(force)
    answer = send(sign_in(force.alice), **{f"arrivals{ring.pk}": arrivals, f"in_time{ring.pk}": in_time})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ResponseCount.objects.exists()


def test_second_grid_of_a_day_is_shown_who_came_first(force, sign_in):
    ring = make_ring(force)
    typed = {f"arrivals{ring.pk}": "12", f"in_time{ring.pk}": "11"}
    assert send(sign_in(force.alice), **typed).status_code == 302
    answer = send(sign_in(force.amy), **typed)
    assert answer.status_code == 422
    assert "已由人员alice填报，没有重复登记" in answer.content.decode()
    assert ResponseCount.objects.count() == 1


def test_whole_unit_and_beats_are_never_both_reported(force):
    ring, beat = make_ring(force), make_beat(force)
    make_count(force, ring=ring)
    with pytest.raises(MoveRefused, match="已按全单位填报"):
        make_count(force, ring=ring, beat=beat)
    make_count(force, ring=ring, beat=beat, reported_on=TODAY - dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="已按巡区填报"):
        make_count(force, ring=ring, reported_on=TODAY - dt.timedelta(days=1))


def test_correction_keeps_its_row_and_refuses_a_stale_one(force):
    count = make_count(force)
    changed = patrols.change_count(count, by=force.alice, version=1, arrivals=21, in_time=20)
    assert (changed.pk, changed.version, changed.rate_words) == (count.pk, 2, "20/21（95.2%）")
    with pytest.raises(StaleRecord):
        patrols.change_count(count, by=force.amy, version=1, arrivals=1, in_time=1)
    with pytest.raises(MoveRefused, match="多于应到场"):
        patrols.change_count(count, by=force.amy, version=2, arrivals=1, in_time=2)


def test_database_refuses_more_in_time_than_arrivals(force):
    count = make_count(force)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseCount.objects.filter(pk=count.pk).update(in_time=count.arrivals + 1)


def test_voided_count_makes_way_for_another(force):
    ring = make_ring(force)
    count = make_count(force, ring=ring)
    patrols.void_count(count, by=force.people["chief"], reason="录错", version=1)
    make_count(force, ring=ring, arrivals=7, in_time=7)
    assert rates()["response_arrivals"] == 7


def test_rings_and_mechanisms_are_the_office_s(force, sign_in):
    ring, mechanism = make_ring(force), make_mechanism(force, is_sample=True)
    for name in ("chief", "alice", "leader", "supervisor"):
        client = sign_in(force.people[name])
        assert client.get("/prevention/rings/new/").status_code == 403, name
        with pytest.raises(PermissionDenied):
            patrols.change_ring(ring, by=force.people[name], version=1, covers="别处")
    page = sign_in(force.alice).get("/prevention/tree/").content.decode()
    assert mechanism.text in page
    assert "示例" in page


def test_one_ring_of_some_minutes_is_in_use_at_a_time(force):
    ring = make_ring(force, minutes=3)
    with pytest.raises(MoveRefused, match="3 分钟的快反圈正在使用"):
        make_ring(force, minutes=3)
    patrols.change_ring(ring, by=force.people["office"], version=1, in_use_until=clock.today())
    make_count(force, ring=make_ring(force, minutes=3))
    with pytest.raises(MoveRefused, match="已有到场统计"):
        patrols.void_ring(ResponseCount.objects.get().ring, by=force.people["office"], reason="x", version=1)
