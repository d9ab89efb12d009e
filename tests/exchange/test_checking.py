"""表内校验: the office makes and ends rules on pages, and the forms obey from that day on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.exchange import checking
from baiyi.exchange.check_forms import words_of
from baiyi.records import clock
from baiyi.records.check_rules import problems, subjects
from baiyi.records.models import CheckRule
from baiyi.records.moves import MoveRefused
from tests.exchange.samples import a_rule

VISIT = "hotspots.supervision"
ADD = reverse("exchange:check-add", args=[VISIT])


def words(**changes) -> dict:
    typed = {"kind": "required", "left": "problem_count", "others": ["findings"], "effective_from": f"{clock.today()}"}
    return typed | changes


@pytest.fixture
def office(force, sign_in):
    return sign_in(force.people["office"])


def rules():
    return CheckRule.objects.filter(subject=VISIT)


def test_rule_of_the_office_is_obeyed_from_its_day(office):
    tomorrow = clock.today() + dt.timedelta(days=1)
    response = office.post(ADD, words(effective_from=f"{tomorrow}", message="有问题的须写明"))
    assert response.url == reverse("exchange:check-list")
    broken = {"problem_count": 3, "findings": ""}
    assert problems(VISIT, broken, on=clock.today()) == []
    assert [(each.field, each.text) for each in problems(VISIT, broken, on=tomorrow)] == [
        ("findings", "有问题的须写明")
    ]


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"others": ["problem_count"]}, "others", "对照项不能是被校验项自己"),
        ({"left": "findings", "others": ["problem_count"]}, "left", "被校验项须是数量"),
        ({"kind": "sum"}, "others", "相加、比较的对照项须是数量"),
        ({"effective_from": "2020-01-01"}, None, "启用日不能早于今天：已登记的不重新校验"),
    ],
)
def test_rule_that_makes_no_sense_is_refused_with_what_was_typed(changes, field, text, office):
    response = office.post(ADD, words(**changes))
    assert response.status_code == 422
    assert text in response.context["form"].errors.get(field or "__all__", [])
    assert not rules().exists()


def test_same_rule_is_made_once(office):
    office.post(ADD, words())
    response = office.post(ADD, words())
    assert response.status_code == 422
    assert "已有同样的规则在用" in response.content.decode()
    assert rules().count() == 1


def test_ended_rule_holds_on_its_last_day_and_no_longer(office, force):
    rule = a_rule(force)
    office.post(reverse("exchange:check-end", args=[rule.pk]), {"on": f"{clock.today()}", "reason": "口径改了"})
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert list(CheckRule.objects.in_force(rule.subject, clock.today()).filter(pk=rule.pk)) == [rule]
    assert not CheckRule.objects.in_force(rule.subject, tomorrow).filter(pk=rule.pk).exists()
    again = office.post(reverse("exchange:check-end", args=[rule.pk]), {"on": f"{tomorrow}", "reason": "再停"})
    assert again.status_code == 422


def test_rule_that_has_not_begun_is_withdrawn(office, force):
    rule = a_rule(force, effective_from=clock.today() + dt.timedelta(days=9))
    office.post(reverse("exchange:check-end", args=[rule.pk]), {"on": f"{clock.today()}", "reason": "不用了"})
    assert not CheckRule.objects.filter(pk=rule.pk).exists()


def test_service_asks_for_the_right(force):
    with pytest.raises(PermissionDenied):
        a_rule(force, by=force.people["chief"])
    rule = a_rule(force)
    with pytest.raises(PermissionDenied):
        checking.end_rule(rule, by=force.people["chief"], on=clock.today(), reason="不用了")
    with pytest.raises(MoveRefused):
        checking.end_rule(rule, by=force.people["office"], on=clock.today() - dt.timedelta(days=1), reason="不用了")


def test_every_rule_names_fields_of_its_form(db):
    """Rules that came with the system too: a field that was renamed would leave its rule without effect."""
    for rule in CheckRule.objects.all():
        known = subjects[rule.subject].fields()
        assert {rule.left, *rule.others} <= known.keys(), words_of(rule)


def test_unknown_form_is_no_page(office):
    assert office.get(reverse("exchange:check-add", args=["cases.none"])).status_code == 404
    assert office.get(reverse("exchange:check-end", args=[987])).status_code == 404
