"""The spine: an inspection becomes hazards, a numbered notice with a frozen due day, a reinspection, a closing."""

import datetime as dt
import uuid

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied

from baiyi.deadlines.models import Deadline, LegalBasis
from baiyi.deadlines.services import LengthRefused
from baiyi.exchange.models import DocumentNumber
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from inspections import services
from inspections.kinds import RECTIFY
from inspections.models import Hazard, Inspection, RectificationNotice
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_round, make_user, make_venue

State = RectificationNotice.State


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


def rectify(notice):
    return notice.deadlines.get(kind=RECTIFY)


def serve(notice, by, **facts):
    return services.serve_notice(
        notice, by=by, **({"on": clock.today(), "delivery": "in_person", "receiver_name": "王签收"} | facts)
    )


def reinspect(notice, people, found, **facts):
    return make_round(notice, people, dict(zip(notice.hazards.open(), found, strict=True)), **facts)


def test_notice_is_numbered_and_due_day_is_frozen_with_its_trace(venue, pair):
    notice = make_issued_notice(venue, pair)
    deadline = rectify(notice)
    assert notice.number.text == "云公（东）限字〔2022〕第001号"
    assert notice.organ_name == "云溪区公安分局"
    assert deadline.due_on == dt.date(2022, 7, 15)
    assert "7月6日签发" in deadline.trace
    assert "跳过" in deadline.trace
    assert "7月15日届满" in deadline.trace


def test_numbers_run_on_per_organ_type_and_year(venue, pair, force, settings):
    other = make_venue(force.other_station, force.bob)
    carl = make_user("carl", force.other_station)
    texts = [make_issued_notice(venue, pair).number.text, make_issued_notice(venue, pair).number.text]
    texts.append(make_issued_notice(other, [force.bob, carl]).number.text)
    settings.BAIYI_TODAY = "2023-02-01"
    texts.append(make_issued_notice(venue, pair).number.text)
    assert texts == [
        "云公（东）限字〔2022〕第001号",
        "云公（东）限字〔2022〕第002号",
        "云公（西）限字〔2022〕第001号",
        "云公（东）限字〔2023〕第001号",
    ]


def test_one_notice_carries_several_hazards_and_the_parts_add_up(venue, pair, force):
    wanted = [
        make_hazard(),
        make_hazard(),
        make_hazard("on_site"),
        make_hazard("referral", referred_to=force.partner_body),
    ]
    inspection = make_inspection(venue, pair, hazards=wanted)
    assert inspection.notices.get().hazards.count() == 2
    by_disposal = [inspection.hazards.filter(disposal=each).count() for each in Hazard.Disposal.values]
    assert sum(by_disposal) == inspection.hazards.count() == 4
    assert inspection.hazards.get(disposal="on_site").rectified_on == inspection.inspected_on
    assert inspection.hazards.get(disposal="referral").state == Hazard.State.REFERRED


def test_two_police_officers_are_needed_and_auxiliaries_do_not_count(venue, force):
    helper = make_user("helper", force.station, police_status="auxiliary")
    with pytest.raises(MoveRefused, match="两名以上民警"):
        make_inspection(venue, [force.alice, helper])
    assert Inspection.objects.count() == 0
    assert make_inspection(venue, [force.alice, force.amy, helper]).inspectors.count() == 3


def test_paper_names_the_police_alone(venue, force):
    helper = make_user("helper", force.station, police_status="auxiliary", name="辅警甲")
    inspection = make_inspection(venue, [force.alice, helper, force.amy], hazards=[make_hazard()])
    assert inspection.notices.get().inspector_names == "人员alice、人员amy"
    assert inspection.inspectors.count() == 3


def test_inspection_at_a_venue_without_the_right_to_record_there_is_refused(venue, pair, force):
    facts = services.InspectionFacts(venue=venue, inspected_at=clock.now(), inspectors=pair)
    for person in (force.bob, force.people["supervisor"]):
        with pytest.raises(PermissionDenied):
            services.record_inspection(facts, by=person, client_uuid=uuid.uuid4())
    assert not Inspection.objects.exists()


def test_inspection_in_the_future_is_refused(venue, pair):
    with pytest.raises(MoveRefused, match="不能晚于现在"):
        make_inspection(venue, pair, inspected_at=clock.now() + dt.timedelta(minutes=1))


def test_inspection_entered_a_day_late_needs_a_reason(venue, pair):
    yesterday = clock.now() - dt.timedelta(hours=25)
    with pytest.raises(MoveRefused, match="补录原因"):
        make_inspection(venue, pair, inspected_at=yesterday)
    assert (
        make_inspection(venue, pair, inspected_at=yesterday, backfill_reason="系统升级").backfill_reason == "系统升级"
    )


