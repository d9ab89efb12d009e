"""复查 by HTTP: hazard by hazard, with photos of what was done."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.records import clock
from inspections import services
from inspections.models import RectificationNotice
from tests.exchange.pictures import jpeg
from tests.factories import make_issued_notice, make_venue


@pytest.fixture
def notice(force):
    made = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    return services.serve_notice(made, by=force.alice, on=clock.today(), delivery="in_person")


def form_of(notice, force, **changes):
    hazard = notice.hazards.get()
    typed = {
        "client_uuid": str(uuid.uuid4()),
        f"hazard-{hazard.pk}": "yes",
        "on": str(clock.today()),
        "follow_up": "none",
    }
    return typed | {"inspectors": [force.alice.pk, force.amy.pk]} | changes


def test_rectified_hazard_closes_the_notice_and_keeps_the_photo(notice, force, sign_in):
    photo = SimpleUploadedFile("after.jpg", jpeg())
    answer = sign_in(force.alice).post(
        reverse("inspections:notice-reinspect", args=[notice.pk]), form_of(notice, force, **{"after-photo": photo})
    )
    assert answer.status_code == 302
    assert RectificationNotice.objects.get(pk=notice.pk).state == "closed"
    page = sign_in(force.amy).get(notice.get_absolute_url()).content.decode()
    assert "整改后照片" in page


def test_rubbish_photo_is_refused_and_nothing_is_written(notice, force, sign_in):
    rubbish = SimpleUploadedFile("after.jpg", b"no picture")
    answer = sign_in(force.alice).post(
        reverse("inspections:notice-reinspect", args=[notice.pk]), form_of(notice, force, **{"after-photo": rubbish})
    )
    assert answer.status_code == 422
    assert "不是可用的照片" in answer.content.decode()
    assert notice.reinspections.count() == 0


def test_photo_stays_when_another_field_must_be_mended(notice, force, sign_in):
    photo = SimpleUploadedFile("after.jpg", jpeg())
    answer = sign_in(force.alice).post(
        reverse("inspections:notice-reinspect", args=[notice.pk]),
        form_of(notice, force, on="", **{"after-photo": photo}),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写复查日" in page
    assert "整改后照片 1" in page


def test_page_proposes_today_in_the_form_a_date_picker_reads(notice, force, sign_in):
    page = sign_in(force.alice).get(reverse("inspections:notice-reinspect", args=[notice.pk])).content.decode()
    assert f'value="{clock.today():%Y-%m-%d}"' in page
