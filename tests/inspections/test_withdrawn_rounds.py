"""撤回复查: within ten minutes, by who recorded it; hazards, notice and deadlines stand where they stood."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.exchange.models import Photo
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import ExtensionRequest, Hazard, RectificationNotice, Reinspection
from tests.factories import make_hazard, make_inspection, make_round, make_venue

PAGE = "/accounts/me/today/"


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


@pytest.fixture
def notice(force, pair):
    place = make_venue(force.station, force.alice)
    found = [make_hazard(description=f"第{number}处隐患") for number in range(2)]
    made = make_inspection(place, pair, hazards=found).notices.get()
    proof = {"delivery": "in_person", "receiver_name": "王签收"}
    return services.serve_notice(made, by=force.alice, on=clock.today(), **proof)


def standing(notice) -> tuple:
    """All that a round may change of a notice."""
    fresh = RectificationNotice.objects.get(pk=notice.pk)
    hazards = list(fresh.hazards.order_by("pk").values_list("state", "rectified_on"))
    terms = fresh.deadlines.filter(voided_at=None).order_by("pk")
    days = list(terms.values_list("kind", "period", "effective_due_on", "closed_on", "is_within_limit"))
    return fresh.state, fresh.requested_on, fresh.closed_on, hazards, days


def half(notice) -> dict:
    first, second = notice.hazards.order_by("pk")
    return {first: True, second: False}


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("found", [True, False, half])
def test_all_stands_where_it_stood(notice, pair, found, is_asked):
    if is_asked:
        notice = services.request_reinspection(notice, by=pair[0], on=clock.today())
    before = standing(notice)
    round_ = make_round(notice, pair, found=found(notice) if callable(found) else found)
    assert standing(notice) != before
    services.withdraw_reinspection(round_, by=pair[0])
    assert standing(notice) == before
    assert Reinspection.objects.get().voided_at


def test_another_round_follows_and_closes(notice, pair):
    services.withdraw_reinspection(make_round(notice, pair), by=pair[0])
    again = make_round(notice, pair)
    assert RectificationNotice.objects.get(pk=notice.pk).state == "closed"
    assert not notice.deadlines.open().exists()
    services.withdraw_reinspection(again, by=pair[0])
    assert set(notice.deadlines.open().values_list("kind", flat=True)) == {RECTIFY, RECHECK}


def test_photos_stay_with_the_voided_round(notice, pair):
    round_ = make_round(notice, pair)
    assert {photo.subject for photo in Photo.objects.filter(kind="after")} == set(notice.hazards.all())
    services.withdraw_reinspection(round_, by=pair[0])
    assert {photo.subject for photo in Photo.objects.filter(kind="after")} == {round_}


def test_only_who_recorded_it_within_ten_minutes_and_once(notice, pair, settings):
    round_ = make_round(notice, pair)
    with pytest.raises(MoveRefused, match="只有登记人在 10 分钟内"):
        services.withdraw_reinspection(round_, by=pair[1])
    settings.BAIYI_TODAY = "2022-07-06T10:10:01+08:00"
    with pytest.raises(MoveRefused, match="只有登记人在 10 分钟内"):
        services.withdraw_reinspection(round_, by=pair[0])
    settings.BAIYI_TODAY = "2022-07-06T10:10:00+08:00"
    services.withdraw_reinspection(round_, by=pair[0])
    with pytest.raises(MoveRefused, match="已经撤回"):
        services.withdraw_reinspection(round_, by=pair[0])


def test_what_was_built_on_the_round_keeps_it(notice, pair, force):
    first = make_round(notice, pair, found=False)
    make_round(notice, pair, found=False)
    with pytest.raises(MoveRefused, match="又有办理"):
        services.withdraw_reinspection(first, by=pair[0])


@pytest.mark.parametrize(("follow_up", "words"), [("refer", "随这次复查移送"), ("list", "提请挂牌督办")])
def test_what_was_told_to_others_with_the_round_keeps_it(notice, pair, force, follow_up, words):
    to = {"referred_to": force.partner_body} if follow_up == "refer" else {}
    round_ = make_round(notice, pair, found=False, follow_up=follow_up, **to)
    with pytest.raises(MoveRefused, match=words):
        services.withdraw_reinspection(round_, by=pair[0])


def test_extension_that_the_closing_ended_waits_again(notice, pair, force):
    asked = {"length": 3, "reason": "配件未到", "applicant": "venue"}
    services.ask_notice_extension(notice, by=force.alice, **asked)
    round_ = make_round(notice, pair)
    assert ExtensionRequest.objects.get().state == "withdrawn"
    services.withdraw_reinspection(round_, by=pair[0])
    assert ExtensionRequest.objects.get().state == "asked"


def test_inspection_may_be_withdrawn_after_its_round_was(notice, pair):
    round_ = make_round(notice, pair)
    with pytest.raises(MoveRefused, match="已经登记复查"):
        services.withdraw_inspection(notice.inspection, by=pair[0])
    services.withdraw_reinspection(round_, by=pair[0])
    services.withdraw_inspection(notice.inspection, by=pair[0])
    assert set(Hazard.objects.values_list("state", flat=True)) == {"voided"}


def test_it_is_one_press_from_notice_and_own_records_and_said_with_what_it_undoes(notice, pair, force, sign_in):
    round_ = make_round(notice, pair)
    client, address = sign_in(force.alice), reverse("inspections:reinspection-withdraw", args=[round_.pk])
    pages = [notice.get_absolute_url(), PAGE]
    assert [f'href="{address}"' in client.get(page).content.decode() for page in pages] == [True] * 2
    assert f'href="{address}"' not in sign_in(force.amy).get(pages[0]).content.decode()
    shown = client.get(address).content.decode()
    for words in ("第1次复查 作废", "隐患 2 处 恢复为待整改", "通知书取消销号", "10:10 前可撤回"):
        assert words in shown
    answer = client.post(address, follow=True)
    page = answer.content.decode()
    assert "已撤回第1次复查" in page
    assert "已撤回</span>" in page
    assert "撤回复查" in page  # the journal of its page
    assert "撤回复查：" in client.get(PAGE).content.decode()
    assert "没有重复办理" in client.post(address, follow=True).content.decode()


def test_withdrawal_too_late_or_of_others_is_refused(notice, pair, force, sign_in):
    round_ = make_round(notice, pair)
    address = reverse("inspections:reinspection-withdraw", args=[round_.pk])
    assert sign_in(force.amy).post(address).status_code == 409
    assert sign_in(force.bob).post(address).status_code == 404
    Reinspection.objects.update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert sign_in(force.alice).get(address).status_code == 409
