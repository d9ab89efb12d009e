"""Terms of mediation, 2022–2026: each row worked by hand over the notices of holidays.

The first day does not count (程序规定第三十五条). 治安调解 counts working days; 人民调解, the application to the
court and the court's own terms count natural days, and a last day off moves to the next working day. The day of
performance is the parties' own and does not move.
"""

import datetime as dt

import pytest

from baiyi.deadlines.models import Deadline
from baiyi.records.moves import MoveRefused, move
from disputes.kinds import CONFIRM, COURT_ACCEPT, COURT_DECIDE, MEDIATE, PERFORM
from disputes.models import Mediation
from disputes.services import mediations
from disputes.services.instalments import Due
from tests.disputes.mediation_samples import agree, hold, start


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


def last_term(record, kind: str) -> Deadline:
    return record.deadlines.filter(kind=kind, voided_at=None).select_related("rule").order_by("-pk").first()


def due(record, kind: str) -> str:
    term = last_term(record, kind)
    assert not term.is_estimated
    return f"{term.effective_due_on}"


FIRST = [
    ("2022-01-28", "2022-02-07", "29 and 30 Jan are worked, then 春节"),
    ("2022-04-01", "2022-04-07", "Saturday the 2nd is worked, 3 to 5 are 清明"),
    ("2022-04-29", "2022-05-07", "劳动节 to the 4th; Saturday the 7th is worked"),
    ("2022-09-30", "2022-10-10", "国庆 days; 8 and 9 Oct are worked"),
    ("2022-12-29", "2023-01-04", "31 Dec to 2 Jan are off by the notice of 2023"),
    ("2023-01-19", "2023-01-29", "春节 to the 27th; 28 and 29 are worked"),
    ("2023-06-20", "2023-06-26", "端午 days; Sunday the 25th is worked"),
    ("2023-09-28", "2023-10-09", "29 Sep to 6 Oct are off; 7 and 8 are worked"),
    ("2024-02-08", "2024-02-19", "除夕 is worked; 春节 days; Sunday the 18th is worked"),
    ("2024-04-03", "2024-04-09", "清明 to the 6th; Sunday the 7th is worked"),
    ("2025-01-24", "2025-02-05", "Sunday the 26th is worked; 春节 from the 28th"),
    ("2025-05-30", "2025-06-05", "端午 to 2 Jun"),
    ("2026-01-01", "2026-01-06", "2 and 3 are off; Sunday the 4th is worked"),
    ("2026-02-13", "2026-02-25", "Saturday the 14th is worked; 春节 to the 23rd"),
    ("2026-09-24", "2026-09-30", "25 to 27 are 中秋"),
    ("2026-09-30", "2026-10-10", "国庆 days; Saturday the 10th is worked"),
]
AFTER_EXPERTISE = [
    ("2022-05-20", "2022-06-02", "2022-06-08", "端午 to the 5th"),
    ("2024-09-02", "2024-09-13", "2024-09-19", "Saturday the 14th is worked; 中秋 to the 17th"),
    ("2025-03-20", "2025-04-03", "2025-04-09", "清明 days, 4 to 6"),
    ("2026-04-20", "2026-04-30", "2026-05-08", "劳动节 to the 5th"),
]
SECOND = [
    ("2022-01-27", "2022-02-10", "three days before 春节 days, four after"),
    ("2022-09-29", "2022-10-13", "one before 国庆 days; 8 and 9 Oct are worked"),
    ("2023-04-27", "2023-05-10", "劳动节 days; Saturday 6 May is worked"),
    ("2024-04-30", "2024-05-13", "劳动节 days; Saturday the 11th is worked"),
    ("2025-09-26", "2025-10-13", "Sunday 28 Sep and Saturday 11 Oct are worked"),
    ("2026-06-17", "2026-06-29", "端午 to the 21st"),
]
BY_PEOPLE = [
    ("2022-09-01", "2022-10-08", "1 Oct; Saturday the 8th is worked"),
    ("2024-01-11", "2024-02-18", "10 Feb is 春节 days; Sunday the 18th is worked"),
    ("2025-12-02", "2026-01-04", "1 Jan; Sunday the 4th is worked"),
    ("2026-05-20", "2026-06-22", "19 Jun is 端午"),
]
CONFIRMED_BY = [
    ("2022-04-01", "2022-05-05", "1 May is off to the 4th"),
    ("2023-08-31", "2023-10-07", "30 Sep is off; Saturday 7 Oct is worked"),
    ("2024-08-16", "2024-09-18", "15 Sep is 中秋"),
    ("2025-01-02", "2025-02-05", "1 Feb is 春节"),
    ("2026-01-16", "2026-02-24", "15 Feb is 春节 days, to the 23rd"),
]
ACCEPTED_BY = [
    ("2022-09-30", "2022-10-08", "3 Oct is 国庆"),
    ("2024-02-07", "2024-02-18", "10 Feb is 春节"),
    ("2026-06-10", "2026-06-15", "13 Jun is a Saturday"),
]
DECIDED_BY = [
    ("2022-09-20", "2022-10-08", "5 Oct is 国庆"),
    ("2025-01-20", "2025-02-05", "4 Feb is the last day of 春节"),
    ("2026-09-11", "2026-09-28", "26 Sep is 中秋"),
]


