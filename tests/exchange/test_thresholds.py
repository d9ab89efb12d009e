"""小数遮盖 is set on a page, from a day on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.exchange.arranging.services import set_threshold
from baiyi.exchange.models import SmallCountRule
from baiyi.records.moves import MoveRefused

TODAY = dt.date(2026, 6, 10)
SET = reverse("exchange:threshold-set")


@pytest.fixture(autouse=True)
def moment(settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"


@pytest.fixture
def office(force, sign_in):
    return sign_in(force.people["office"])


def test_threshold_holds_from_its_day_and_the_earlier_one_stays_for_before(office):
    day = TODAY + dt.timedelta(days=20)
    assert "现在小于 3 的遮盖" in office.get(SET).content.decode()
    assert office.post(SET, {"threshold": "5", "effective_on": f"{TODAY}"}).status_code == 302
    assert office.post(SET, {"threshold": "10", "effective_on": f"{day}"}).status_code == 302
    assert office.post(SET, {"threshold": "8", "effective_on": f"{day}"}).status_code == 302
    asked = [TODAY - dt.timedelta(days=1), TODAY, day]
    assert [SmallCountRule.objects.threshold_on(each) for each in asked] == [3, 5, 8]
    text = office.get(reverse("exchange:threshold-list")).content.decode()
    assert "现行" in text
    assert "待生效" in text


@pytest.mark.parametrize(("threshold", "day"), [("0", TODAY), ("101", TODAY), ("5", TODAY - dt.timedelta(days=1))])
def test_what_makes_no_sense_is_refused(office, threshold, day):
    response = office.post(SET, {"threshold": threshold, "effective_on": f"{day}"})
    assert response.status_code == 422
    assert not SmallCountRule.objects.exists()


def test_only_the_office_sets_it_and_never_for_days_before(force):
    with pytest.raises(PermissionDenied):
        set_threshold(by=force.people["chief"], threshold=5, effective_on=TODAY)
    with pytest.raises(MoveRefused, match="不能早于今天"):
        set_threshold(by=force.people["office"], threshold=5, effective_on=TODAY - dt.timedelta(days=1))
