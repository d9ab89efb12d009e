"""Legal bases and rules on pages: a new version takes over from a day on, and what was frozen stays as it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.deadlines import reference
from baiyi.deadlines.models import Deadline, LegalBasis, Rule
from baiyi.deadlines.services import DeadlineRefused, extend_deadline, open_deadline, open_deadlines
from baiyi.deadlines.services import NewDeadline as New
from baiyi.deadlines.uses import uses_of
from baiyi.records.moves import MoveRefused
from cases.services.cases import rule_for
from inspections.kinds import RECTIFY
from inspections.services.rectification import plan_drafts
from tests.factories import make_category, make_hazard, make_inspection, make_venue
from tests.samples import shown_in

TODAY, LATER = date(2026, 6, 10), date(2026, 6, 15)  # a Wednesday, a Monday
FACTS = {"label": "限期整改（工作日）", "measure": "working", "length": 5, "max_length": 20, "max_extensions": 1}
FACTS |= {"grace": 0, "rolls": True, "basis": None, "note": ""}


@pytest.fixture(autouse=True)
def moment(settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"


@pytest.fixture
def person(force):
    return force.people["office"]


@pytest.fixture
def office(person, sign_in):
    return sign_in(person)


@pytest.fixture
def rule(working_rule) -> Rule:
    return working_rule


def version(rule, person, day=LATER, **facts) -> Rule:
    return reference.add_version(rule, by=person, effective_from=day, reason="按新规定", **(FACTS | facts))


def opened(force, rule, starts_on, period="") -> Deadline:
    facts = {"unit": force.station, "rule": Rule.objects.get(pk=rule.pk), "by": force.alice, "period": period}
    return open_deadline(force.station, RECTIFY, starts_on=starts_on, **facts)


def day_before(day: date) -> date:
    return day - timedelta(days=1)


# A new version


def test_deadlines_of_before_stay_and_new_ones_count_by_the_version_of_their_start(force, person, rule):
    before = opened(force, rule, TODAY, "1")
    frozen = (before.rule_id, before.length, before.due_on)
    new = version(rule, person, length=5)
    before.refresh_from_db()
    assert (before.rule_id, before.length, before.due_on) == frozen
    assert opened(force, rule, day_before(LATER), "2").rule_id == rule.pk
    after = opened(force, rule, LATER, "3")
    assert (after.rule, after.length) == (new, 5)


def test_extension_of_an_old_deadline_goes_by_its_own_version(force, person, rule):
    before = opened(force, rule, TODAY)
    version(rule, person, max_length=6)
    extension = extend_deadline(before, length=10, reason="材料未到", by=person)
    assert extension.total_length == 17


def test_many_that_start_on_a_day_ask_for_the_version_once(force, person, rule, django_assert_max_num_queries):
    version(rule, person)
    old = Rule.objects.get(pk=rule.pk)
    wanted = [New(force.station, RECTIFY, unit=force.station, rule=old, starts_on=LATER, period=f"{n}") for n in "1234"]
    open_deadlines(wanted[:1], by=person)
    with django_assert_max_num_queries(8):
        open_deadlines(wanted[1:], by=person)


def test_notice_issued_after_the_day_and_its_draft_count_by_the_new_version(force, person, rule, settings):
    place = make_venue(force.station, force.alice, category=make_category())
    people = [force.alice, force.amy]
    draft = make_inspection(place, people, hazards=[make_hazard()], issue_now=False).notices.get()
    version(rule, person, length=3)
    settings.BAIYI_TODAY = f"{LATER}T10:00:00+08:00"
    plan_drafts(LATER)
    draft.refresh_from_db()
    issued = make_inspection(make_venue(force.station, force.alice), people, hazards=[make_hazard()]).notices.get()
    due = issued.deadlines.get(kind=RECTIFY)
    assert (due.length, draft.planned_due_on) == (3, due.due_on)


def test_case_goes_on_with_the_new_version_of_its_rule(person, db):
    usual = rule_for("administrative", TODAY)
    reference.add_rule(
        by=person, effective_from=TODAY, kind=usual.kind, starts_with="立案", **(FACTS | {"label": "另立的规则"})
    )
    new = version(usual, person, length=20)
    assert rule_for("administrative", TODAY) == usual
    assert rule_for("administrative", LATER) == new


def test_version_begins_tomorrow_at_the_earliest_and_not_before_another(person, rule):
    with pytest.raises(MoveRefused, match="最早从 2026-06-11 起"):
        version(rule, person, day=TODAY)
    first = version(rule, person)
    with pytest.raises(MoveRefused, match="最早从 2026-06-16 起"):
        version(rule, person)
    second = version(rule, person, day=LATER + timedelta(days=9))
    assert [first.code, second.code] == ["rectify_working@2", "rectify_working@3"]
    assert Rule.objects.get(pk=rule.pk).on(LATER + timedelta(days=20)) == second


def test_page_compares_first_and_saves_what_was_compared(office, force, rule):
    opened(force, rule, TODAY)
    address = reverse("deadlines:rule-version", args=[rule.pk])
    page = office.get(address)
    assert "未办结期限 <strong>1</strong> 项" in page.content.decode()
    typed = shown_in(page.context["form"]) | {"length": "5", "effective_from": f"{LATER}", "reason": "按新规定"}
    typed |= {"grace": "0"}
    asked = office.post(address, typed)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "请核对下面的新旧对照" in text
    assert "2026-06-25" in text  # seven working days from Monday, across the festival
    assert "2026-06-23" in text
    typed |= {"seen": "on", "shown": asked.context["form"]["shown"].value()}
    other = office.post(address, typed | {"length": "4"})
    assert other.status_code == 422
    assert "2026-06-22" in other.content.decode()
    assert office.post(address, typed).status_code == 302
    assert Rule.objects.get(code="rectify_working@2").length == 5
    listed = office.get(rule.get_absolute_url()).content.decode()
    assert "由新版本接替" in listed


@pytest.mark.parametrize(
    ("facts", "text"),
    [({"measure": "months", "length": "130"}, "最多 120 个月"), ({"length": "30"}, "上限天数不能小于默认天数")],
)
def test_version_that_cannot_be_counted_is_refused_at_its_field(office, rule, facts, text):
    address = reverse("deadlines:rule-version", args=[rule.pk])
    typed = shown_in(office.get(address).context["form"]) | {"reason": "试", "max_length": "20", "grace": "0"} | facts
    response = office.post(address, typed)
    assert response.status_code == 422
    assert text in response.content.decode()


# Ends


def test_rule_that_is_used_is_not_ended(person, rule):
    make_category()
    assert "场所类别“测试test-ktv”" in uses_of(rule)
    with pytest.raises(MoveRefused, match="还在用这条规则"):
        reference.end_rule(rule, by=person, on=TODAY, reason="不用了")


def test_ended_rule_opens_nothing_more(force, person):
    rule = Rule.objects.get(code="device_repair")
    opened(force, rule, TODAY, "1")
    reference.end_rule(rule, by=person, on=TODAY, reason="不用了")
    rule.refresh_from_db()
    with pytest.raises(DeadlineRefused, match="未启用"):
        opened(force, rule, LATER, "2")
    with pytest.raises(MoveRefused, match="已经停用"):
        version(rule, person)


def test_planned_version_is_withdrawn_and_the_one_before_goes_on(force, person, rule):
    version(rule, person)
    reference.end_rule(rule, by=person, on=TODAY, reason="推迟")
    rule.refresh_from_db()
    assert rule.effective_to is None
    assert not Rule.objects.filter(code="rectify_working@2").exists()
    new = version(rule, person)
    opened(force, rule, LATER)
    with pytest.raises(MoveRefused, match="已有期限按这个版本起算"):
        reference.end_rule(new, by=person, on=TODAY, reason="推迟")


# Legal bases


def test_new_basis_is_offered_to_categories_from_its_first_day_to_its_last(office, person, settings):
    words = {"title": "浙江省某条例", "document_no": "浙江省人大公告第9号", "issued_by": "浙江省人大常委会"}
    words |= {"article": "第三条", "summary": "责令限期整改", "effective_from": "2026-06-01"}
    assert office.post(reverse("deadlines:basis-add"), words).status_code == 302
    basis = LegalBasis.objects.get(title="浙江省某条例")
    again = office.post(reverse("deadlines:basis-add"), words)
    assert "已有《浙江省某条例》第三条" in again.content.decode()
    assert "浙江省人大公告第9号" in office.get(basis.get_absolute_url()).content.decode()
    category = make_category()
    category.bases.add(basis)
    assert basis in category.bases_in_force(TODAY)
    page = office.get(reverse("deadlines:basis-end", args=[basis.pk])).content.decode()
    assert "请同时为这些类别选用新的依据" in page
    reference.end_basis(basis, by=person, effective_to=TODAY, reason="废止")
    assert basis not in category.bases_in_force(LATER)
    with pytest.raises(MoveRefused, match="失效日期不能早于施行日期"):
        reference.end_basis(basis, by=person, effective_to=date(2026, 5, 1), reason="写错")


# Who may


def test_only_the_office_keeps_them(force, sign_in, rule):
    chief, basis = force.people["chief"], LegalBasis.objects.first()
    for act in (
        lambda: version(rule, chief),
        lambda: reference.end_rule(rule, by=chief, on=TODAY, reason="x"),
        lambda: reference.add_rule(by=chief, effective_from=TODAY, kind=RECTIFY, **FACTS),
        lambda: reference.end_basis(basis, by=chief, effective_to=TODAY, reason="x"),
        lambda: reference.add_basis(by=chief, title="x", article="x", effective_from=TODAY, effective_to=None),
    ):
        with pytest.raises(PermissionDenied):
            act()
    client = sign_in(chief)
    assert client.get(reverse("deadlines:rule-add")).status_code == 403
    page = client.get(rule.get_absolute_url())
    assert page.status_code == 200
    assert "制定新版本" not in page.content.decode()