@pytest.mark.parametrize(("accepted", "expected", "why"), FIRST)
def test_first_mediation_is_due(accepted, expected, why, force, at):
    at(accepted)
    assert due(start(force), MEDIATE) == expected, why


@pytest.mark.parametrize(("accepted", "issued", "expected", "why"), AFTER_EXPERTISE)
def test_first_mediation_waits_for_the_expertise(accepted, issued, expected, why, force, at):
    at(accepted)
    mediation, office = start(force, awaits_expertise=True), force.people["office"]
    assert not mediation.deadlines.exists()
    with pytest.raises(MoveRefused, match="还没有出具"):
        hold(mediation, force)
    on = at(issued)
    known = mediations.get_expertise(mediation, by=office, version=mediation.version, on=on)
    assert due(known, MEDIATE) == expected, why
    assert last_term(known, MEDIATE).starts_on == on


@pytest.mark.parametrize(("accepted", "issued", "expected", "why"), AFTER_EXPERTISE)
def test_expertise_nobody_waited_for_counts_anew_too(accepted, issued, expected, why, force, at):
    at(accepted)
    mediation = start(force)
    on = at(issued)
    known = mediations.get_expertise(mediation, by=force.alice, version=mediation.version, on=on)
    assert due(known, MEDIATE) == expected, why
    assert known.deadlines.filter(kind=MEDIATE).exclude(voided_at=None).count() == 1
    late = start(force, expertise_on=on, accepted_on=on)
    assert due(late, MEDIATE) == expected


@pytest.mark.parametrize(("first", "expected", "why"), SECOND)
def test_second_mediation_is_due_seven_working_days_after_the_first(first, expected, why, force, at):
    on = at(first)
    held = hold(start(force), force, on=on)
    assert due(held, MEDIATE) == expected, why
    assert last_term(held, MEDIATE).rule.code == "mediate2_7wd"
    assert held.deadlines.get(kind=MEDIATE, period="1").is_within_limit


def test_second_mediation_after_its_term_is_recorded_as_late(force, at):
    at("2026-06-08")
    held = hold(start(force), force)
    at("2026-06-18")  # seven working days: 9 to 12, 15 to 17
    failed = hold(held, force, "hold_again")
    term = failed.deadlines.get(kind=MEDIATE, period="2")
    assert (f"{term.due_on}", term.is_within_limit, failed.state) == ("2026-06-17", False, "failed")
    assert not failed.deadlines.open().exists()


@pytest.mark.parametrize(("accepted", "expected", "why"), BY_PEOPLE)
def test_people_mediate_within_thirty_days(accepted, expected, why, force, at):
    at(accepted)
    assert due(start(force, kind="people"), MEDIATE) == expected, why


def test_people_meet_without_their_term_beginning_anew(force, at):
    at("2026-06-01")
    mediation = start(force, kind="people")
    for day in ("2026-06-05", "2026-06-12"):
        mediation = hold(mediation, force, "hold", on=at(day))
    assert due(mediation, MEDIATE) == "2026-07-01"
    assert mediation.deadlines.count() == 1


def test_term_of_the_people_grows_once_to_sixty_days(force, at):
    at("2026-03-02")
    mediation, office = start(force, kind="people"), force.people["office"]

    def extend(length: int) -> Mediation:
        now = Mediation.objects.get(pk=mediation.pk)
        return mediations.extend_term(now, by=office, version=now.version, length=length, reason="双方同意")

    with pytest.raises(MoveRefused, match="不得超过 60"):
        extend(31)
    assert due(extend(30), MEDIATE) == "2026-05-06"  # 1 May, off to the 5th
    with pytest.raises(MoveRefused, match="以 1 次为限"):
        extend(1)


def test_term_of_the_police_grows_not(force, at):
    at("2026-03-02")
    mediation = start(force)
    with pytest.raises(MoveRefused, match="不得延期"):
        mediations.extend_term(mediation, by=force.alice, version=mediation.version, length=1, reason="x")
    assert not mediations.may_extend(mediation)


@pytest.mark.parametrize(("agreed", "expected", "why"), CONFIRMED_BY)
def test_parties_apply_to_the_court_within_thirty_days(agreed, expected, why, force, at):
    on = at(agreed)
    agreement = agree(start(force, kind="people"), force, Due(on + dt.timedelta(90), "赔偿"))
    assert due(agreement, CONFIRM) == expected, why


