"""Publicity: counted once, by the reporting day, in its own measures; photos come with the form."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.exchange.models import Photo
from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from prevention import services
from prevention.models import PublicityActivity
from prevention.views.publicity import PUBLICITY
from tests.exchange.pictures import jpeg
from tests.prevention.samples_publicity import activity_facts, make_activity, words
from tests.samples import shown_in

DAY = dt.timedelta(days=1)
KEYS = ["publicity_held", "elder_fraud_publicity_held", "publicity_audience", "publicity_sheets"]


def test_each_measure_counts_its_own(force):
    day = make_activity(force).reported_on
    make_activity(force, theme="peace", audience=7, sheets=0)
    services.void_publicity(make_activity(force), by=force.people["chief"], reason="重复", version=1)
    found = values(KEYS, period=Period(day, day))
    assert found == dict(zip(KEYS, (2, 1, 47, 25), strict=True))


def test_what_begins_after_midnight_belongs_to_the_evening_before(force):
    yesterday = clock.today() - DAY
    after = clock.now().replace(year=yesterday.year, month=yesterday.month, day=yesterday.day, hour=1, minute=30)
    made = make_activity(force, held_at=after)
    assert made.reported_on == yesterday - DAY
    facts = {name: getattr(made, name) for name in ("theme", "place", "audience")}
    moved = after.replace(hour=9)
    assert (
        services.change_publicity(made, by=force.alice, version=1, held_at=moved, **facts).reported_on == moved.date()
    )


def test_same_activity_of_two_officers_is_one(force):
    facts = activity_facts(force)
    first = make_activity(force, by=force.alice, **facts)
    with pytest.raises(MoveRefused, match=f"{force.alice.name}已登记"):
        make_activity(force, by=force.amy, **facts)
    make_activity(force, by=force.amy, **(facts | {"theme": "peace"}))
    services.void_publicity(first, by=force.people["chief"], reason="地点写错", version=1)
    make_activity(force, by=force.amy, **facts)


def test_a_correction_does_not_become_another_activity(force):
    first, second = make_activity(force), make_activity(force)
    facts = {name: getattr(first, name) for name in ("theme", "held_at", "place")}
    with pytest.raises(MoveRefused, match="已登记"):
        services.change_publicity(second, by=force.alice, version=1, **facts)
    assert PublicityActivity.objects.get(pk=second.pk).place == second.place


def test_other_station_cannot_enter_it_here(force):
    with pytest.raises(PermissionDenied):
        make_activity(force, by=force.bob)


def test_unit_of_others_is_no_choice(force, sign_in):
    client, url = sign_in(force.alice), PUBLICITY.url("add")
    typed = shown_in(client.get(url).context["form"]) | words(force)
    assert client.post(url, typed | {"unit": force.other_station.pk}).status_code == 422
    assert not PublicityActivity.objects.exists()


def test_photos_come_with_the_form_and_stand_on_its_page(force, sign_in):
    client, url = sign_in(force.alice), PUBLICITY.url("add")
    typed = shown_in(client.get(url).context["form"]) | words(force)
    assert client.post(url, typed | {"publicity-photo": SimpleUploadedFile("a.jpg", jpeg())}).status_code == 302
    assert client.post(url, typed).status_code == 302  # the same form again
    made = PublicityActivity.objects.get()
    photo = Photo.objects.get()
    assert photo.subject == made
    assert str(photo.uuid) in client.get(made.get_absolute_url()).content.decode()


def test_no_day_to_come_and_nothing_older_than_a_year(force, sign_in):
    client, url = sign_in(force.alice), PUBLICITY.url("add")
    typed = shown_in(client.get(url).context["form"]) | words(force)
    for away, said in ((DAY, "不能晚于现在"), (-400 * DAY, "一年以内")):
        moment = f"{clock.now() + away:%Y-%m-%dT%H:%M}"
        answer = client.post(url, typed | {"held_at": moment, "client_uuid": str(uuid.uuid4())})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "东街夜市" in answer.content.decode()
