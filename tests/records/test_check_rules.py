"""表内校验: what the numbers of a form must satisfy among themselves, by the rules in force on its day."""

import datetime as dt
import logging

import pytest
from django import forms
from django.urls import reverse

from baiyi.records.check_rules import problems
from baiyi.records.forms import Checked, PlainForm
from baiyi.records.models import CheckRule
from hotspots.models import Supervision
from tests.factories import make_campaign, make_hotspot

DAY = dt.date(2026, 6, 10)
SHEET = {"hazards": 5, "on_site": 2, "by_date": 3, "persons": 4, "coerced": 1, "note": ""}
Kind = CheckRule.Kind


def rule(kind: str, left: str, right: str, **facts) -> CheckRule:
    return CheckRule.objects.create(subject="sheet", kind=kind, left=left, right=right, **facts)


def broken(**changes) -> list[tuple[str, str]]:
    labels = {"hazards": "隐患", "on_site": "当场", "by_date": "限期", "persons": "人数", "coerced": "采取措施"}
    return [(each.field, each.text) for each in problems("sheet", SHEET | changes, on=DAY, labels=labels)]


def test_total_is_the_sum_of_its_parts(db):
    rule(Kind.SUM, "hazards", "on_site, by_date")
    assert broken() == []
    assert broken(by_date=4) == [("hazards", "隐患应等于 当场 + 限期：5 ≠ 6")]
    assert broken(hazards=None, on_site=None, by_date=None) == []
    assert broken(on_site=None) == [("hazards", "隐患应等于 当场 + 限期：5 ≠ 3")]


def test_part_is_not_more_than_the_whole(db):
    rule(Kind.MOST, "coerced", "persons")
    assert broken(coerced=4) == []
    assert broken(coerced=5) == [("coerced", "采取措施不能大于人数：5 > 4")]
    assert broken(coerced=None) == []


def test_something_above_zero_asks_for_another(db):
    rule(Kind.REQUIRED, "persons", "note", message="有人员的，请写明去向")
    assert broken() == [("note", "有人员的，请写明去向")]
    assert broken(note="移交") == []
    assert broken(persons=0) == broken(persons=None) == []


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY + dt.timedelta(days=1), None, False),
        (None, DAY - dt.timedelta(days=1), False),
    ],
)
def test_rule_holds_on_its_days_only(db, since, until, counts):
    rule(Kind.SUM, "hazards", "on_site", effective_from=since, effective_to=until)
    assert bool(broken()) == counts


def test_rule_over_a_field_that_is_not_there_is_logged_and_left_out(db, caplog):
    rule(Kind.SUM, "hazards", "nonsense")
    with caplog.at_level(logging.ERROR):
        assert broken() == []
    assert "nonsense" in caplog.text


def test_rules_of_another_form_do_not_count(db):
    CheckRule.objects.create(subject="other", kind=Kind.SUM, left="hazards", right="on_site")
    assert broken() == []


def test_rules_cost_one_statement(db, django_assert_num_queries):
    for _ in range(5):
        rule(Kind.SUM, "hazards", "on_site,by_date")
    with django_assert_num_queries(1):
        assert broken() == []


class Sheet(PlainForm, Checked):
    checked_as = "sheet"
    hazards, on_site, by_date = (forms.IntegerField(label=label) for label in ("隐患", "当场", "限期"))


def test_form_says_it_at_the_field(db):
    rule(Kind.SUM, "hazards", "on_site,by_date")
    form = Sheet({"hazards": "5", "on_site": "1", "by_date": "1"})
    assert form.errors == {"hazards": ["隐患应等于 当场 + 限期：5 ≠ 2"]}


def test_office_adds_a_rule_and_the_form_of_supervision_obeys(force, sign_in):
    make_campaign(force.branch)
    hotspot = make_hotspot(force.station, force.people["office"], owner=force.alice)
    CheckRule.objects.create(
        subject="hotspots.supervision", kind=Kind.REQUIRED, left="problem_count", right="next_step"
    )
    url = reverse("hotspots:supervision-record", args=[hotspot.pk])
    client = sign_in(force.people["chief"])
    fresh = client.get(url).context["form"]
    typed = {"outcome": "problem", "method": "on_site", "problem_count": "2", "findings": "固定岗空岗"}
    typed |= {"supervised_on": str(fresh["supervised_on"].value()), "client_uuid": str(fresh["client_uuid"].value())}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "填了问题数（处），请填写下一步措施" in refused.content.decode()
    assert client.post(url, typed | {"next_step": "增派一人"}).status_code == 302
    assert Supervision.objects.count() == 1
