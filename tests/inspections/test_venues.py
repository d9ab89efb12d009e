"""The venue ledger by HTTP: add, change, double, stale, personal fields, reveal."""

import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from baiyi.accounts.roles import Role
from inspections.models import Venue
from tests.factories import make_unit, make_user, make_venue

CREATE = "/inspections/venues/new/"


@pytest.fixture
def alice(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, head_name="欧阳测试人", head_phone="13900001234")


def words(venue, **changes) -> dict:
    """What the form of this venue sends when nothing was touched."""
    known = {
        "name": venue.name,
        "category": venue.category_id,
        "address": venue.address,
        "unit": venue.unit_id,
        "note": venue.note,
    }
    return known | {"head_name": "", "head_phone": "", "responsible": "", "version": venue.version} | changes


def change(client, venue, **changes):
    return client.post(reverse("inspections:venue-change", args=[venue.pk]), words(venue, **changes))


def test_venue_is_added_and_its_page_opens(alice, venue, force):
    response = alice.post(
        CREATE,
        words(venue, name="𠮷祥网吧", address="新路7号", responsible=force.amy.pk, head_phone="0571-8800123"),
        follow=True,
    )
    made = Venue.objects.latest("pk")
    assert response.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.name, made.unit, made.created_by, made.responsible) == (
        "𠮷祥网吧",
        force.station,
        force.alice,
        force.amy,
    )
    assert made.head_phone == "0571-8800123"
    assert "𠮷祥网吧" in response.content.decode()


def test_double_is_refused_with_everything_typed(alice, venue):
    response = alice.post(CREATE, words(venue, note="新的提示"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "台账里已有同名同址的场所" in page
    assert "新的提示" in page
    assert Venue.objects.count() == 1


def test_change_into_a_double_is_refused(alice, venue, force):
    other = make_venue(force.station, force.alice)
    response = change(alice, other, name=venue.name, address=venue.address)
    assert response.status_code == 422
    assert "同名同址" in response.content.decode()
    assert Venue.objects.get(pk=other.pk).name == other.name


def test_name_of_a_voided_venue_is_free_again(alice, venue):
    Venue.objects.filter(pk=venue.pk).update(voided_at="2022-07-06T10:00+08:00")
    assert alice.post(CREATE, words(venue)).status_code == 302


def test_personal_fields_left_empty_stay_and_typed_ones_replace(alice, venue):
    assert change(alice, venue, note="看门有犬").status_code == 302
    kept = Venue.objects.get(pk=venue.pk)
    assert (kept.head_name, kept.head_phone, kept.note) == ("欧阳测试人", "13900001234", "看门有犬")
    assert change(alice, kept, head_name="新的人").status_code == 302
    changed = Venue.objects.get(pk=venue.pk)
    assert (changed.head_name, changed.head_phone) == ("新的人", "13900001234")


def test_form_of_a_change_sends_no_personal_field_to_the_browser(alice, venue):
    page = alice.get(reverse("inspections:venue-change", args=[venue.pk])).content.decode()
    assert "欧阳测试人" not in page
    assert "13900001234" not in page


def test_stale_change_is_409_keeps_what_was_typed_and_changes_nothing(alice, venue, force, sign_in):
    assert change(sign_in(force.amy), venue, note="先到的").status_code == 302
    response = change(alice, venue, note="后到的")
    assert response.status_code == 409
    assert "已被他人修改" in response.content.decode()
    assert 'value="后到的"' in response.content.decode()
    assert Venue.objects.get(pk=venue.pk).note == "先到的"


@pytest.mark.parametrize(
    "phone", ["1390000123", "139000012345", "23900001234", "１３９００００１２３", "12345", "0571-88001234x"]
)
def test_phone_that_is_none_is_refused_at_its_field(alice, venue, phone):
    response = alice.post(CREATE, words(venue, name="另一家", head_phone=phone))
    assert response.status_code == 422
    assert "head_phone" in response.context["form"].errors


def test_venue_cannot_be_moved_to_another_station(alice, venue, force):
    response = change(alice, venue, unit=force.other_station.pk)
    assert response.status_code == 422
    assert Venue.objects.get(pk=venue.pk).unit == force.station


def test_office_of_the_branch_keeps_venues_of_every_station(venue, force, sign_in):
    assert change(sign_in(force.people["office"]), venue, unit=force.other_station.pk).status_code == 302
    assert Venue.objects.get(pk=venue.pk).unit == force.other_station


def test_officer_of_a_post_keeps_no_venue_of_the_station(venue, force, sign_in):
    carl = make_user("carl", make_unit("东街警务室", kind="post", parent=force.station), Role.OFFICER)
    assert sign_in(carl).get(venue.get_absolute_url()).status_code == 404
    assert change(sign_in(carl), venue, note="x").status_code == 404


def test_reveal_shows_in_full_and_leaves_a_line_with_the_reason(alice, venue, force):
    address = reverse("inspections:venue-reveal", args=[venue.pk])
    assert "欧阳测试人" not in alice.get(address).content.decode()
    page = alice.post(address, {"reason": "电话通知负责人到所领取文书"}).content.decode()
    assert "欧阳测试人" in page
    assert "13900001234" in page
    line = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (line.actor, line.additional_data["reason"]) == (force.alice, "电话通知负责人到所领取文书")


@pytest.mark.parametrize(
    "reason", ["", "   ", "查看", "通知整改", "工作需要查看负责人电话", "核对签收人13900001234身份", "写" * 201]
)
def test_reveal_without_a_reason_shows_nothing_and_leaves_no_line(alice, venue, reason):
    response = alice.post(reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": reason})
    assert response.status_code == 422
    assert "欧阳测试人" not in response.content.decode()
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


@pytest.mark.parametrize("who", ["clerk", "office", "leader", "supervisor"])
def test_reveal_needs_its_own_right(venue, force, sign_in, who):
    response = sign_in(force.people[who]).post(
        reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": "电话通知负责人到所领取文书"}
    )
    assert response.status_code == 403
    assert "欧阳测试人" not in response.content.decode()


def test_search_finds_by_name_address_and_initials(alice, force):
    make_venue(force.station, force.alice, name="星河歌舞厅", address="文庙路8号")
    for wanted in ("星河", "文庙路", "xhgwt", "XHGW"):
        assert "星河歌舞厅" in alice.get("/inspections/venues/", {"q": wanted}).content.decode()
    assert "星河歌舞厅" not in alice.get("/inspections/venues/", {"q": str(uuid.uuid4())}).content.decode()
