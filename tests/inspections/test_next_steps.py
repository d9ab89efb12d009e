"""What the pages of a notice offer first to this officer, and how a day that is gone is said."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from baiyi.deadlines.serving import SERVE
from baiyi.records import clock
from inspections import services
from inspections.models import RectificationNotice
from tests.factories import make_issued_notice, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06"  # due on 07-15, reinspected by 07-20


@pytest.fixture
def issued(force):
    return make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])


@pytest.fixture
def served(force, issued):
    facts = {"on": clock.today(), "delivery": "in_person", "receiver_name": "王签收"}
    return services.serve_notice(issued, by=force.alice, **facts)


@pytest.fixture
def page(force, sign_in):
    def _page(notice, by=None) -> str:
        return sign_in(by or force.alice).get(notice.get_absolute_url()).content.decode()

    return _page


def primaries(shown: str) -> list[str]:
    return re.findall(r'<a class="button button-primary[^>]*>(?:<svg.*?</svg>)?([^<]*)<', shown)


def test_one_large_button_is_what_comes_next_and_stands_once(issued, page):
    shown = page(issued)
    assert primaries(shown) == ["登记送达"]
    assert shown.count(f'href="{reverse("inspections:notice-serve", args=[issued.pk])}"') == 1


def test_after_the_service_the_reinspection_is_the_large_button_and_not_the_request(served, page):
    shown = page(served)
    assert primaries(shown) == ["登记复查"]
    assert shown.count(f'href="{reverse("inspections:notice-reinspect", args=[served.pk])}"') == 1
    assert "单位申请复查" in shown


def test_who_decides_an_extension_has_that_as_his_large_button(served, force, page):
    services.ask_notice_extension(served, by=force.alice, length=3, reason="配件未到", applicant="venue")
    chief = force.people["chief"]
    assert primaries(page(served, chief)) == ["审批延期申请"]
    assert primaries(page(served)) == ["登记复查"]


def test_request_says_who_asks_and_what_happens(served, force, sign_in):
    address = reverse("inspections:notice-request-reinspection", args=[served.pk])
    shown = sign_in(force.alice).get(address).content.decode()
    assert "被检查单位报告已整改、申请复查的日子；登记后转为待复查，复查期限自这一天起算" in shown


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2022-07-08", "督促整改，7月20日前复查<"),
        ("2022-07-19", "提请挂牌督办。请于7月20日前复查<"),
        ("2022-07-25", "提请挂牌督办。应于7月20日前复查，已超期 5 天<"),
    ],
)
def test_reinspection_of_a_day_gone_is_overdue(served, page, settings, day, words):
    settings.BAIYI_TODAY = day
    assert words in page(served)


def test_service_of_a_day_gone_is_overdue(issued, page, settings):
    due = issued.deadlines.get(kind=SERVE).effective_due_on
    assert f"须于{due.month}月{due.day}日前送达并登记<" in page(issued)
    settings.BAIYI_TODAY = f"{due + dt.timedelta(days=1)}"
    assert f"应于{due.month}月{due.day}日前送达并登记，已超期 1 天<" in page(issued)


def test_result_says_that_the_notice_is_not_served_yet(force, sign_in):
    client, venue = sign_in(force.alice), make_venue(force.station, force.alice)
    typed = typed_for(venue, [force.alice, force.amy]) | hazard_at(venue)
    review = client.post(ENTRY, typed).url
    result = client.post(review, notice_words(client, review) | {"notice-later": "on"}).url
    notice = RectificationNotice.objects.get()
    due = notice.deadlines.get(kind=SERVE).effective_due_on
    shown = client.get(result).content.decode()
    assert f"通知书还没有送达，须于 {due.month}月{due.day}日前送达。" in shown
    assert f'href="{reverse("inspections:notice-serve", args=[notice.pk])}">登记送达' in shown
    services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")
    assert "还没有送达" not in client.get(result).content.decode()


def test_missing_receiver_at_the_check_says_that_it_may_be_served_later(force, sign_in):
    client, venue = sign_in(force.alice), make_venue(force.station, force.alice)
    review = client.post(ENTRY, typed_for(venue, [force.alice, force.amy]) | hazard_at(venue)).url
    told = client.post(review, notice_words(client, review) | {"notice-receiver_name": ""})
    assert told.status_code == 422
    words = "当场交付须填写签收人，或拍下签收联、请对方签名；对方拒收的选“留置”；还没有送达的，勾选“稍后送达”"
    assert words in told.content.decode()
