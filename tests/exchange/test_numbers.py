"""A number belongs to the person whose form it is; what the numbers of a year look like is set before the first."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.exchange.arranging.services import set_format
from baiyi.exchange.document_types import document_types
from baiyi.exchange.models import DocumentNumber, DocumentSeries
from baiyi.exchange.numbers import reserve_number, void_reserved
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

FORM = uuid.uuid4()


@pytest.fixture
def reserve(force):
    def _reserve(by):
        facts = {"document_type": "by_date", "character": "限", "on": clock.today()}
        return reserve_number(organ=force.station, reserved_for=FORM, by=by, **facts)

    return _reserve


def test_same_form_number_of_two_persons_is_two_forms(force, reserve):
    first, second = reserve(force.alice), reserve(force.amy)
    assert (first.number, second.number) == (1, 2)
    assert (reserve(force.alice), reserve(force.amy)) == (first, second)
    assert DocumentNumber.objects.count() == 2


def test_voiding_what_a_form_reserved_leaves_the_numbers_of_others(force, reserve):
    first, second = reserve(force.alice), reserve(force.amy)
    assert void_reserved(reserved_for=FORM, by=force.amy, reason="放弃") == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (DocumentNumber.State.RESERVED, DocumentNumber.State.VOIDED)


# What they look like

TODAY = dt.date(2026, 6, 10)


@pytest.fixture
def office(force, settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"
    return force.people["office"]


def given(force, year: int, document_type: str = "by_date", by=None) -> str:
    facts = {"document_type": document_type, "character": document_types[document_type].character}
    on = dt.date(year, 6, 10)
    form = uuid.uuid4()
    return reserve_number(organ=force.branch, reserved_for=form, by=by or force.alice, on=on, **facts).text


def form_of(force, **changes) -> dict:
    facts = {"organ": force.branch, "document_type": "by_date", "year": 2027, "prefix": "云公治限字", "digits": 4}
    return facts | changes


def test_every_room_says_which_documents_it_numbers():
    assert {"by_date", "correction", "dispute"} <= document_types.keys()


def test_format_holds_from_its_year_on_and_numbers_that_were_given_stay(force, office):
    before = given(force, 2026)
    set_format(by=office, **form_of(force))
    assert before == f"{force.branch.document_code}限字〔2026〕第001号"
    assert given(force, 2026) == f"{force.branch.document_code}限字〔2026〕第002号"
    assert DocumentNumber.objects.filter(text=before).exists()
    assert [given(force, 2027), given(force, 2027)] == ["云公治限字〔2027〕第0001号", "云公治限字〔2027〕第0002号"]
    assert given(force, 2028) == "云公治限字〔2028〕第0001号"
    assert given(force, 2027, "correction") == f"{force.branch.document_code}改字〔2027〕第001号"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"year": 2026}, "2026 年已发出 1 个号，不能再改；请设定 2027 年的"),
        ({"year": 2028}, "只能设定 2026 年或 2027 年"),
        ({"document_type": "correction", "prefix": "云公同字"}, "两种文书会出现同号"),
    ],
)
def test_format_that_would_touch_a_number_is_refused(force, office, changes, text):
    given(force, 2026)
    set_format(by=office, **form_of(force, prefix="云公同字"))
    with pytest.raises(MoveRefused, match=text):
        set_format(by=office, **form_of(force, **changes))


def test_only_the_office_sets_it(force, office):
    with pytest.raises(PermissionDenied):
        set_format(by=force.people["chief"], **form_of(force))


def test_page_sets_it_and_the_list_says_the_next_number(force, office, sign_in):
    client = sign_in(office)
    typed = form_of(force) | {"organ": force.branch.pk}
    wrong = client.post(reverse("exchange:series-format"), typed | {"prefix": "云公限字〔2027〕"})
    assert wrong.status_code == 422
    assert "字头只写到“字”为止" in wrong.content.decode()
    listed = client.post(reverse("exchange:series-format"), typed, follow=True).content.decode()
    assert "2027 年第一个号为 云公治限字〔2027〕第0001号" in listed
    given(force, 2027)
    listed = client.get(reverse("exchange:series-list")).content.decode()
    assert "责令限期整改治安隐患通知书" in listed
    assert "云公治限字〔2027〕第0002号" in listed
    assert DocumentSeries.objects.get(year=2027).last_number == 1
