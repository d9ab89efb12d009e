"""Every form that takes photos does it in the one way, with a script and without."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange.models import Photo
from baiyi.records import clock
from inspections import services
from inspections.services.evidence import slot_of
from tests.exchange.pictures import jpeg
from tests.factories import make_issued_notice, make_venue
from tests.ours import ROOT

TEMPLATES = ROOT / "templates"
BOX, SCRIPTS = '"exchange/_photo_box.html"', '"exchange/_photo_scripts.html"'
PARTS_OF = {  # parts of a page → the page
    "inspections/_entry_closed.html": "inspections/entry.html",
    "inspections/_entry_more.html": "inspections/entry.html",
    "inspections/_entry_hazard.html": "inspections/entry.html",
    "inspections/_reinspection_hazard.html": "inspections/reinspection.html",
    "inspections/_review_delivery.html": "inspections/review.html",
}


def with_photos() -> list[str]:
    pages = (path for path in TEMPLATES.rglob("*.html") if BOX in path.read_text(encoding="utf-8"))
    return sorted(str(path.relative_to(TEMPLATES)) for path in pages)


@pytest.mark.parametrize("name", with_photos())
def test_page_with_photos_loads_the_scripts_of_the_box(name):
    text = (TEMPLATES / PARTS_OF.get(name, name)).read_text(encoding="utf-8")
    assert SCRIPTS in text or '{% extends "exchange/photo_form.html" %}' in text


def test_no_form_takes_files_in_another_way():
    fields = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'type="?file', path.read_text(encoding="utf-8"))
    ]
    assert fields == ["exchange/_photo_box.html"]


@pytest.fixture
def notice(force):
    made = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    return services.serve_notice(made, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")


def test_form_that_is_mended_and_sent_again_without_a_script_has_its_photos_once(notice, force, sign_in):
    """Refused first, mended, and pressed twice: each time the browser sends the picked file with it."""
    client, address = sign_in(force.alice), reverse("inspections:notice-reinspect", args=[notice.pk])
    hazard = notice.hazards.get()
    slot = slot_of(hazard)
    typed = {slot: "yes", "on": str(clock.today()), "follow_up": "none"}
    typed |= {"client_uuid": str(uuid.uuid4()), "inspectors": [force.alice.pk, force.amy.pk]}
    for changes, status in (({"on": "昨天"}, 422), ({}, 302), ({}, 302)):
        picture = {f"{slot}-photo": SimpleUploadedFile("after.jpg", jpeg())}
        assert client.post(address, typed | changes | picture).status_code == status
    assert Photo.objects.get().subject == hazard