def test_same_form_twice_is_one_inspection(venue, pair):
    facts = services.InspectionFacts(venue=venue, inspected_at=clock.now(), inspectors=pair)
    form = uuid.uuid4()
    first = services.record_inspection(facts, by=pair[0], client_uuid=form)
    again = services.record_inspection(facts, by=pair[0], client_uuid=form)
    assert first.pk == again.pk
    assert Inspection.objects.count() == 1


def test_refused_term_leaves_nothing_half_saved(venue, pair):
    notice = services.NoticeFacts(
        basis=LegalBasis.objects.get(code="yule_44"), recipient_name="x", content="y", due_on=dt.date(2022, 12, 1)
    )
    facts = services.InspectionFacts(
        venue=venue, inspected_at=clock.now(), inspectors=pair, hazards=[make_hazard()], notice=notice
    )
    with pytest.raises(LengthRefused):
        services.record_inspection(facts, by=pair[0], client_uuid=uuid.uuid4())
    assert [
        Inspection.objects.count(),
        Hazard.objects.count(),
        DocumentNumber.objects.count(),
        Deadline.objects.count(),
    ] == [0, 0, 0, 0]


def test_draft_is_planned_and_issued_later(venue, pair, force, settings):
    notice = make_inspection(venue, pair, hazards=[make_hazard()], issue_now=False).notices.get()
    assert notice.state == State.DRAFT
    assert notice.number_id is None
    assert notice.planned_due_on == dt.date(2022, 7, 15)
    settings.BAIYI_TODAY = "2022-07-08"
    issued = services.issue_notice(notice, by=force.people["chief"], version=notice.version)
    assert issued.state == State.ISSUED
    assert rectify(issued).due_on == dt.date(2022, 7, 19)


def test_service_on_the_due_day_is_allowed_and_after_it_refused(venue, pair, settings):
    first, second = make_issued_notice(venue, pair), make_issued_notice(venue, pair)
    settings.BAIYI_TODAY = "2022-07-15"
    assert serve(first, pair[0]).state == State.SERVED
    settings.BAIYI_TODAY = "2022-07-16"
    with pytest.raises(MoveRefused, match="届满后不能送达"):
        serve(second, pair[0])
    with pytest.raises(MoveRefused, match="不能晚于今天"):
        serve(second, pair[0], on=dt.date(2022, 7, 17))
    with pytest.raises(MoveRefused, match="不能早于签发日"):
        serve(second, pair[0], on=dt.date(2022, 7, 5))


def test_reinspection_closes_hazards_notice_and_deadline(venue, pair, settings):
    notice = serve(make_issued_notice(venue, pair), pair[0])
    settings.BAIYI_TODAY = "2022-07-12"
    reinspection = reinspect(notice, pair, [True])
    closed = RectificationNotice.objects.get(pk=notice.pk)
    assert reinspection.conclusion == "passed"
    assert closed.state == State.CLOSED
    assert closed.hazards.get().rectified_on == dt.date(2022, 7, 12)
    assert rectify(closed).is_within_limit is True


def test_failed_reinspection_leaves_the_notice_open_for_another_round(venue, pair, settings):
    inspection = make_inspection(venue, pair, hazards=[make_hazard(), make_hazard()])
    notice = serve(inspection.notices.get(), pair[0])
    settings.BAIYI_TODAY = "2022-07-18"
    assert reinspect(notice, pair, [True, False]).conclusion == "partial"
    again = RectificationNotice.objects.get(pk=notice.pk)
    assert again.state == State.SERVED
    assert "复查未通过" in [line.additional_data["verb"] for line in LogEntry.objects.get_for_object(again)]
    assert reinspect(again, pair, [True]).round == 2
    assert rectify(notice).is_within_limit is False


def test_same_reinspection_form_twice_is_one_round(venue, pair):
    notice = serve(make_issued_notice(venue, pair), pair[0])
    form = uuid.uuid4()
    hazards = dict.fromkeys(notice.hazards.open(), True)
    assert make_round(notice, pair, hazards, client_uuid=form) == make_round(notice, pair, hazards, client_uuid=form)
    assert notice.reinspections.count() == 1


def test_hazard_is_never_closed_without_a_reinspection(venue, pair):
    notice = make_issued_notice(venue, pair)
    with pytest.raises(MoveRefused, match="不能复查"):
        reinspect(notice, pair, [True])
    assert notice.hazards.get().state == Hazard.State.PENDING


