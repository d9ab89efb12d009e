"""撤回修改: what its pages say of what fell and of what came after, and who is told."""

import pytest
from django.urls import reverse

from baiyi.notifications.models import Notification
from baiyi.records import clock
from inspections import services
from inspections.models import Inspection, RectificationNotice
from tests.factories import make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def issue(client, force):
    venue = make_venue(force.station, force.alice)
    typed = typed_for(venue, [force.alice, force.amy]) | hazard_at(venue)

    def send(**changes) -> RectificationNotice:
        review = client.post(ENTRY, typed).url
        client.post(review, notice_words(client, review) | changes)
        return RectificationNotice.objects.latest("pk")

    return send


def withdraw(client, notice) -> str:
    return client.post(reverse("inspections:entry-withdraw", args=[notice.inspection_id])).url


def page_of(client, notice) -> str:
    return client.get(notice.get_absolute_url()).content.decode()


def test_withdrawn_notice_says_it_went_with_its_inspection(client, issue):
    notice = issue()
    withdraw(client, notice)
    shown = page_of(client, notice)
    assert "转入重新草拟" not in shown
    assert "文号不再使用；检查已由登记人撤回，隐患和通知书随检查一起撤回，填写的内容已回到登记页的草稿" in shown
    assert "看新的通知书" not in shown


def test_withdrawn_notice_leads_to_the_one_of_the_visit_recorded_again(client, issue):
    notice = issue()
    form = client.get(withdraw(client, notice)).context["form"]
    again = {form[name].html_name: form[name].value() or "" for name in form.fields if name != "due_on"}
    again |= {"venue": notice.venue_id}
    review = client.post(ENTRY, again).url
    client.post(review, notice_words(client, review))
    new = RectificationNotice.objects.current().get()
    shown = page_of(client, notice)
    assert f'href="{new.get_absolute_url()}">看新的通知书：{new}</a>' in shown


def test_notice_voided_by_the_chief_leads_to_the_draft_for_its_hazards(client, issue, force):
    notice = issue()
    services.void_notice(notice, by=force.people["chief"], reason="写错单位")
    draft = RectificationNotice.objects.get(state="draft")
    shown = page_of(client, notice)
    assert "文号不再使用；待整改的隐患已转入重新草拟的通知书" in shown
    assert f'href="{draft.get_absolute_url()}"' in shown


def ask(notice, by):
    return services.ask_notice_extension(notice, by=by, length=3, reason="配件未到", applicant="venue")


def test_withdrawal_names_the_service_and_an_asked_extension(client, issue, force):
    notice = issue()
    asked = ask(notice, force.alice)
    shown = client.get(reverse("inspections:entry-withdraw", args=[notice.inspection_id])).content.decode()
    today, until = clock.today(), asked.wanted_on
    assert f"送达登记（当场交付，{today.month}月{today.day}日）一并作废" in shown
    assert f"延期申请（延至 {until.month}月{until.day}日，待批准）一并失效<" in shown


def test_who_agreed_to_an_extension_is_told_that_it_fell(client, issue, force):
    notice, chief = issue(), force.people["chief"]
    ask(notice, force.alice)
    services.approve_notice_extension(notice, by=chief)
    shown = client.get(reverse("inspections:entry-withdraw", args=[notice.inspection_id])).content.decode()
    assert "同意延期）一并失效，并通知审批人" in shown
    withdraw(client, notice)
    (told,) = Notification.objects.filter(recipient=chief, kind="notice_extension_fell")
    assert str(notice) in told.text
    assert "登记人撤回修改" in told.text


def test_who_voids_what_he_agreed_to_is_not_told(issue, force):
    notice, chief = issue(), force.people["chief"]
    ask(notice, force.alice)
    services.approve_notice_extension(notice, by=chief)
    services.void_notice(notice, by=chief, reason="写错单位")
    assert not Notification.objects.filter(kind="notice_extension_fell").exists()


def test_service_registered_later_comes_back_with_the_withdrawal(client, issue, force):
    notice = issue(**{"notice-later": "on"})
    facts = {"on": clock.today(), "delivery": "left", "witness_name": "李见证"}
    services.serve_notice(notice, by=force.alice, **facts)
    draft = withdraw(client, notice).partition("draft=")[2]
    review = reverse("inspections:entry-review", args=[draft])
    form = client.get(ENTRY, {"draft": draft}).context["form"]
    again = {form[name].html_name: form[name].value() or "" for name in form.fields if name != "due_on"}
    assert client.post(ENTRY, again | {"venue": notice.venue_id}).url == review
    shown = client.get(review).context["form"]
    assert [shown[name].value() for name in ("delivery", "witness_name")] == ["left", "李见证"]
    assert not shown["later"].value()
    assert Inspection.objects.get().voided_at
