"""Several hazards (处) at one item: added without a script, kept by draft, check, photos, withdrawal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.exchange.models import Photo
from baiyi.records.models import Draft
from inspections.models import Answer, Hazard, Inspection, RectificationNotice
from tests.exchange.pictures import jpeg
from tests.factories import make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def typed(force, venue):
    return typed_for(venue, [force.alice, force.amy]) | hazard_at(venue, description="监控录像仅留存18日")


@pytest.fixture
def slot(typed):
    return next(name for name, value in typed.items() if value == "hazard")


def second(slot: str, number: int = 2, **changes) -> dict:
    facts = {"description": f"第{number}处", "grade": "ordinary", "disposal": "by_date"} | changes
    return {f"{slot}-{number}": "hazard"} | {f"{slot}-{number}-{name}": value for name, value in facts.items()}


def places(response) -> list[str]:
    return [place.slot for row in response.context["form"].rows for place in row.places if row.is_bad]


def test_button_adds_a_place_up_to_five_and_keeps_everything_typed(client, typed, slot):
    page = client.post(ENTRY, typed | {"action": f"more:{slot}", "note": "后门未锁"})
    assert (page.status_code, places(page)) == (200, [slot, f"{slot}-2"])
    assert "监控录像仅留存18日" in page.content.decode()
    assert "autofocus" in page.context["form"][f"{slot}-2-description"].as_widget()
    assert "后门未锁" in page.content.decode()
    full = typed | {name: each for number in (2, 3, 4, 5) for name, each in second(slot, number).items()}
    page = client.post(ENTRY, full | {"action": f"more:{slot}"})
    assert places(page) == [slot, *(f"{slot}-{number}" for number in (2, 3, 4, 5))]
    assert "一项最多登记 5 处" in page.content.decode()
    assert not Inspection.objects.exists()


def test_place_is_dropped_with_its_photos_and_the_others_stay(client, typed, slot):
    form = typed | second(slot) | second(slot, 3)
    for at in (2, 3):
        photo = SimpleUploadedFile("a.jpg", jpeg())
        facts = {"client_uuid": typed["client_uuid"], "slot": f"{slot}-{at}", "kind": "before", "photo": photo}
        client.post("/files/photos/", facts)
    page = client.post(ENTRY, form | {"action": f"less:{slot}-2"})
    assert places(page) == [slot, f"{slot}-3"]
    assert [photo.slot for photo in Photo.objects.all()] == [f"{slot}-3"]
    assert "第3处" in page.content.decode()


def test_each_place_becomes_a_hazard_with_its_own_words_disposal_and_photo_and_one_answer(client, typed, slot):
    form = typed | second(slot, description="另一台无画面") | second("item-other", 2, disposal="on_site")
    form |= {"item-other": "hazard", "item-other-description": "门口堆物", "item-other-disposal": "on_site"}
    photo = SimpleUploadedFile("a.jpg", jpeg())
    client.post(
        "/files/photos/",
        {"client_uuid": typed["client_uuid"], "slot": f"{slot}-2", "kind": "before", "photo": photo},
    )
    review = client.post(ENTRY, form).url
    assert "1. 监控录像仅留存18日\n2. 另一台无画面" in client.get(review).context["sheet"].content
    client.post(review, notice_words(client, review))
    found = Hazard.objects.order_by("pk").values_list("description", "disposal", "state")
    assert list(found) == [
        ("监控录像仅留存18日", "by_date", "pending"),
        ("另一台无画面", "by_date", "pending"),
        ("门口堆物", "on_site", "closed"),
        ("第2处", "on_site", "closed"),
    ]
    assert len(set(Hazard.objects.filter(disposal="by_date").values_list("item", flat=True))) == 1
    assert Photo.objects.get().subject == Hazard.objects.get(description="另一台无画面")
    assert Answer.objects.filter(result="hazard").count() == 1
    assert RectificationNotice.objects.get().hazards.count() == 2


def test_draft_and_withdrawal_bring_every_place_back(client, typed, slot):
    form = typed | second(slot, disposal="on_site") | {f"{slot}-disposal": "on_site"}
    client.post(f"{ENTRY}draft/", form)
    assert places(client.get(f"{ENTRY}?draft={typed['client_uuid']}")) == [slot, f"{slot}-2"]
    client.post(ENTRY, form)
    assert Hazard.objects.count() == 2
    back = client.post(f"{ENTRY}{Inspection.objects.get().pk}/withdraw/").url
    page = client.get(back)
    assert places(page) == [slot, f"{slot}-2"]
    assert "第2处" in page.content.decode()


def test_places_of_an_item_that_is_normal_after_all_are_no_hazards(client, typed, slot):
    client.post(ENTRY, typed | second(slot) | {slot: "normal"})
    assert (Inspection.objects.get().outcome, Hazard.objects.count()) == ("normal", 0)


def test_empty_second_place_is_refused_at_its_field(client, typed, slot):
    told = client.post(ENTRY, typed | second(slot, description=""))
    assert told.status_code == 422
    assert f"{slot}-2-description" in told.context["form"].errors


@pytest.mark.parametrize("action", ["more:item-999999", "more:", "less:", "more:item-1-2", "less:item-0"])
def test_place_that_does_not_exist_changes_nothing(client, typed, slot, action):
    page = client.post(ENTRY, typed | {"action": action})
    assert (page.status_code, places(page)) == (200, [slot])
    assert not Draft.objects.filter(payload={}).exists()
