"""集中统一行动: the hours, and who may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.records import clock
from campaigns.models import Operation
from campaigns.services.operations import add_operation, change_operation, void_operation
from campaigns.views.operations import OPERATIONS
from tests.campaigns.samples import make_operation
from tests.campaigns.samples import operation_words as words


@pytest.fixture
def office(force, sign_in):
    return sign_in(force.people["office"])


def test_service_asks_for_the_right_whatever_the_page_did(force):
    operation = make_operation(force)
    before = Operation.objects.filter(pk=operation.pk).values().get()
    with pytest.raises(PermissionDenied):
        change_operation(operation, by=force.alice, version=1, name="改名")
    with pytest.raises(PermissionDenied):
        void_operation(operation, by=force.alice, version=1, reason="重复")
    with pytest.raises(PermissionDenied):
        add_operation(
            by=force.alice, unit=force.station, name="私设", starts_at=operation.starts_at, ends_at=operation.ends_at
        )
    assert Operation.objects.values().get() == before


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends_at": lambda today: f"{today}T20:00"}, {"ends_at": ["结束时刻须在开始时刻之后"]}),
        (
            {"ends_at": lambda today: f"{today + dt.timedelta(days=8)}T20:00"},
            {"ends_at": ["一次集中行动不超过 7 天，请核对结束时刻"]},
        ),
        (
            {"starts_at": lambda today: f"{today + dt.timedelta(days=367)}T20:00"},
            {"starts_at": ["开始时刻须在今天前后一年之内"]},
        ),
        ({"starts_at": lambda today: "0001-01-01T00:00"}, {"starts_at": ["请核对年份"]}),
        *(
            ({"reports_due_at": typed}, {"reports_due_at": ["战报截止时刻须在开始时刻之后、结束后 7 天之内"]})
            for typed in (
                lambda today: f"{today}T20:00",
                lambda today: f"{today + dt.timedelta(days=8)}T02:01",
            )
        ),
    ],
)
def test_impossible_hours_are_refused_at_the_field(office, force, changes, refusal):
    typed = {name: typed(clock.today()) for name, typed in changes.items()}
    response = office.post(OPERATIONS.url("add"), words(force) | typed)
    assert response.status_code == 422
    assert response.context["form"].errors == refusal
    assert Operation.objects.count() == 0


def test_page_shows_the_hours_of_the_local_clock(office, force):
    office.post(OPERATIONS.url("add"), words(force))
    page = office.get(Operation.objects.get().get_absolute_url()).content.decode()
    assert f"{clock.today()} 20:00" in page
    assert f"{clock.today() + dt.timedelta(days=1)} 02:00" in page


def test_voided_operation_counts_no_more_and_says_so(office, force):
    operation = make_operation(force)
    office.post(OPERATIONS.url("void", operation.pk), {"reason": "录重了", "version": operation.version})
    assert operation.name not in office.get(OPERATIONS.url("list")).content.decode()
    page = office.get(operation.get_absolute_url()).content.decode()
    assert "已作废" in page
    assert "录重了" in page
    assert OPERATIONS.url("change", operation.pk) not in page
    refused = office.post(OPERATIONS.url("change", operation.pk), words(force) | {"version": "2"})
    assert refused.status_code == 422
    assert "已作废，不能再改" in refused.content.decode()


def test_station_knows_what_the_branch_organises_and_changes_nothing_of_it(force, sign_in):
    of_branch, of_other = (make_operation(force, unit=unit) for unit in (force.branch, force.other_station))
    client = sign_in(force.people["chief"])
    listed = client.get(OPERATIONS.url("list")).content.decode()
    assert of_branch.get_absolute_url() in listed
    assert of_other.get_absolute_url() not in listed
    assert client.get(of_branch.get_absolute_url()).status_code == 200
    assert client.get(of_other.get_absolute_url()).status_code == 404
    assert client.post(OPERATIONS.url("void", of_branch.pk), {"reason": "不办", "version": 1}).status_code == 403
    assert list(Operation.objects.visible_to(force.people["office"])) == [of_branch, of_other]
