"""What a notice's page says at each station of its way, and how a draft is put right."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.deadlines.models import LegalBasis
from baiyi.deadlines.receipts import near_until
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.kinds import RECHECK
from inspections.models import RectificationNotice
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_round, make_venue


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06"


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def draft(venue, pair):
    return make_inspection(venue, pair, hazards=[make_hazard()], issue_now=False).notices.get()


@pytest.fixture
def served(venue, pair):
    return services.serve_notice(
        make_issued_notice(venue, pair), by=pair[0], on=clock.today(), delivery="in_person", receiver_name="王签收"
    )


def page(client, notice) -> str:
    return client.get(notice.get_absolute_url()).content.decode()


def recheck(notice) -> dt.date:
    return notice.deadlines.get(kind=RECHECK, closed_on=None, voided_at=None).effective_due_on


def test_draft_is_opened_from_the_list_by_the_chief(draft, force, sign_in):
    listed = sign_in(force.people["chief"]).get(reverse("inspections:notice-list") + "?tab=draft").content.decode()
    assert f'href="{draft.get_absolute_url()}"' in listed


def test_draft_is_put_right_before_it_is_issued(draft, force, sign_in):
    client = sign_in(force.people["chief"])
    facts = {"version": draft.version, "recipient_name": "正确的名称", "content": "改过的内容", "basis": draft.basis_id}
    assert client.post(reverse("inspections:notice-change", args=[draft.pk]), facts).status_code == 302
    assert RectificationNotice.objects.get(pk=draft.pk).recipient_name == "正确的名称"
    assert client.post(reverse("inspections:notice-change", args=[draft.pk]), facts).status_code == 409


def test_issued_notice_is_not_changed(served, force, sign_in):
    with pytest.raises(MoveRefused, match="不能修改"):
        services.change_draft(served, by=force.alice, version=served.version, recipient_name="x")


def test_basis_must_be_in_force_on_the_day_of_issue(draft, force, settings):
    draft.basis = LegalBasis.objects.get(code="zhian_2012_39")
    draft.save()
    settings.BAIYI_TODAY = "2026-02-02"
    with pytest.raises(MoveRefused, match="未施行"):
        services.issue_notice(RectificationNotice.objects.get(pk=draft.pk), by=force.alice)


def test_voided_notice_says_so_and_keeps_its_printed_day(served, force, sign_in):
    services.void_notice(served, by=force.people["chief"], reason="单位名称有误")
    client = sign_in(force.people["chief"])
    shown, printed = (
        page(client, served),
        client.get(reverse("inspections:notice-print", args=[served.pk])).content.decode(),
    )
    assert "已作废" in shown
    assert "单位名称有误" in shown
    assert "2022年7月15日" in shown
    assert "作废" in printed
    assert str(served.number) in client.get(reverse("inspections:notice-list") + "?tab=voided").content.decode()
    assert str(served.number) not in client.get(reverse("inspections:notice-list")).content.decode()


def test_extension_is_offered_only_while_it_can_be_granted(served, force, sign_in, settings):
    client = sign_in(force.alice)
    assert "/ask-extension/" in page(client, served)
    services.extend_notice(served, length=2, reason="配件未到", by=force.people["chief"])
    assert "/ask-extension/" not in page(client, served)


def test_expired_term_offers_no_extension_and_says_what_is_lawful(served, force, sign_in, settings):
    settings.BAIYI_TODAY = "2022-07-18"
    shown = page(sign_in(force.alice), served)
    assert "/ask-extension/" not in shown
    assert "期限已届满，不能再延期；复查仍未整改的，依法立案处罚、移送、约谈或提请挂牌督办。请于7月20日前复查" in shown
    assert reverse("inspections:notice-reinspect", args=[served.pk]) in shown


def test_early_request_brings_the_reinspection_forward(served, pair, settings):
    assert recheck(served) == dt.date(2022, 7, 20)
    settings.BAIYI_TODAY = "2022-07-08"
    services.request_reinspection(served, by=pair[0], on=clock.today())
    assert recheck(served) == dt.date(2022, 7, 13)


def test_request_after_a_failed_round_never_makes_the_reinspection_overdue(served, pair, settings):
    settings.BAIYI_TODAY = "2022-07-19"
    make_round(served, pair, False)
    assert recheck(served) == dt.date(2022, 7, 22)
    settings.BAIYI_TODAY = "2022-07-20"
    services.request_reinspection(RectificationNotice.objects.get(pk=served.pk), by=pair[0], on=clock.today())
    assert recheck(served) == dt.date(2022, 7, 22)


def test_tab_of_due_reinspections_holds_what_it_counts(served, pair, force, sign_in, settings):
    settings.BAIYI_TODAY = "2022-07-19"
    assert list(RectificationNotice.objects.to_reinspect(near_until(clock.today()))) == [served]
    listed = sign_in(force.alice).get(reverse("inspections:notice-list") + "?tab=recheck").content.decode()
    assert "共 1 条" in listed


@pytest.mark.parametrize("column", ["venue", "number", "due_on", "-issued_on"])
def test_list_is_sorted_by_what_the_column_shows(served, venue, pair, force, sign_in, column):
    make_issued_notice(make_venue(force.station, force.alice, name="阿福烧烤"), pair)
    answer = sign_in(force.alice).get(reverse("inspections:notice-list") + f"?sort={column}")
    rows = [str(row.record.venue) for row in answer.context["table"].page.object_list]
    if column == "venue":
        assert rows == sorted(rows)
    assert len(rows) == 2


def test_inspection_shows_local_time_and_that_it_was_withdrawn(venue, pair, force, sign_in, settings):
    settings.BAIYI_TODAY = "2022-07-06T00:30:00+08:00"
    inspection = make_inspection(venue, pair)
    client = sign_in(force.alice)
    assert "2022-07-06 00:30" in page(client, inspection)
    services.withdraw_inspection(inspection, by=force.alice)
    shown = page(client, inspection)
    assert "已撤回" in shown
    assert "未填写 → 2022-07-06 00:30" in shown


def test_partner_sees_its_hazard_without_links_that_lead_nowhere(venue, pair, force, sign_in):
    inspection = make_inspection(venue, pair, hazards=[make_hazard("referral", referred_to=force.partner_body)])
    shown = page(sign_in(force.people["partner"]), inspection.hazards.get())
    assert venue.name in shown
    assert f'href="{venue.get_absolute_url()}"' not in shown
