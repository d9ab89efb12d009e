"""The education bureau sees the waters that are shared with it and what is broken there, in numbers; nothing else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.figures import all_figures
from prevention import rights
from prevention.models import FacilityDefect, Water
from prevention.services import waters as services
from prevention.views.waters.defects import DEFECTS
from prevention.views.waters.waters import WATERS
from tests.factories import make_unit, make_user
from tests.prevention.samples_waters import (
    judged_alert,
    make_defect,
    make_device,
    make_dissuasion,
    make_patrol,
    make_repair,
    make_water,
    shared_defect,
    shared_water,
)

DUTY = ("waterpatrol-list", "watermiss-list", "water-days", "device-list", "device_repair-list", "water_alert-list")


@pytest.fixture
def bureau(force, sign_in):
    return sign_in(force.people["partner"])


def test_it_sees_its_waters_and_their_defects_alone(force, bureau):
    mine, other = shared_defect(force), make_defect(force)
    for views, shown, hidden in ((WATERS, mine.water, other.water), (DEFECTS, mine, other)):
        page = bureau.get(views.url("list")).content.decode()
        assert shown.get_absolute_url() in page
        assert hidden.get_absolute_url() not in page
        assert bureau.get(shown.get_absolute_url()).status_code == 200
        assert bureau.get(hidden.get_absolute_url()).status_code == 404


def test_page_tells_numbers_and_nobody(force, bureau):
    water = shared_water(force)
    device = make_device(force, water)
    make_dissuasion(force, water, persons=7, minors=5)
    patrol = make_patrol(force, water)
    page = bureau.get(water.get_absolute_url()).content.decode()
    assert "7 人次（其中未成年人 5 人次）" in page
    assert device.number not in page
    assert patrol.get_absolute_url() not in page
    assert "近 7 天巡查" not in page


def test_duty_is_closed_to_it(force, bureau):
    water = shared_water(force)
    records = [make_patrol(force, water), make_dissuasion(force, water), judged_alert(force), make_repair(force)]
    addresses = [record.get_absolute_url() for record in records] + [reverse(f"prevention:{name}") for name in DUTY]
    assert {bureau.get(address).status_code for address in addresses} == {403}


def test_it_changes_nothing_but_its_answer(force, bureau):
    defect = shared_defect(force)
    water = defect.water
    for page in ("change", "facilities", "defect", "void"):
        assert bureau.post(WATERS.url(page, water.pk), {"version": "1"}).status_code == 403
    for page in ("mend", "settle", "fail", "void"):
        assert bureau.post(DEFECTS.url(page, defect.pk), {"version": "1"}).status_code == 403
    answer = bureau.post(DEFECTS.url("said", defect.pk), {"version": "1", "said": "已提醒学校"})
    assert answer.status_code == 302
    assert FacilityDefect.objects.get().school_said == "已提醒学校"


def test_answer_is_asked_of_the_record_not_of_the_role(force):
    """A right without a subtree holds anywhere; who may answer is whom the water is shared with."""
    other = make_user("other_partner", make_unit("区文旅局", kind="partner"), Role.PARTNER)
    defect = shared_defect(force)
    assert other.has_perm(rights.ANSWER_WATERS)
    assert not Water.objects.visible_to(other).exists()
    with pytest.raises(PermissionDenied):
        services.say_of_defect(defect, by=other, version=1, said="我们也说一句")


def test_sharing_that_ends_takes_everything_back(force, bureau):
    defect = shared_defect(force)
    water = Water.objects.get()
    services.change_water(water, by=force.people["office"], version=water.version, education_unit=None)
    for address in (defect.get_absolute_url(), water.get_absolute_url(), DEFECTS.url("said", defect.pk)):
        assert bureau.get(address).status_code == 404


def test_first_page_has_the_card_while_something_is_shared(force, bureau):
    assert "共享给本单位的重点水域" not in bureau.get(reverse("home")).content.decode()
    make_defect(force)
    assert "共享给本单位的重点水域" not in bureau.get(reverse("home")).content.decode()
    defect = shared_defect(force)
    page = bureau.get(reverse("home")).content.decode()
    assert "共享给本单位的重点水域" in page
    assert defect.water.get_absolute_url() in page
    assert "缺损 1 处" in page


def test_menu_names_it_to_the_police_alone(force, bureau, sign_in):
    shared_water(force)
    line = f'href="{WATERS.url("list")}"'
    menu = bureau.get(reverse("accounts:me")).content.decode()
    assert line not in menu
    assert line in sign_in(force.alice).get(reverse("accounts:me")).content.decode()


def test_no_figure_is_open_to_it(force):
    partner = force.people["partner"]
    mine = [each for each in all_figures() if each.list_url.startswith("prevention:") and partner.has_perm(each.right)]
    assert mine == []


def test_water_of_nobody_is_lent_to_nobody(force):
    assert not make_water(force).is_lent_to(force.people["partner"])
    assert shared_water(force).is_lent_to(force.people["partner"])
    assert not shared_water(force).is_lent_to(force.bob)