def test_extension_moves_the_effective_day_and_never_the_printed_one(venue, pair, force, settings):
    notice = serve(make_issued_notice(venue, pair), pair[0])
    chief = force.people["chief"]
    services.extend_notice(notice, length=5, reason="配件未到", by=chief)
    deadline = rectify(notice)
    assert deadline.due_on == dt.date(2022, 7, 15)
    assert deadline.effective_due_on == dt.date(2022, 7, 22)
    with pytest.raises(MoveRefused):
        services.extend_notice(RectificationNotice.objects.get(pk=notice.pk), length=1, reason="再延", by=chief)


def test_voided_number_is_kept_and_not_given_again(venue, pair, force):
    notice = make_issued_notice(venue, pair)
    services.void_notice(notice, by=force.people["chief"], reason="单位名称有误")
    assert DocumentNumber.objects.get().state == DocumentNumber.State.VOIDED
    assert make_issued_notice(venue, pair).number.number == 2
    assert rectify(notice).voided_at is not None


def test_hazards_of_a_voided_notice_wait_in_a_new_draft_that_can_be_issued(venue, pair, force):
    notice = make_issued_notice(venue, pair)
    services.void_notice(notice, by=force.people["chief"], reason="单位名称有误")
    draft = RectificationNotice.objects.get(state=State.DRAFT)
    assert draft.hazards.open().count() == 1
    assert services.issue_notice(draft, by=pair[0]).number.text == "云公（东）限字〔2022〕第002号"


def test_stale_version_is_refused(venue, pair, force):
    notice = make_issued_notice(venue, pair)
    services.extend_notice(notice, length=5, reason="配件未到", by=force.people["chief"])
    with pytest.raises(StaleRecord):
        serve(notice, pair[0], version=notice.version)


def test_draft_is_not_voided(venue, pair, force):
    notice = make_inspection(venue, pair, hazards=[make_hazard()], issue_now=False).notices.get()
    with pytest.raises(MoveRefused, match="不能作废"):
        services.void_notice(notice, by=force.people["chief"], reason="重复")


def test_withdrawal_within_ten_minutes_voids_everything(venue, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    inspection = make_inspection(venue, pair, hazards=[make_hazard(), make_hazard("on_site")])
    settings.BAIYI_TODAY = "2022-07-06T10:09:59+08:00"
    services.withdraw_inspection(inspection, by=pair[0])
    assert not Inspection.objects.current().exists()
    assert not Hazard.objects.current().exists()
    assert not RectificationNotice.objects.current().exists()
    assert DocumentNumber.objects.get().state == DocumentNumber.State.VOIDED


def test_withdrawal_after_ten_minutes_or_by_another_is_refused(venue, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    inspection = make_inspection(venue, pair)
    with pytest.raises(MoveRefused):
        services.withdraw_inspection(inspection, by=pair[1])
    settings.BAIYI_TODAY = "2022-07-06T10:10:01+08:00"
    with pytest.raises(MoveRefused):
        services.withdraw_inspection(inspection, by=pair[0])


def test_withdrawal_after_a_reinspection_is_refused(venue, pair):
    notice = serve(make_issued_notice(venue, pair), pair[0])
    reinspect(notice, pair, [False])
    with pytest.raises(MoveRefused, match="复查"):
        services.withdraw_inspection(notice.inspection, by=pair[0])
    assert Inspection.objects.current().exists()


def test_way_back_is_open_for_ten_minutes_and_for_its_recorder_only(venue, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    inspection = make_inspection(venue, pair)
    settings.BAIYI_TODAY = "2022-07-06T10:10:00+08:00"
    assert services.withdrawable_until(inspection, by=pair[0]) == clock.now()
    assert services.withdrawable_until(inspection, by=pair[1]) is None
    settings.BAIYI_TODAY = "2022-07-06T10:10:01+08:00"
    assert services.withdrawable_until(inspection, by=pair[0]) is None


@pytest.mark.parametrize("name", ["issue", "serve", "request_reinspection", "fail_reinspection", "close", "void"])
@pytest.mark.parametrize("state", ["closed", "voided"])
def test_finished_notice_takes_no_move(venue, pair, force, state, name):
    from baiyi.records.moves import available_moves, move  # noqa: PLC0415

    notice = serve(make_issued_notice(venue, pair), pair[0])
    if state == "closed":
        reinspect(notice, pair, [True])
    else:
        services.void_notice(notice, by=force.people["chief"], reason="测试")
    finished = RectificationNotice.objects.get(pk=notice.pk)
    back = {"reopen", "await_again"} if state == "closed" else set()  # only with the round that closed it
    assert {each.name for each in available_moves(finished, force.people["chief"])} == back
    with pytest.raises(MoveRefused):
        move(finished, name, by=None)
    assert RectificationNotice.objects.get(pk=notice.pk).state == state
