"""集中统一行动: what holds for every record, and the hours."""

import datetime as dt

import pytest

from baiyi.records import clock
from campaigns.models import Operation
from campaigns.services.operations import add_operation
from campaigns.views.operations import OPERATIONS
from tests.records.contract import RecordPagesContract, Sample


def make_operation(force, **facts) -> Operation:
    start = clock.now() - dt.timedelta(hours=1)
    facts = {"name": "周末集中清查", "unit": force.station, "starts_at": start, "ends_at": start + dt.timedelta(hours=6)} | facts
    return add_operation(by=force.people["office"], **facts)


def words(force) -> dict:
    return {"name": "夜查行动", "unit": str(force.station.pk), "starts_at": "2022-07-06T20:00", "ends_at": "2022-07-07T02:00"}


SAMPLE = Sample(
    OPERATIONS, who="office", make=make_operation, words=words, changed={"name": "改名后的行动"}, moves={"void": {"reason": "重复"}}
)


class TestOperationPages(RecordPagesContract):
    sample = SAMPLE


@pytest.fixture
def office(force, sign_in):
    return sign_in(force.people["office"])


def test_operation_ends_after_it_starts(office, force):
    response = office.post(OPERATIONS.url("add"), words(force) | {"ends_at": "2022-07-06T20:00"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"ends_at": ["结束时刻须在开始时刻之后"]}


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
