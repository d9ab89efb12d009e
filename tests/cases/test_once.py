"""A form is one case, measures end with it, its review can be extended, and who helped is listed apart."""

import datetime as dt

import pytest

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from cases import services
from cases.models import Case, CaseCategory, CustodyLine
from cases.views.cases import CASES
from tests.cases.samples import make_case, make_filed
from tests.samples import shown_in


def test_same_form_twice_is_one_case_and_one_outcome(force, sign_in):
    client = sign_in(force.alice)
    form = client.get(CASES.url("add")).context["form"]
    words = shown_in(form) | {
        "category": CaseCategory.objects.get(code="gambling").pk,
        "persons": 3,
        "measure": "penalised",
    }
    first, second = (client.post(CASES.url("add"), words) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    case = Case.objects.get()
    assert case.outcomes.get().persons == 3


def test_measures_end_with_a_case_that_leaves_and_are_served_after_a_penalty(force):
    office, today = force.people["office"], clock.today()
    held = make_filed(force)
    services.take_measure(held, by=office, version=held.version, measure="detention", persons=2)
    move(Case.objects.get(pk=held.pk), "prosecute", by=office, on=today)
    assert set(held.custody_lines.values_list("state", "ended_on")) == {("ended", today)}
    assert not CustodyLine.objects.overdue(today + dt.timedelta(days=30)).exists()
    fined = make_case(force)
    services.take_measure(fined, by=office, version=fined.version, measure="administrative", persons=1, days=5)
    fined = Case.objects.get(pk=fined.pk)
    services.penalise_case(fined, by=office, version=fined.version, on=today, persons=1)
    assert fined.custody_lines.get().state == "active"


def test_review_of_a_criminal_case_is_extended_until_it_is_filed(force):
    case, office = make_case(force, "theft"), force.people["office"]
    asked = services.ask_extension(case, by=force.alice, version=case.version, days=27, reason="案情重大")
    services.approve_extension(asked, by=office, version=asked.version)
    term = case.deadlines.get()
    assert (term.kind, term.effective_due_on > term.due_on) == ("filing", True)
    filed = make_filed(force)
    with pytest.raises(MoveRefused, match="没有办案期限可延"):
        services.ask_extension(filed, by=office, version=filed.version, days=5, reason="x")


def test_who_helped_is_listed_apart_and_disputes_nothing(force):
    case, office = make_filed(force), force.people["office"]
    facts = {"measure": "caught", "persons": 3}
    first = services.record_outcome(case, by=office, unit=force.station, **facts)
    helped = services.record_outcome(case, by=office, unit=force.other_station, share="assisting", **facts)
    assert (first.is_counted, helped.is_counted, helped.state) == (True, False, "pending")


def test_ledger_says_what_was_reported_beside_what_counts(force, sign_in):
    case, office = make_filed(force), force.people["office"]
    for unit in (force.station, force.other_station):
        services.record_outcome(case, by=office, unit=unit, measure="caught", persons=3)
    services.record_outcome(case, by=office, unit=force.station, measure="found", persons=2)
    page = sign_in(office).get("/cases/outcomes/").content.decode()
    assert "抓获登记 6 人、计入 3 人；查获登记 2 人、计入 2 人" in page


def test_people_entered_with_the_case_are_not_counted_again(force):
    office, today = force.people["office"], clock.today()
    fined = make_case(force, measure="penalised", persons=3)
    with pytest.raises(MoveRefused, match="已登记行政处罚 3 人"):
        services.penalise_case(fined, by=office, version=Case.objects.get().version, on=today, persons=2)
    services.penalise_case(fined, by=office, version=Case.objects.get().version, on=today, persons=4)
    assert sorted(fined.outcomes.values_list("persons", flat=True)) == [1, 3]
    held = make_filed(force, measure="coerced", persons=2)
    for people, total in ((2, 2), (1, 3)):
        version = Case.objects.get(pk=held.pk).version
        services.take_measure(held, by=office, version=version, measure="detention", persons=people)
        assert sum(held.outcomes.values_list("persons", flat=True)) == total
