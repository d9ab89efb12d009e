"""Two phones on one draft of an inspection: what one typed never disappears behind the other's green tick."""

import pytest

from baiyi.records.models import Draft
from inspections.models import Hazard, Inspection
from tests.factories import make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for
from tests.test_forms_once import marks_of

DRAFT = f"{ENTRY}draft/"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="金帆歌厅")


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def typed(force, venue):
    return typed_for(venue, [force.alice, force.amy])


def phone(client, typed) -> dict:
    """The form as a phone shows the draft: with a ticket of its own."""
    page = client.get(f"{ENTRY}?draft={typed['client_uuid']}").content.decode()
    return typed | {"form_ticket": marks_of(page)["form_ticket"]}


@pytest.fixture
def two(client, venue, typed):
    """The draft lies on the server, and both phones opened it."""
    client.post(DRAFT, typed | {"note": "后门未锁"})
    first, second = phone(client, typed), phone(client, typed)
    return first | {"note": "后门未锁"}, second | {"note": "后门未锁"}


def as_draft(client, typed):
    return client.post(DRAFT, typed, headers={"x-requested-with": "fetch"})


def test_second_phone_is_told_and_sees_both(client, two):
    first, second = two
    assert as_draft(client, first | {"note": "前门未锁"}).status_code == 200
    told = as_draft(client, second | {"note": "侧门未锁"})
    assert told.status_code == 409
    assert told.json()["is_elsewhere"]
    both = client.post(ENTRY, second | {"note": "侧门未锁", "action": "draft"})
    assert both.status_code == 409
    assert "前门未锁" in both.content.decode()
    assert "侧门未锁" in both.content.decode()
    notes = sorted(draft.payload["note"][0] for draft in Draft.objects.all())
    assert notes == ["侧门未锁", "前门未锁"]


def test_submission_of_a_phone_that_has_not_seen_the_draft_submits_nothing(client, two):
    first, second = two
    as_draft(client, first | {"note": "前门未锁"})
    answer = client.post(ENTRY, second | {"note": "侧门未锁"})
    assert answer.status_code == 409
    assert not Inspection.objects.exists()
    assert client.post(ENTRY, first | {"note": "前门未锁"}).status_code == 302
    assert Inspection.objects.get().note == "前门未锁"


@pytest.mark.parametrize("disposal", ["on_site", "by_date"])
def test_hazard_of_the_second_phone_does_not_vanish_behind_the_first_result(client, venue, two, disposal):
    first, second = two
    assert client.post(ENTRY, first).url.endswith("/result/")
    with_hazard = second | hazard_at(venue, disposal=disposal)
    answer = client.post(ENTRY, with_hazard)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已经提交过，内容和现在的不一样" in page
    assert not Hazard.objects.exists()
    mine = Draft.objects.get(kind="inspection")
    assert mine.payload["note"] == ["后门未锁"]
    assert f"?draft={mine.client_uuid}" in page
    resumed = client.get(f"{ENTRY}?draft={mine.client_uuid}").context["form"]
    assert [name for name, value in hazard_at(venue).items() if value == "hazard" and resumed[name].value() == "hazard"]


def test_same_form_again_is_the_first_result(client, two):
    first, _ = two
    done = client.post(ENTRY, first).url
    assert client.post(ENTRY, first).url == done
    assert Inspection.objects.count() == 1


def test_other_notice_under_the_same_number_shows_both(client, venue, typed):
    form = typed | hazard_at(venue)
    review = client.post(ENTRY, form).url
    words = notice_words(client, review)
    done = client.post(review, words).url
    assert client.post(review, words).url == done
    content = next(name for name in words if name.endswith("content"))
    answer = client.post(review, words | {content: "另外的内容"})
    assert answer.status_code == 409
    assert "另外的内容" in answer.content.decode()
    assert Draft.objects.filter(kind="inspection").count() == 1


def test_second_draft_of_the_same_venue_offers_the_first(client, venue, typed):
    as_draft(client, typed)
    page = client.get(f"{ENTRY}?venue={venue.pk}").content.decode()
    assert f"?draft={typed['client_uuid']}" in page
    assert "没有提交的草稿" in page
