"""治安调解 that fails, or is not kept, restarts the term of the case behind the dispute; one that is kept says so."""

import datetime as dt

import pytest
from auditlog.models import LogEntry

from baiyi.notifications.models import Notification
from baiyi.records.moves import MoveRefused, move
from cases.kinds import CASE
from cases.models import Case
from cases.services import ask_extension
from disputes.models import Dispute
from disputes.services import instalments, mediations
from tests.cases.samples import make_case, make_filed
from tests.disputes.made import make_graded
from tests.disputes.mediation_samples import AT_ONCE, agree, hold, start


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


def behind(force, case) -> Dispute:
    dispute = make_graded(force)
    dispute.behind = case
    dispute.save()
    return dispute


def fail(mediation, force, on: dt.date):
    facts = {"on": on, "reason": "一方不到场"}
    return mediations.fail_mediation(mediation, by=force.alice, version=mediation.version, **facts)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def terms(case: Case) -> list[tuple[str, str, bool]]:
    """Start and end of each, and whether it was voided."""
    rows = case.deadlines.filter(kind=CASE).order_by("pk")
    return [(f"{each.starts_on}", f"{each.effective_due_on}", each.voided_at is not None) for each in rows]


DAYS = [
    ("2026-03-02", "2026-03-20", "2026-04-20", "19 Apr is a Sunday"),
    ("2026-01-05", "2026-01-16", "2026-02-24", "15 Feb is 春节"),
    ("2025-09-01", "2025-09-08", "2025-10-09", "8 Oct is the last day of 国庆"),
    ("2022-08-22", "2022-09-01", "2022-10-08", "1 Oct; Saturday the 8th is worked"),
]


@pytest.mark.parametrize(("accepted", "failed", "due", "why"), DAYS)
def test_failure_counts_the_term_anew_from_its_day(accepted, failed, due, why, force, at):
    at(accepted)
    case = make_case(force)
    mediation = start(force, behind(force, case))
    fail(mediation, force, at(failed))
    first, second = terms(case)
    assert (first[0], first[2]) == (accepted, True)
    assert second == (failed, due, False), why
    assert f"{fresh(case).clock_from}" == failed
    assert fresh(case).accepted_on == case.accepted_on


def test_second_failure_and_breach_restart_it_and_the_page_and_timeline_say_why(force, at, sign_in):
    at("2026-03-02")
    case = make_case(force)
    mediation = hold(start(force, behind(force, case)), force)
    assert len(terms(case)) == 1
    at("2026-03-06")
    hold(mediation, force, "hold_again")
    assert terms(case)[-1] == ("2026-03-06", "2026-04-07", False)  # 5 Apr is 清明, to the 6th
    at("2026-03-09")
    dispute = Dispute.objects.get()
    agreed = agree(start(force, dispute), force)
    part = agreed.instalments.first()
    on = at("2026-03-16")
    facts = {"on": on, "reason": "没有钱"}
    instalments.breach_instalment(part, by=force.alice, version=part.version, **facts)
    assert terms(case)[-1] == ("2026-03-16", "2026-04-15", False)
    assert [voided for _, _, voided in terms(case)] == [True, True, False]
    said = LogEntry.objects.get_for_object(fresh(case)).filter(additional_data__verb="办案期限重新计算")
    assert sorted(each.additional_data["reason"] for each in said) == [
        "治安调解协议未履行，办案期限重新计算",
        "治安调解未达成协议，办案期限重新计算",
    ]
    page = sign_in(force.alice).get(case.get_absolute_url()).content.decode()
    for words in ("治安调解未达成协议，办案期限重新计算", "办案期限起算日", "2026-03-16"):
        assert words in page
    told = Notification.objects.filter(kind="case_restarted")
    assert set(told.values_list("recipient__username", flat=True)) == {"alice"}
    assert told.count() == 2


def test_suspended_case_goes_on_and_an_extension_nobody_decided_about_is_wanted_no_more(force, at):
    at("2026-03-02")
    case = make_case(force)
    case = ask_extension(case, by=force.alice, version=case.version, days=10, reason="案情复杂")
    facts = {"on": at("2026-03-04"), "ground": "expertise", "reason": "伤情鉴定"}
    move(case, "suspend", by=force.people["office"], **facts)
    fail(start(force, behind(force, case)), force, at("2026-03-10"))
    now = fresh(case)
    assert (now.suspended_on, now.extension_asked_on) == (None, None)
    assert terms(case)[-1] == ("2026-03-10", "2026-04-09", False)
    assert not now.deadlines.open().exclude(paused_on=None).exists()


@pytest.mark.parametrize("name", ["people", "criminal", "ended", "voided", "no case"])
def test_nothing_is_restarted_where_the_law_does_not_say_so(name, force, at):
    on, office = at("2026-03-02"), force.people["office"]
    case = make_filed(force) if name == "criminal" else make_case(force)
    if name == "ended":
        case = move(case, "withdraw", by=office, on=on, reason="没有违法事实")
    if name == "voided":
        case = move(case, "void", by=office, reason="重复登记")
    dispute = make_graded(force) if name == "no case" else behind(force, case)
    before = (fresh(case).version, terms(case))
    failed = fail(start(force, dispute, kind="people" if name == "people" else "public_order"), force, on)
    assert failed.state == "failed"
    assert (fresh(case).version, terms(case)) == before
    assert not Notification.objects.filter(kind="case_restarted").exists()


def test_case_of_the_old_text_counts_anew_by_the_text_of_that_day(force, at):
    at("2025-12-22")
    case = make_case(force)
    fail(start(force, behind(force, case)), force, at("2026-01-05"))
    assert terms(case)[-1] == ("2026-01-05", "2026-02-04", False)
    assert fresh(case).rule.code == "case_30d_natural_roll"


def test_case_accepted_after_the_mediation_failed_never_counts_from_before_its_own_day(force, at):
    at("2026-03-02")
    mediation = start(force)
    on = at("2026-03-05")
    case = make_case(force)
    mediation.dispute.behind = case
    mediation.dispute.save()
    fail(mediation, force, on - dt.timedelta(days=2))
    assert terms(case)[-1][0] == "2026-03-05"


def test_failure_is_taken_back_when_the_case_refuses(force, at, monkeypatch):
    at("2026-03-02")
    case = make_case(force)
    mediation = start(force, behind(force, case))

    def refuse(*args):
        raise MoveRefused("没有适用的期限规则")

    monkeypatch.setattr("cases.services.mediated.rule_for", refuse)
    with pytest.raises(MoveRefused, match="没有适用"):
        fail(mediation, force, dt.date(2026, 3, 2))
    assert type(mediation).objects.get().state == "open"


@pytest.mark.parametrize(("kind", "condition"), [("public_order", False), ("people", True)])
def test_officer_is_told_that_a_kept_agreement_spares_the_penalty(kind, condition, force, at):
    on = at("2026-03-02")
    case = make_case(force)
    agree(start(force, behind(force, case), kind=kind), force, **AT_ONCE)
    message = Notification.objects.select_related("recipient").get(kind="case_mediated")
    assert message.recipient == force.alice
    assert ("书面申请" in message.text) is condition
    assert terms(case) == [("2026-03-02", "2026-04-01", False)]
    ended = move(fresh(case), "settle", by=force.people["chief"], on=on, reason="调解协议已履行")
    assert (ended.state, ended.deadlines.get(kind=CASE).is_within_limit) == ("mediated", True)
