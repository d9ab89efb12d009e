"""手工填报: a count since the first day that falls is refused without a reason, and shown as a fall for ever."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from baiyi.records.moves import MoveRefused
from campaigns.models import ItemReport
from campaigns.services import plan as services
from tests.factories import make_item, make_report

DAY_7, DAY_14, DAY_18 = (dt.date(2022, 7, day) for day in (10, 17, 21))


@pytest.fixture
def item(campaign, force, office):
    return make_item(campaign, force.station, office, responsible=force.alice)


def test_less_than_before_is_refused_and_says_by_how_much(item, force):
    make_report(item, force.alice, 120, as_of=DAY_7)
    with pytest.raises(MoveRefused, match=r"截至 2022-07-10 已填 120 次，这次填的少 30 次.*更正原因"):
        make_report(item, force.alice, 90)
    assert item.reports.count() == 1
    made = make_report(item, force.alice, 90, correction="重复计数 30 次")
    assert (made.value, made.correction) == (90, "重复计数 30 次")
    assert make_report(item, force.alice, 95).value == 95  # the one in force is 90


def test_more_than_a_later_day_is_a_fall_too(item, force):
    make_report(item, force.alice, 50, as_of=DAY_14)
    with pytest.raises(MoveRefused, match="截至 2022-07-17 已填 50 次，比这次填的少 10 次"):
        make_report(item, force.alice, 60, as_of=DAY_7)
    assert make_report(item, force.alice, 50, as_of=DAY_7).value == 50


def test_report_that_was_taken_back_or_corrected_counts_no_more(item, force):
    services.void_report(make_report(item, force.alice, 900, as_of=DAY_7), by=force.alice, reason="多了一个零")
    assert make_report(item, force.alice, 90).value == 90
    make_report(item, force.alice, 80, correction="写错")
    assert make_report(item, force.alice, 85).value == 85


@pytest.mark.parametrize(
    "facts",
    [{"measure": "%"}, {"measure": "天"}, {"aim": "zero", "target": 0, "baseline": Decimal(200)}],
    ids=["percentage", "days", "to be cleared"],
)
def test_level_and_what_is_to_be_cleared_may_fall(campaign, force, office, facts):
    item = make_item(campaign, force.station, office, **facts)
    make_report(item, force.alice, 90, as_of=DAY_7)
    assert make_report(item, force.alice, 40).value == 40


def test_page_refuses_keeps_what_was_typed_and_takes_the_reason(item, force, sign_in):
    make_report(item, force.alice, 120, as_of=DAY_7)
    client, url = sign_in(force.alice), reverse("campaigns:item-report", args=[item.pk])
    typed = {"as_of": f"{DAY_18}", "value": "90", "note": "月底核对", "client_uuid": str(uuid.uuid4())}
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("这次填的少 30 次", "月底核对", 'value="90"', "更正原因"))
    assert client.post(url, typed | {"correction": "重复计数"}).status_code == 302
    assert client.post(url, typed | {"correction": "重复计数"}).status_code == 302
    assert ItemReport.objects.count() == 2


def test_history_shows_the_fall_and_why(item, force, sign_in):
    make_report(item, force.alice, 100, as_of=DAY_7)
    make_report(item, force.alice, 120, as_of=DAY_14)
    make_report(item, force.alice, 90, correction="重复计数")
    page = sign_in(force.people["leader"]).get(item.get_absolute_url()).content.decode()
    assert page.count("比前一次") == 1
    assert "比前一次（截至 2022-07-17）−30 次" in page
    assert "更正原因：重复计数" in page


def test_fall_of_before_is_shown_though_nobody_said_why(item, force, office, sign_in):
    """Reported by a version that let it pass."""
    facts = {"unit": item.unit, "created_by": force.alice, "created_at": item.created_at}
    for day, value in ((DAY_7, 40), (DAY_14, 25)):
        ItemReport.objects.create(item=item, as_of=day, value=value, client_uuid=uuid.uuid4(), **facts)
    page = sign_in(office).get(item.get_absolute_url()).content.decode()
    assert "比前一次（截至 2022-07-10）−15 次" in page
