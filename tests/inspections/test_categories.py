"""The office arranges 场所类别, their checklists, wordings and intervals on pages. What was recorded stays."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.entry_context import find_entry_context
from inspections.forms.entry import EntryForm
from inspections.models import Answer, ChecklistItem, HazardPhrase, IntervalRule, VenueCategory
from inspections.reading.intervals import interval_of, run_out
from inspections.reading.repeats import before_at, repeats_of
from inspections.services import categories, checklists
from inspections.services.checklists import Line, Wording
from inspections.views.inspections import people_and_answers
from tests.factories import make_category, make_hazard, make_inspection, make_venue
from tests.inspections.entry_form import typed_for
from tests.samples import shown_in

TODAY = dt.date(2026, 6, 10)
TOMORROW = dt.date(2026, 6, 11)


@pytest.fixture(autouse=True)
def today(settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"


@pytest.fixture
def person(force):
    return force.people["office"]


@pytest.fixture
def office(person, sign_in):
    return sign_in(person)


@pytest.fixture
def category(db) -> VenueCategory:
    return make_category()


@pytest.fixture
def venue(force, category):
    return make_venue(force.station, force.alice, category=category)


def url(name: str, row) -> str:
    return reverse(f"inspections:{name}", args=[row.pk])


def items(category, on=None) -> list[str]:
    return [item.name for item in ChecklistItem.objects.filter(category=category).in_force(on or clock.today())]


def lines(category, **names: str) -> list[Line]:
    """The checklist as it is, items renamed by place: first="…"."""
    words = dict(zip(("first", "second"), checklists.lasting_items(category), strict=False))
    return [Line(names.get(key, item.name), item.position, item) for key, item in words.items()]


def changed(category, person, new: list[Line], day=TOMORROW):
    category.refresh_from_db()
    facts = {"version": category.version, "effective_from": day, "reason": "按新标准"}
    return checklists.change_checklist(category, by=person, lines=new, **facts)


def visit(force, venue, **facts):
    answers = dict.fromkeys(ChecklistItem.objects.filter(category=venue.category).in_force(clock.today()), "normal")
    return make_inspection(venue, [force.alice, force.amy], answers=answers, **facts)


# A category from nothing


def test_category_is_made_with_its_checklist_and_a_notice_is_issued_there(office, force, person):
    page = office.get(reverse("inspections:category-add"))
    rule, basis = Rule.objects.get(code="rectify_working"), LegalBasis.objects.get(code="neibao_16")
    words = {"name": "剧本娱乐", "group": "entertainment", "document_type": "by_date", "rule": rule.pk}
    words |= {"usual_basis": basis.pk, "position": "20", "inspect_every": "21"}
    response = office.post(reverse("inspections:category-add"), shown_in(page.context["form"]) | words)
    made = VenueCategory.objects.get(name="剧本娱乐")
    assert response.url == made.get_absolute_url()
    assert (made.bases_in_force(TODAY), made.effective_from) == ([basis], TODAY)
    address = url("category-checklist", made)
    shown = shown_in(office.get(address).context["form"])
    typed = {"new1-position": "1", "new1-name": "剧本备案", "new2-position": "2", "new2-name": "疏散通道"}
    assert office.post(address, shown | typed | {"reason": "新开业态"}).status_code == 302
    assert items(made) == ["剧本备案", "疏散通道"]
    place = make_venue(force.station, force.alice, category=made)
    notice = visit(force, place, hazards=[make_hazard()]).notices.get()
    assert (notice.rule, notice.venue.category) == (rule, made)


def test_name_that_is_taken_is_refused_with_what_was_typed(office, category):
    page = office.get(url("category-change", category))
    words = shown_in(page.context["form"]) | {"name": "宾馆", "reason": "改名", "position": "3"}
    words |= {"usual_basis": first_basis(page)}
    response = office.post(url("category-change", category), words)
    assert response.status_code == 422
    assert "已有场所类别“宾馆”" in response.content.decode()
    assert 'value="宾馆"' in response.content.decode()


def first_basis(page) -> str:
    return str(page.context["form"].fields["usual_basis"].queryset.first().pk)


def test_change_leaves_notices_as_they_are(force, person, category, venue):
    notice = visit(force, venue, hazards=[make_hazard()]).notices.get()
    before = (notice.document_type, notice.rule, notice.basis)
    facts = {"name": category.name, "group": category.group, "position": 3, "document_type": "correction"}
    rule, basis = Rule.objects.get(code="correction_natural"), LegalBasis.objects.get(code="chufa_28")
    categories.change_category(category, by=person, version=1, reason="换文书", rule=rule, bases=[basis], **facts)
    notice.refresh_from_db()
    assert (notice.document_type, notice.rule, notice.basis) == before
    category.refresh_from_db()
    assert (category.document_type, category.rule, category.bases_in_force(TODAY)) == ("correction", rule, [basis])


def test_group_stays_once_there_are_venues(person, category, venue):
    facts = {"name": category.name, "group": "bath", "position": 3, "document_type": "by_date", "rule": category.rule}
    with pytest.raises(MoveRefused, match="以前的数会跟着变"):
        categories.change_category(category, by=person, version=1, reason="归类", bases=[], **facts)


def test_category_ends_only_when_nothing_hangs_on_it(office, person, force, category, venue):
    address = url("category-end", category)
    words = {"version": "1", "effective_to": f"{TODAY}", "reason": "并入娱乐场所"}
    refused = office.post(address, words)
    assert refused.status_code == 422
    assert "还有 1 家在册场所属于这一类" in refused.content.decode()
    other = VenueCategory.objects.get(code="bar")
    services.change_venue(venue, by=force.alice, version=venue.version, category=other)
    assert office.post(address, words).status_code == 302
    category.refresh_from_db()
    assert category.effective_to == TODAY


def test_ended_category_is_offered_no_more(sign_in, force, person, category, settings):
    categories.end_category(category, by=person, version=1, effective_to=TODAY, reason="不用了")
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    form = sign_in(force.alice).get(reverse("inspections:venue-add")).context["form"]
    assert category not in form.fields["category"].queryset
    assert VenueCategory.objects.get(code="bar") in form.fields["category"].queryset
    categories.end_category(category, by=person, version=2, effective_to=None, reason="又用")
    form = sign_in(force.alice).get(reverse("inspections:venue-add")).context["form"]
    assert category in form.fields["category"].queryset


# Its checklist, from a day on


def test_old_inspection_shows_the_words_it_answered(force, person, category, venue, settings):
    before = visit(force, venue)
    changed(category, person, lines(category, first="监控留存30日"))
    assert items(category) == ["监控运行正常", "疏散通道畅通"]
    assert items(category, TOMORROW) == ["监控留存30日", "疏散通道畅通"]
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    after = visit(force, venue)
    assert [item for item, _ in people_and_answers(before)[1]] == ["监控运行正常", "疏散通道畅通"]
    assert [item for item, _ in people_and_answers(after)[1]] == ["监控留存30日", "疏散通道畅通"]


def test_what_stays_keeps_its_row_and_a_new_order_begins_on_its_day(person, force, category, venue):
    visit(force, venue)
    first, second = checklists.lasting_items(category)
    changed(category, person, [Line(second.name, 1, second), Line("新项", 2), Line(first.name, 3, first)])
    assert items(category, TODAY) == ["监控运行正常", "疏散通道畅通"]
    assert items(category, TOMORROW) == ["疏散通道畅通", "新项", "监控运行正常"]
    assert {item.line for item in checklists.lasting_items(category)} >= {first.pk, second.pk}


def test_retired_item_is_answered_no_more_and_kept(person, force, category, venue, settings):
    before = visit(force, venue)
    changed(category, person, lines(category)[1:])
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    assert items(category) == ["疏散通道畅通"]
    assert Answer.objects.filter(inspection=before).count() == 2


def test_checklist_that_was_used_changes_tomorrow_at_the_earliest(person, force, category, venue):
    changed(category, person, lines(category, first="监控完好"), day=TODAY)
    assert items(category) == ["监控完好", "疏散通道畅通"]
    visit(force, venue)
    with pytest.raises(MoveRefused, match="最早从 2026-06-11 起"):
        changed(category, person, lines(category, first="监控"), day=TODAY)


def test_planned_checklist_is_put_right_before_it_begins(person, force, category, venue):
    visit(force, venue)
    later = TOMORROW + dt.timedelta(days=5)
    changed(category, person, [*lines(category, first="监控留存"), Line("新项", 3)], day=later)
    with pytest.raises(MoveRefused, match=f"最早从 {later} 起"):
        changed(category, person, lines(category), day=TOMORROW)
    changed(category, person, lines(category, first="监控留存30日"), day=later)
    assert items(category, later) == ["监控留存30日", "疏散通道畅通"]
    assert not ChecklistItem.objects.filter(name="新项").exists()
    assert items(category) == ["监控运行正常", "疏散通道畅通"]


@pytest.mark.parametrize(
    ("new", "text"), [([], "至少要有一项"), ([Line("同名", 1), Line("同名", 2)], "检查项不能重名")]
)
def test_checklist_that_makes_no_sense_is_refused(person, category, new, text):
    with pytest.raises(MoveRefused, match=text):
        changed(category, person, new)


def test_page_changes_all_at_once_and_keeps_what_was_typed(office, category):
    address = url("category-checklist", category)
    shown = shown_in(office.get(address).context["form"])
    first, second = checklists.lasting_items(category)
    typed = {f"row-{first.pk}-name": "监控留存30日", f"row-{second.pk}-off": "on", "reason": "换"}
    typed |= {"new1-name": "未成年人"}
    refused = office.post(address, shown | typed)
    assert refused.status_code == 422
    assert "请填写次序" in refused.content.decode()
    assert 'value="未成年人"' in refused.content.decode()
    assert office.post(address, shown | typed | {"new1-position": "5"}).status_code == 302
    assert items(category) == ["未成年人", "监控留存30日"]


def test_page_that_somebody_else_saved_before_is_refused(office, person, category):
    address = url("category-checklist", category)
    shown = shown_in(office.get(address).context["form"])
    changed(category, person, lines(category, first="监控"), day=TODAY)
    refused = office.post(address, shown | {"reason": "换"})
    assert refused.status_code == 409, refused.context["form"].errors
    assert "已被他人修改" in refused.content.decode()


def test_reworded_item_still_counts_as_a_repeat(force, person, category, venue, settings):
    first = checklists.lasting_items(category)[0]
    found = visit(force, venue, hazards=[make_hazard(item=first)]).hazards.get()
    changed(category, person, lines(category, first="监控留存30日"))
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    later = checklists.lasting_items(category)[0]
    assert later.pk != first.pk
    assert before_at(venue, TOMORROW)[later.line] == [found]
    again = visit(force, venue, hazards=[make_hazard(item=later, description="录像缺失")]).hazards.get()
    assert [each.hazard for each in repeats_of(again, user=force.alice)] == [found]
    IntervalRule.objects.filter(ground="repeat").update(inspect_every=1)
    assert venue in type(venue).objects.with_history().filter(run_out(TOMORROW + dt.timedelta(days=1)))


def test_form_begun_before_the_change_is_finished_with_its_checklist(sign_in, force, person, category, venue, settings):
    typed = typed_for(venue, [force.alice, force.amy])
    visit(force, venue)
    changed(category, person, lines(category, first="监控留存30日"))
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    fresh = EntryForm(visit=find_entry_context(force.alice, str(venue.pk)))
    assert [row.label for row in fresh.rows][:2] == ["监控留存30日", "疏散通道畅通"]
    begun = EntryForm(initial=typed, visit=find_entry_context(force.alice, str(venue.pk)))
    assert [row.label for row in begun.rows][:2] == ["监控运行正常", "疏散通道畅通"]
    answer = sign_in(force.alice).post(reverse("inspections:inspection-entry"), typed)
    assert answer.status_code == 302
    said = Answer.objects.filter(inspection__venue=venue).order_by("-pk").values_list("item__name", "result")[:2]
    assert set(said) == {("监控运行正常", "normal"), ("疏散通道畅通", "normal")}


# Wordings


def test_wordings_follow_the_item_and_hazards_keep_theirs(office, force, person, category, venue, settings):
    item = checklists.lasting_items(category)[0]
    address = url("item-phrases", item)
    typed = {"new1-text": "录像不足30日", "new1-measure": "补足", "new2-text": "无人值守", "new2-measure": "排班"}
    assert office.post(address, typed | {"reason": "常见问题"}).status_code == 302
    first, second = checklists.phrases_of(item)
    shown = shown_in(office.get(address).context["form"])
    typed = {f"row-{first.pk}-text": "录像留存不足30日", f"row-{second.pk}-off": "on", "reason": "改正"}
    assert office.post(address, shown | typed).status_code == 302
    visit(force, venue)
    changed(category, person, lines(category, first="监控留存30日"))
    settings.BAIYI_TODAY = f"{TOMORROW}T10:00:00+08:00"
    form = EntryForm(visit=find_entry_context(force.alice, str(venue.pk)))
    assert [phrase.text for phrase in form.rows[0].phrases] == ["录像留存不足30日"]
    assert HazardPhrase.objects.filter(item=item).count() == 2


def test_wording_twice_is_refused(person, category):
    item = checklists.lasting_items(category)[0]
    twice = [Wording("无人值守", "排班"), Wording("无人值守", "加人")]
    with pytest.raises(MoveRefused, match="不能重复"):
        checklists.change_phrases(item, by=person, wordings=twice, reason="加")


# Intervals


def test_interval_of_a_category_and_of_a_ground_from_a_day_on(office, person, category, venue):
    day = TODAY + dt.timedelta(days=10)
    words = {"inspect_every": "7", "effective_from": f"{day}", "note": "专班会议纪要"}
    assert office.post(url("category-interval", category), words).status_code == 302
    assert interval_of(venue, TODAY).days == category.inspect_every
    assert str(interval_of(venue, day)) == f"每 7 天一查：{category.name}"
    venue.is_high_risk = True
    venue.save()
    ground = reverse("inspections:interval-change", args=["high_risk"])
    assert office.post(ground, words | {"inspect_every": "3"}).status_code == 302
    assert interval_of(venue, day).days == 3
    assert IntervalRule.objects.filter(ground="high_risk").count() == 2
    assert office.post(ground, words | {"inspect_every": "4"}).status_code == 302
    assert interval_of(venue, day).days == 4
    assert interval_of(venue, TODAY).days == 14


def test_run_out_obeys_the_intervals_of_the_day(force, person, category, venue, django_assert_num_queries):
    visit(force, venue)
    day = TODAY + dt.timedelta(days=3)
    categories.set_interval(by=person, about={"category": category}, effective_from=day, inspect_every=2, note="会议")
    rows = type(venue).objects.with_history()
    with django_assert_num_queries(2):
        assert venue not in rows.filter(run_out(TODAY + dt.timedelta(days=2)))
    assert venue in rows.filter(run_out(day))


def test_unknown_ground_is_no_page(office):
    assert office.get("/inspections/intervals/nonsense/").status_code == 404


# Who may, and the way there


def test_only_the_office_arranges(force, sign_in, category):
    chief = force.people["chief"]
    with pytest.raises(PermissionDenied):
        categories.end_category(category, by=chief, version=1, effective_to=TODAY, reason="不用了")
    with pytest.raises(PermissionDenied):
        checklists.change_checklist(category, by=chief, version=1, effective_from=TODAY, lines=[], reason="x")
    with pytest.raises(PermissionDenied):
        checklists.change_phrases(category.items.first(), by=chief, wordings=[], reason="x")
    with pytest.raises(PermissionDenied):
        categories.set_interval(by=chief, about={"category": category}, effective_from=TODAY, inspect_every=3, note="")
    assert sign_in(chief).get(reverse("inspections:category-list")).status_code == 403


def test_pages_say_what_is_and_what_is_planned(office, force, person, category, venue):
    visit(force, venue)
    changed(category, person, lines(category, first="监控留存30日"))
    text = office.get(category.get_absolute_url()).content.decode()
    assert "2026-06-11 起有新清单" in text
    assert "监控留存30日</a>（改）" in text
    assert "修改检查项" in text
    assert category.name in office.get(reverse("inspections:category-list"), {"group": category.group}).content.decode()
    assert "现行" in office.get(reverse("inspections:interval-list")).content.decode()