@pytest.mark.parametrize(("applied", "expected", "why"), ACCEPTED_BY)
def test_court_accepts_within_three_days(applied, expected, why, force, at):
    on = at(applied)
    asked = move(agree(start(force, kind="people"), force), "apply_to_court", by=None, on=on, court="区人民法院")
    assert due(asked, COURT_ACCEPT) == expected, why
    assert asked.deadlines.get(kind=CONFIRM).is_within_limit


@pytest.mark.parametrize(("accepted", "expected", "why"), DECIDED_BY)
def test_court_decides_within_fifteen_days(accepted, expected, why, force, at):
    on = at(accepted)
    asked = move(agree(start(force, kind="people"), force), "apply_to_court", by=None, on=on, court="区人民法院")
    assert due(move(asked, "court_accepts", by=None, on=on), COURT_DECIDE) == expected, why


def test_term_of_the_court_grows_by_ten_days_at_most(force, at):
    on = at("2026-06-01")
    asked = move(agree(start(force, kind="people"), force), "apply_to_court", by=None, on=on, court="区人民法院")
    mediation = move(asked, "court_accepts", by=None, on=on)
    assert due(mediation, COURT_DECIDE) == "2026-06-16"
    facts = {"by": force.alice, "version": mediation.version, "reason": "经院长批准"}
    with pytest.raises(MoveRefused, match="不得超过 25"):
        mediations.extend_term(mediation, length=11, **facts)
    assert due(mediations.extend_term(mediation, length=10, **facts), COURT_DECIDE) == "2026-06-26"


def test_application_after_thirty_days_is_kept_as_late_and_none_as_settled(force, at):
    at("2026-06-01")
    mediation, second = (agree(start(force, kind="people"), force) for _ in range(2))
    at("2026-07-02")  # the thirtieth day is 1 July
    asked = move(mediation, "apply_to_court", by=None, on=dt.date(2026, 7, 2), court="区人民法院")
    assert asked.deadlines.get(kind=CONFIRM).is_within_limit is False
    waived = move(second, "waive_court", by=None, on=dt.date(2026, 6, 20))
    assert waived.deadlines.get(kind=CONFIRM).is_within_limit
    assert not waived.deadlines.filter(kind=COURT_ACCEPT).exists()


@pytest.mark.parametrize(("kind", "manner"), [("public_order", "by_day"), ("people", "at_once")])
def test_what_the_police_mediate_and_what_is_done_at_once_goes_to_no_court(kind, manner, force, at):
    on = at("2026-06-01")
    parts = [Due(on + dt.timedelta(10), "赔偿")] if manner == "by_day" else []
    agreed = agree(start(force, kind=kind), force, *parts, manner=manner)
    assert not agreed.deadlines.filter(kind=CONFIRM).exists()
    if kind == "public_order":
        with pytest.raises(MoveRefused, match="只有人民调解"):
            move(agreed, "apply_to_court", by=None, on=on, court="区人民法院")


@pytest.mark.parametrize("day", ["2026-10-01", "2026-06-20", "2026-06-02"])
def test_day_of_performance_is_the_parties_own_and_does_not_move(day, force, at):
    at("2026-06-01")
    agreed = agree(start(force), force, Due(dt.date.fromisoformat(day), "赔偿"))
    part = agreed.instalments.get()
    assert (due(part, PERFORM), f"{agreed.agreement.perform_by}") == (day, day)


def test_overdue_parts_stand_in_their_tab(force, at, sign_in):
    at("2026-06-01")
    part = agree(start(force), force, Due(dt.date(2026, 6, 5), "赔偿")).instalments.get()
    at("2026-06-08")
    client = sign_in(force.alice)
    assert part.get_absolute_url() in client.get("/disputes/instalments/?tab=overdue").content.decode()
    at("2026-06-05")
    assert part.get_absolute_url() not in client.get("/disputes/instalments/?tab=overdue").content.decode()
    assert part.get_absolute_url() in client.get("/disputes/instalments/?tab=near").content.decode()


@pytest.mark.parametrize(("day", "is_taken"), [("2028-06-01", True), ("2031-06-05", True), ("2031-06-06", False)])
def test_performance_lies_five_years_ahead_at_most(day, is_taken, force, at):
    at("2026-06-01")
    part = Due(dt.date.fromisoformat(day), "赔偿")
    if is_taken:
        assert due(agree(start(force), force, part).instalments.get(), PERFORM) == day  # hangs on no calendar
        return
    with pytest.raises(MoveRefused, match="不得超过 1830"):
        agree(start(force), force, part)
