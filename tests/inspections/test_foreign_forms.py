"""The number of a form comes from the browser. Sent by somebody else it is another form: nothing of the first one
changes.
"""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.records.models import Draft
from inspections.models import Inspection, RectificationNotice
from tests.exchange.pictures import jpeg
from tests.factories import make_user, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

ATTACKERS = (
    "amy",
    "bob",
)  # a colleague of the same station, whose numbers come from the same series; an officer of another one


def slot_of(typed) -> str:
    return next(name for name, value in typed.items() if value == "hazard")


class Desk:
    """A person at a venue of his station, with a form of the given number."""

    def __init__(self, person, venue, pair, client, form: str) -> None:
        self.person, self.client = person, client
        self.typed = typed_for(venue, pair, client_uuid=form) | hazard_at(venue)
        self.review = reverse("inspections:entry-review", args=[form])

    def fill(self):
        """Up to the notice check, with a photo: draft and number are there."""
        facts = {"client_uuid": self.typed["client_uuid"], "slot": slot_of(self.typed), "kind": "before"}
        assert (
            self.client.post("/files/photos/", facts | {"photo": SimpleUploadedFile("a.jpg", jpeg())}).status_code
            == 201
        )
        return self.client.post(ENTRY, self.typed)

    def confirm(self):
        return self.client.post(self.review, notice_words(self.client, self.review))

    def record_without_notice(self):
        plain = {name: value for name, value in self.typed.items() if not name.startswith(slot_of(self.typed))}
        return self.client.post(ENTRY, plain | {slot_of(self.typed): "normal"})

    def draft_notice(self):
        return self.client.post(ENTRY, {name: value for name, value in self.typed.items() if name != "issue_now"})

    def keep(self):
        return self.client.post(reverse("inspections:entry-draft"), self.typed | {"note": "别人写的"})

    def discard(self):
        return self.client.post(reverse("inspections:entry-discard", args=[self.typed["client_uuid"]]))

    def fill_and_withdraw(self):
        self.fill()
        done = Inspection.objects.get(pk=self.confirm().url.split("/")[-3])
        return self.client.post(reverse("inspections:entry-withdraw", args=[done.pk]))

    def look(self):
        return self.client.get(self.review)


ATTACKS = {
    "record_without_notice": {302},
    "draft_notice": {302},
    "fill": {302},
    "fill_and_withdraw": {302},
    "keep": {200},
    "discard": {302},
    "look": {404},
}


@pytest.fixture
def alice(force, sign_in):
    venue = make_venue(force.station, force.alice, name="金帆歌厅")
    desk = Desk(force.alice, venue, [force.alice, force.amy], sign_in(force.alice), str(uuid.uuid4()))
    assert desk.fill().url == desk.review
    return desk


@pytest.fixture
def attacker(request, force, sign_in, alice):
    """Sends the number of Alice's form as his own."""
    person = {"amy": force.amy, "bob": force.bob}[request.param]
    station = person.home_unit
    pair = [force.alice, force.amy] if station == force.station else [force.bob, make_user("bert", station)]
    venue = make_venue(station, person, name="别处")
    return Desk(person, venue, pair, sign_in(person), alice.typed["client_uuid"])


def state_of(desk) -> tuple:
    """Everything Alice's form has: number, draft, photos."""
    form = desk.typed["client_uuid"]
    numbers = DocumentNumber.objects.filter(reserved_for=form, reserved_by=desk.person).values_list(
        "pk", "text", "state", "void_reason"
    )
    drafts = [
        (draft.pk, draft.kind, draft.payload) for draft in Draft.objects.filter(user=desk.person, client_uuid=form)
    ]
    photos = Photo.objects.filter(client_uuid=form, uploaded_by=desk.person).values_list("pk", "object_id")
    return list(numbers), drafts, list(photos)


@pytest.mark.parametrize("attacker", ATTACKERS, indirect=True)
@pytest.mark.parametrize("attack", ATTACKS)
def test_form_number_of_another_person_reaches_nothing_of_his_form(alice, attacker, attack):
    before = state_of(alice)
    assert [len(each) for each in before] == [1, 1, 1]
    assert getattr(attacker, attack)().status_code in ATTACKS[attack]
    assert state_of(alice) == before
    alice_confirmed = alice.confirm()
    assert alice_confirmed.status_code == 302
    issued = RectificationNotice.objects.get(created_by=alice.person)
    assert str(issued.number) == before[0][0][1]
    assert issued.number.state == DocumentNumber.State.USED
    assert Photo.objects.get(pk=before[2][0][0]).object_id is not None


@pytest.mark.parametrize("attacker", ATTACKERS, indirect=True)
def test_both_persons_of_one_form_number_issue_their_own_notice(alice, attacker):
    """The path that was a 500: two of one station, one number of a form, one after the other."""
    assert attacker.fill().url == attacker.review
    assert attacker.confirm().status_code == 302
    assert alice.confirm().status_code == 302
    numbers = list(DocumentNumber.objects.order_by("pk"))
    assert [each.state for each in numbers] == [DocumentNumber.State.USED] * 2
    assert len({each.text for each in numbers}) == 2
    assert {each.number.reserved_by_id for each in RectificationNotice.objects.select_related("number")} == {
        alice.person.pk,
        attacker.person.pk,
    }


@pytest.mark.parametrize("attacker", ATTACKERS, indirect=True)
def test_confirmed_form_of_another_person_is_not_taken_back(alice, attacker):
    alice.confirm()
    done = Inspection.objects.get(created_by=alice.person)
    answer = attacker.client.post(reverse("inspections:entry-withdraw", args=[done.pk]))
    assert answer.status_code in {404, 409}
    attacker.discard()
    done.refresh_from_db()
    assert done.voided_at is None
    assert RectificationNotice.objects.get().number.state == DocumentNumber.State.USED


def test_review_of_a_form_shows_the_number_of_its_own_person_alone(alice, force, sign_in):
    venue = make_venue(force.station, force.amy, name="同所")
    amy = Desk(force.amy, venue, [force.alice, force.amy], sign_in(force.amy), alice.typed["client_uuid"])
    amy.keep()
    answer = amy.look()
    assert answer.status_code == 302  # back to the entry page: no number was reserved for this form of hers
    assert alice.look().context["sheet"].number == DocumentNumber.objects.get().text
