"""A notice over midnight: the due day nobody chose is computed at issue, one somebody chose stays and says so."""

import datetime as dt

import pytest

from baiyi.records.models import Draft
from inspections.models import Inspection, RectificationNotice
from tests.factories import make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

DRAFT = f"{ENTRY}draft/"
MONDAY_LATE = "2022-07-18T23:40:00+08:00"  # the rule of the venue: seven working days
TUESDAY_EARLY = "2022-07-19T00:20:00+08:00"
OF_MONDAY, OF_TUESDAY = dt.date(2022, 7, 27), dt.date(2022, 7, 28)


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def at(settings):
    def move(instant: str) -> None:
        settings.BAIYI_TODAY = instant

    return move


def begin(client, force, venue, inspected_at: str) -> tuple[str, dict]:
    """The address of the notice check, and what it shows."""
    typed = typed_for(venue, [force.alice, force.amy], inspected_at=inspected_at) | hazard_at(venue)
    review = client.post(ENTRY, typed).url
    return review, notice_words(client, review)


def autosave(client, review: str, words: dict) -> None:
    kept = {"part": "review", "client_uuid": review.split("/")[3], "venue": Draft.objects.get().payload["venue"]}
    assert client.post(DRAFT, words | kept).status_code == 200


def frozen() -> tuple[dt.date, dt.date]:
    notice = RectificationNotice.objects.get()
    return notice.issued_on, notice.deadlines.get(kind="rectify").due_on


def test_page_open_over_midnight_comes_back_once_with_the_days_that_will_be_stored(client, force, venue, at):
    at(MONDAY_LATE)
    review, words = begin(client, force, venue, "2022-07-18T23:30")
    assert words["notice-due_on"] == f"{OF_MONDAY}"
    at(TUESDAY_EARLY)
    told = client.post(review, words | {"notice-interim_measures": "停用后门"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "签发日由 7月18日 改为 7月19日，整改期限由 7月27日 改为 7月28日" in page
    assert "停用后门" in page
    assert (told.context["sheet"].issued_on, told.context["sheet"].due_on) == (dt.date(2022, 7, 19), OF_TUESDAY)
    assert not Inspection.objects.exists()
    form = told.context["form"]
    again = {form[name].html_name: form[name].value() or "" for name in form.fields if name != "later"}
    assert client.post(review, again).status_code == 302
    assert frozen() == (dt.date(2022, 7, 19), OF_TUESDAY)


def test_day_of_a_check_kept_overnight_is_computed_anew(client, force, venue, at):
    at("2022-07-18T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-07-18T17:30")
    autosave(client, review, words | {"notice-content": "改过的内容"})
    at("2022-07-19T09:00:00+08:00")
    page = client.get(review)
    assert (page.context["sheet"].due_on, page.context["form"]["content"].value()) == (OF_TUESDAY, "改过的内容")
    client.post(review, notice_words(client, review))
    assert frozen() == (dt.date(2022, 7, 19), OF_TUESDAY)
    assert RectificationNotice.objects.get().content == "改过的内容"


def test_check_kept_by_an_older_version_without_the_days_it_showed_is_computed_anew_too(client, force, venue, at):
    at("2022-07-18T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-07-18T17:30")
    del words["notice-shown_on"], words["notice-offered_due"]
    autosave(client, review, words)
    at("2022-07-19T09:00:00+08:00")
    assert client.get(review).context["sheet"].due_on == OF_TUESDAY
    assert client.post(review, words).status_code == 422
    assert not Inspection.objects.exists()


def test_holiday_in_between_moves_the_day_further(client, force, venue, at):
    """Friday 30 September, and the eighth after a week of holidays that is worked."""
    at("2022-09-30T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-09-30T17:30")
    assert words["notice-due_on"] == "2022-10-14"
    autosave(client, review, words)
    at("2022-10-08T09:00:00+08:00")
    payload = Draft.objects.get()
    payload.payload |= {"backfill_reason": ["节前检查"]}
    payload.save()
    client.post(review, notice_words(client, review))
    assert frozen() == (dt.date(2022, 10, 8), dt.date(2022, 10, 17))


def test_shortened_day_is_kept_overnight_and_says_so(client, force, venue, at):
    at("2022-07-18T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-07-18T17:30")
    autosave(client, review, words | {"notice-due_on": "2022-07-20"})
    at("2022-07-19T09:00:00+08:00")
    page = client.get(review)
    assert page.context["sheet"].due_on == dt.date(2022, 7, 20)
    assert "由登记人改短，规则期满日 7月28日" in page.content.decode()
    assert client.post(review, notice_words(client, review)).status_code == 302
    assert frozen() == (dt.date(2022, 7, 19), dt.date(2022, 7, 20))


def test_shortened_day_that_became_past_is_refused_and_everything_is_kept(client, force, venue, at):
    at("2022-07-18T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-07-18T17:30")
    autosave(client, review, words | {"notice-due_on": "2022-07-19", "notice-content": "改过的内容"})
    at("2022-07-19T09:00:00+08:00")
    assert "7月19日 不晚于签发日，不能作期满日，请重选；规则期满日 7月28日" in client.get(review).content.decode()
    told = client.post(review, notice_words(client, review))
    page = told.content.decode()
    assert told.status_code == 422
    assert "id_notice-due_on_error" in page
    assert "改过的内容" in page
    assert not Inspection.objects.exists()


def test_day_shortened_on_the_entry_page_is_marked_at_the_check(client, force, venue, at):
    at("2022-07-18T18:00:00+08:00")
    typed = typed_for(venue, [force.alice, force.amy], due_on="2022-07-20") | hazard_at(venue)
    review = client.post(ENTRY, typed).url
    assert "由登记人改短，规则期满日 7月27日" in client.get(review).content.decode()
    client.post(review, notice_words(client, review))
    assert frozen() == (dt.date(2022, 7, 18), dt.date(2022, 7, 20))


def test_second_press_after_midnight_leads_to_the_first_result(client, force, venue, at):
    at("2022-07-18T23:59:50+08:00")
    review, words = begin(client, force, venue, "2022-07-18T23:30")
    done = client.post(review, words).url
    at(TUESDAY_EARLY)
    assert client.post(review, words).url == done
    assert frozen() == (dt.date(2022, 7, 18), OF_MONDAY)


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "x", ""])
def test_days_the_page_claims_to_have_shown_are_not_believed_blindly(client, force, venue, at, value):
    at("2022-07-18T18:00:00+08:00")
    review, words = begin(client, force, venue, "2022-07-18T17:30")
    answer = client.post(review, words | {"notice-shown_on": value, "notice-offered_due": value})
    assert answer.status_code in {302, 422}
    assert answer.status_code == 422 or frozen() == (dt.date(2022, 7, 18), OF_MONDAY)
