"""战果 counted once: doubles of two units, also at the same moment; rulings; totals; and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum

from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, move
from cases import services
from cases.models import Case, Outcome
from cases.views.cases import CASES as PAGES
from tests.cases.samples import case_words, make_case, make_filed, make_led, make_listed, make_outcome
from tests.conftest import REPEAT
from tests.factories import make_force
from tests.faults.test_concurrency import at_once
from tests.samples import filled_in

State = Outcome.State
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def office(force):
    return force.people["office"]


@pytest.fixture
def case(force) -> Case:
    """A fraud that the other station assists in, accepted nine days ago."""
    return make_filed(force, "fraud", accepted_on=DAY, assisting=[force.other_station])


@pytest.fixture(autouse=True)
def tenth_of_june(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


def report(case, by, unit, **facts) -> Outcome:
    return services.record_outcome(case, by=by, unit=unit, **({"measure": "coerced", "persons": 9} | facts))


def rule(outcome, force, ruling: str) -> Outcome:
    return services.rule_outcome(outcome, by=force.people["leader"], ruling=ruling, reason="以立案单位为准")


def counted(case) -> list[bool]:
    """By the row, and by the queryset that figures read."""
    rows, found = case.outcomes.order_by("pk"), set(Outcome.objects.counted().values_list("pk", flat=True))
    assert [each.pk in found for each in rows] == [each.is_counted for each in rows]
    return [each.is_counted for each in rows]


def figure(force, unit=None, key: str = "fraud_coerced_persons"):
    return values([key], period=Period(DAY, clock.today()), unit_ids=[unit.pk] if unit else None)[key]


def test_same_result_of_two_units_counts_once_and_both_see_it(case, force, office, sign_in):
    first = report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    assert (first.state, second.state, second.rival) == (State.PENDING, State.DISPUTED, first)
    assert counted(case) == [True, False]
    told = Notification.objects.filter(kind="outcome_disputed").values_list("recipient__username", flat=True)
    assert set(told) == {"alice", "bob", "leader", "office"}
    for person in (force.alice, force.bob):
        page = sign_in(person).get(case.get_absolute_url()).content.decode()
        assert "疑似同一战果，裁定前不计入" in page


def test_raw_and_counted_totals_stand_side_by_side(case, force):
    report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    raw = case.outcomes.current().aggregate(total=Sum("persons"))["total"]
    assert (raw, figure(force), figure(force, force.station), figure(force, force.other_station)) == (18, 9, 9, 0)
    rule(second, force, "this")
    assert (figure(force), figure(force, force.station), figure(force, force.other_station)) == (9, 0, 9)


@pytest.mark.parametrize(
    ("ruling", "counts", "shares"),
    [
        ("first", [True, False], ["main", "assisting"]),
        ("this", [False, True], ["assisting", "main"]),
        ("both", [True, True], ["main", "main"]),
    ],
)
def test_ruling_decides_for_both_sides_once(ruling, counts, shares, case, force):
    report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    ruled = rule(second, force, ruling)
    assert counted(case) == counts
    assert list(case.outcomes.order_by("pk").values_list("share", flat=True)) == shares
    with pytest.raises(MoveRefused, match="裁定"):
        rule(ruled, force, "both")


@pytest.mark.parametrize("ruling", ["first", "this"])
def test_third_unit_after_a_ruling_is_a_double_of_the_one_that_counts(ruling, case, force, office):
    first = report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    rule(second, force, ruling)
    third = report(case, office, force.branch)
    assert (third.state, third.is_counted) == (State.DISPUTED, False)
    assert third.rival == (first if ruling == "first" else second)
    assert figure(force) == 9


def test_three_units_are_ruled_one_after_the_other_and_one_counts(case, force, office):
    report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    third = report(case, office, force.branch)
    rule(second, force, "this")
    assert Outcome.objects.get(pk=third.pk).rival == second
    rule(third, force, "this")
    assert counted(case) == [False, False, True]


def test_what_was_ruled_to_be_two_results_is_not_disputed_again(case, force):
    first = report(case, force.alice, force.station)
    rule(report(case, force.bob, force.other_station), force, "both")
    verified = services.verify_outcome(first, by=force.people["chief"])
    assert (verified.state, counted(case)) == (State.VERIFIED, [True, True])


@pytest.mark.parametrize(("apart", "state"), [(0, State.DISPUTED), (3, State.DISPUTED), (4, State.PENDING)])
@pytest.mark.parametrize("sign", [1, -1])
def test_results_three_days_apart_are_the_same_and_four_are_not(apart, sign, state, case, force):
    day = DAY + dt.timedelta(days=4)
    report(case, force.alice, force.station, happened_on=day)
    second = report(case, force.bob, force.other_station, happened_on=day + dt.timedelta(days=sign * apart))
    assert second.state == state


def test_other_measure_or_the_same_unit_is_no_double(case, force):
    report(case, force.alice, force.station)
    assert report(case, force.amy, force.station, persons=2).state == State.PENDING
    assert report(case, force.bob, force.other_station, measure="caught").state == State.PENDING
    assert figure(force) == 11


def test_same_evidence_in_another_case_is_the_same_result(case, force):
    other = make_filed(force, "fraud", accepted_on=DAY, unit=force.other_station, officer=force.bob)
    report(case, force.alice, force.station, evidence="云公刑拘字〔2026〕7号")
    assert report(other, force.bob, force.other_station, evidence="云公刑拘字〔2026〕8号").state == State.PENDING
    assert report(other, force.bob, force.other_station).state == State.PENDING
    assert report(other, force.bob, force.other_station, evidence="云公刑拘字〔2026〕7号").state == State.DISPUTED


def test_both_sides_of_a_dispute_across_cases_open_it(case, force, sign_in):
    other = make_filed(force, "fraud", accepted_on=DAY, unit=force.other_station, officer=force.bob)
    case.assisting.clear()
    first = report(case, force.alice, force.station, evidence="云公刑拘字〔2026〕7号")
    second = report(other, force.bob, force.other_station, evidence="云公刑拘字〔2026〕7号", persons=8)
    told = Notification.objects.get(kind="outcome_disputed", recipient=force.alice)
    assert told.url == second.get_absolute_url()
    alice, bob = sign_in(force.alice), sign_in(force.bob)
    assert "疑似同一战果" in alice.get(told.url).content.decode()
    assert "西街派出所 刑事强制措施 8 人" in alice.get(first.get_absolute_url()).content.decode()
    assert "东街派出所 刑事强制措施 9 人" in bob.get(second.get_absolute_url()).content.decode()
    assert [bob.get(each.get_absolute_url()).status_code for each in (first, case)] == [404, 404]
    assert alice.get(other.get_absolute_url()).status_code == 404


def test_result_of_a_voided_case_is_nobodys_rival(case, force, office):
    report(case, force.alice, force.station, evidence="云公刑拘字〔2026〕7号")
    move(case, "void", by=office, reason="重复登记")
    other = make_filed(force, "fraud", accepted_on=DAY, unit=force.other_station, officer=force.bob)
    assert report(other, force.bob, force.other_station, evidence="云公刑拘字〔2026〕7号").state == State.PENDING
    assert (figure(force), figure(force, force.other_station)) == (9, 9)


def test_outcome_that_others_dispute_is_not_voided_before_the_ruling(case, force, office):
    first = report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    with pytest.raises(MoveRefused, match="请先裁定"):
        move(first, "void", by=office, reason="录入错误")
    move(second, "void", by=office, reason="录入错误")
    assert move(first, "void", by=office, reason="录入错误").is_counted is False


def test_result_ruled_to_be_one_that_is_voided_stands_for_itself_again(case, force, office):
    first = report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    services.rule_outcome(second, by=office, ruling="first", reason="由东街所抓获")
    move(first, "void", by=office, reason="录入错误")
    again = type(second).objects.get(pk=second.pk)
    assert (again.state, again.share, again.rival, again.is_counted) == (State.PENDING, "main", None, True)


def test_dispute_waits_for_the_ruler_also_after_the_case_has_ended(force, office):
    case = make_case(force, assisting=[force.other_station])
    report(case, force.bob, force.other_station, measure="penalised", persons=2)
    fresh = Case.objects.get(pk=case.pk)
    services.penalise_case(fresh, by=office, version=fresh.version, on=clock.today(), persons=2)
    leader = force.people["leader"]
    assert [each.label for each in todo_sources.of(leader, clock.today()) if each.title == case.name] == ["战果待裁定"]


def test_unit_that_does_not_assist_reports_nothing_on_a_case_it_does_not_see(force):
    case = make_filed(force)
    with pytest.raises(PermissionDenied):
        report(case, force.bob, force.other_station)
    assert not case.outcomes.exists()


def test_nobody_verifies_what_he_reported(case, force):
    outcome = report(case, force.people["chief"], force.station)
    with pytest.raises(MoveRefused, match="由他人审核"):
        services.verify_outcome(outcome, by=force.people["chief"])


def test_double_that_two_reports_at_once_hid_from_each_other_is_found_by_who_verifies(case, force, monkeypatch):
    other = make_filed(force, "fraud", accepted_on=DAY, unit=force.other_station, officer=force.bob)
    first = report(case, force.alice, force.station, evidence="云公刑拘字〔2026〕7号")
    with monkeypatch.context() as blind:
        blind.setattr("cases.services.outcomes.same_results", lambda outcome: Outcome.objects.none())
        second = report(other, force.bob, force.other_station, evidence="云公刑拘字〔2026〕7号")
    assert (second.state, figure(force)) == (State.PENDING, 18)
    assert services.verify_outcome(first, by=force.people["chief"]).state == State.DISPUTED
    assert figure(force) == 9


@pytest.mark.parametrize("persons", [0, -1, 1000, 10_000])
def test_number_of_persons_that_cannot_be_is_refused(persons, case, force):
    with pytest.raises(MoveRefused, match="人数须在 1 至 999 之间"):
        report(case, force.alice, force.station, persons=persons)
    with pytest.raises(MoveRefused, match="人数须在 1 至 999 之间"):
        make_case(force, measure="caught", persons=persons)
    with pytest.raises(MoveRefused, match="1 至 50 人"):
        services.take_measure(case, by=force.alice, version=case.version, measure="detention", persons=persons)
    assert (Outcome.objects.count(), Case.objects.count(), case.custody_lines.count()) == (0, 1, 0)


@pytest.mark.parametrize("persons", [0, 1000])
def test_database_refuses_the_number_too(persons, case, force):
    facts = {"unit": force.station, "created_by": force.alice, "created_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.bulk_create([Outcome(case=case, measure="caught", persons=persons, **facts)])


@pytest.mark.parametrize(("page", "words"), [("outcome", {"measure": "caught"}), ("measure", {"measure": "detention"})])
@pytest.mark.parametrize("persons", ["0", "10000", "九", ""])
def test_form_refuses_the_number_at_its_field_and_keeps_what_was_typed(page, words, persons, case, office, sign_in):
    client, url = sign_in(office), PAGES.url(page, case.pk)
    typed = filled_in(client.get(url).context["form"], words | {"persons": persons})
    response = client.post(url, typed)
    assert response.status_code == 422
    assert "persons" in response.context["form"].errors
    assert response.context["form"]["measure"].value() == words["measure"]
    assert not case.outcomes.exists()


@pytest.mark.parametrize(
    ("day", "words"), [(DAY - dt.timedelta(days=1), "不能早于受案日"), (dt.date(2026, 6, 11), "不能晚于今天")]
)
def test_outcome_before_its_case_or_to_come_is_refused(day, words, case, force):
    with pytest.raises(MoveRefused, match=words):
        report(case, force.alice, force.station, happened_on=day)
    with pytest.raises(MoveRefused, match=words):
        services.take_measure(case, by=force.alice, version=case.version, measure="detention", persons=1, on=day)
    assert (case.outcomes.count(), case.custody_lines.count()) == (0, 0)


def test_case_of_tomorrow_or_of_the_last_century_is_refused(force):
    for day in (dt.date(2026, 6, 11), dt.date(1999, 12, 31)):
        with pytest.raises(MoveRefused, match="受案日须在"):
            make_case(force, accepted_on=day)


def test_crime_to_come_is_refused_also_in_a_change(force, office, sign_in):
    client = sign_in(office)
    for url, words in ((PAGES.url("add"), case_words(force)), (PAGES.url("change", make_case(force).pk), {})):
        typed = filled_in(client.get(url).context["form"], words | {"happened_at": "2026-06-10T10:01"})
        response = client.post(url, typed)
        assert (response.status_code, "happened_at" in response.context["form"].errors) == (422, True)


def test_report_after_the_release_from_lead_and_listing_is_refused(force, office):
    asked = move(make_listed(force), "ask_release", by=office, on=clock.today(), result="已破案")
    case = services.release_case(asked, by=office, version=asked.version, result="复核合格")
    case = services.end_lead(case, by=office, version=case.version, reason="已经破案")
    with pytest.raises(MoveRefused, match="已经解除，不再报告进展"):
        services.report_progress(case, by=force.alice, version=case.version, content="已取证")
    assert not case.reports.exists()


def test_second_entry_of_a_law_enforcement_number_names_the_first(force, office, sign_in):
    first = make_case(force, external_number="A3302222026010001")
    with pytest.raises(MoveRefused, match=f"已登记：{first}（{first.unit}）"):
        make_case(force, external_number="A3302222026010001", unit=force.other_station)
    client, url = sign_in(force.people["office"]), PAGES.url("add")
    typed = filled_in(client.get(url).context["form"], case_words(force) | {"external_number": " a3302222026010001"})
    response = client.post(url, typed | {"place": "东街夜市"})
    assert (response.status_code, Case.objects.count()) == (422, 1)
    assert str(first) in response.content.decode()
    assert response.context["form"]["place"].value() == "东街夜市"
    other = make_case(force)
    with pytest.raises(MoveRefused, match="已登记"):
        services.change_case(other, by=office, version=other.version, external_number="A3302222026010001")
    move(first, "void", by=office, reason="重复登记")
    assert make_case(force, external_number="A3302222026010001").pk


@pytest.mark.parametrize(
    ("make", "page", "words"),
    [
        (make_case, "change", {"place": "东街夜市一带"}),
        (make_filed, "outcome", {"measure": "caught", "persons": "3"}),
        (make_filed, "measure", {"measure": "detention", "persons": "2"}),
        (make_led, "report", {"content": "已锁定嫌疑人"}),
        (make_filed, "withdraw", {"reason": "没有犯罪事实"}),
    ],
)
def test_who_comes_second_is_answered_409_and_keeps_what_he_typed(make, page, words, force, office, sign_in):
    case, client = make(force), sign_in(office)
    url = PAGES.url(page, case.pk)
    typed = filled_in(client.get(url).context["form"], words)
    services.change_case(case, by=force.alice, version=case.version, summary="另有一名嫌疑人")
    response = client.post(url, typed)
    assert response.status_code == 409
    assert {name: str(response.context["form"][name].value()) for name in words} == words
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.summary, kept.place) == (case.state, "另有一名嫌疑人", case.place)
    assert (kept.outcomes.count(), kept.custody_lines.count(), kept.reports.count()) == (0, 0, 0)


def test_stale_verdict_on_an_outcome_is_refused(force):
    outcome = make_outcome(force)
    services.verify_outcome(outcome, by=force.people["chief"], version=outcome.version)
    with pytest.raises(StaleRecord):
        services.verify_outcome(outcome, by=force.people["office"], version=outcome.version)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_day("waits for locks; on SQLite nothing is at once")
@pytest.mark.parametrize("run", range(REPEAT))
def test_two_units_that_report_at_once_make_one_that_counts_and_a_dispute(run):
    force = make_force()
    case = make_filed(force, "fraud", accepted_on=DAY, assisting=[force.other_station])
    found = at_once(
        [
            lambda: report(case, force.alice, force.station).state,
            lambda: report(case, force.bob, force.other_station).state,
        ]
    )
    assert sorted(found) == [State.DISPUTED, State.PENDING], found
    assert sorted(counted(case)) == [False, True]
    second = Outcome.objects.get(state=State.DISPUTED)
    assert second.rival == Outcome.objects.get(state=State.PENDING)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_day("waits for locks; on SQLite nothing is at once")
@pytest.mark.parametrize("run", range(REPEAT))
def test_two_rulers_at_once_decide_once(run):
    force = make_force()
    case = make_filed(force, "fraud", accepted_on=DAY, assisting=[force.other_station])
    report(case, force.alice, force.station)
    second = report(case, force.bob, force.other_station)
    found = at_once([lambda: rule(second, force, "this").ruling, lambda: rule(second, force, "first").ruling])
    [ruling] = [each for each in found if isinstance(each, str)]
    assert len([each for each in found if isinstance(each, MoveRefused)]) == 1, found
    assert counted(case) == ([False, True] if ruling == "this" else [True, False])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_day("waits for locks; on SQLite nothing is at once")
@pytest.mark.parametrize("run", range(REPEAT))
def test_two_entries_of_one_number_at_once_make_one_case(run):
    force = make_force()
    facts = {"external_number": "A3302222026010001"}
    found = at_once([lambda: make_case(force, **facts).pk, lambda: make_case(force, **facts).pk])
    [refused] = [each for each in found if isinstance(each, MoveRefused)]
    assert "已登记" in str(refused)
    assert Case.objects.count() == 1
