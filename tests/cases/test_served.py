"""送达 of 处罚决定书: within two working days of the decision unless it was handed over as it was announced."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.deadlines.serving import SERVE
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from cases import services
from cases.models import Case
from tests.cases.samples import make_case


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


def penalise(case, force, **facts):
    facts = {"on": clock.today(), "persons": 1} | facts
    return services.penalise_case(case, by=force.people["office"], version=case.version, **facts)


def serve(case, force, on: dt.date):
    return move(Case.objects.get(pk=case.pk), "serve_decision", by=force.alice, on=on, delivery="left")


@pytest.mark.parametrize(
    ("day", "due", "law"),
    [
        ("2022-07-13", "2022-07-15", "zhian_2012_97"),
        ("2022-09-08", "2022-09-13", "zhian_2012_97"),  # 10 to 12 Sep are 中秋
        ("2025-12-31", "2026-01-05", "zhian_2012_97"),  # 1 to 3 Jan are 元旦, Sunday the 4th is worked
        ("2026-06-18", "2026-06-23", "zhian_2025_116"),  # 19 to 21 Jun are 端午
    ],
)
def test_a_decision_not_handed_over_is_due_in_two_working_days(day, due, law, force, settings):
    settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
    case = penalise(make_case(force), force)
    term = case.deadlines.open().get()
    assert (term.kind, f"{term.effective_due_on}", term.rule.basis.code) == (SERVE, due, law)


def test_a_decision_announced_and_handed_over_owes_nothing(force):
    case = penalise(make_case(force), force, is_announced=True)
    assert not case.deadlines.open().exists()
    assert (case.decision_served_on, case.decision_delivery) == (clock.today(), "in_person")
    with pytest.raises(MoveRefused, match="已经登记送达"):
        serve(case, force, clock.today())


def test_service_closes_the_term_and_late_stays_late(force, settings):
    settings.BAIYI_TODAY = "2026-06-08T10:00:00+08:00"
    case = penalise(make_case(force, accepted_on=dt.date(2026, 6, 1)), force)
    settings.BAIYI_TODAY = "2026-06-11T10:00:00+08:00"
    assert list(Case.objects.overdue(clock.today())) == [case]
    with pytest.raises(MoveRefused, match="早于处罚决定日"):
        serve(case, force, dt.date(2026, 6, 7))
    with pytest.raises(MoveRefused, match="不能晚于今天"):
        serve(case, force, dt.date(2026, 6, 12))
    serve(case, force, dt.date(2026, 6, 11))
    term = case.deadlines.get(kind=SERVE)
    assert (term.closed_on, term.is_within_limit) == (dt.date(2026, 6, 11), False)
    assert not Case.objects.overdue(clock.today()).exists()


def test_the_officer_finds_what_lies_unserved_among_his_todos(force, sign_in):
    case = penalise(make_case(force, officer=force.alice), force)
    todos = reverse("notifications:inbox")
    assert case.name in sign_in(force.alice).get(todos).content.decode()
    serve(case, force, clock.today())
    assert case.name not in sign_in(force.alice).get(todos).content.decode()


def test_the_page_asks_says_the_day_and_shows_the_service(force, sign_in):
    case, client = make_case(force), sign_in(force.people["office"])
    address = reverse("cases:case-penalise", args=[case.pk])
    asked = {"version": case.version, "on": f"{clock.today()}", "persons": "1"}
    assert "is_announced" in client.post(address, asked).context["form"].errors
    page = client.post(address, asked | {"is_announced": "no"}, follow=True)
    assert "“处罚”已登记，现为“已处罚”，送达期限6月12日" in page.content.decode()
    assert "未登记送达" in page.content.decode()
    case = Case.objects.get(pk=case.pk)
    facts = {"version": case.version, "on": f"{clock.today()}", "delivery": "left"}
    page = client.post(reverse("cases:case-serve-decision", args=[case.pk]), facts, follow=True)
    assert f"{clock.today()} 留置" in page.content.decode()


def test_a_case_of_before_that_says_nothing_can_still_be_told(force):
    case = penalise(make_case(force), force)
    case.deadlines.filter(kind=SERVE).delete()
    assert serve(case, force, clock.today()).decision_served_on == clock.today()
