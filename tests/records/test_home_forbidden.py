"""403: which right is missing, and who has it near the person; never a word about a record."""

import re

import pytest
from django.urls import reverse

from baiyi.accounts.models import User
from tests.factories import make_issued_notice, make_unit, make_user, make_venue

PLAIN = re.compile(r'<div class="plain-page">.*?</div>', re.DOTALL)


def refusal(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 403
    return response.content.decode()


@pytest.fixture
def notice(force):
    return make_issued_notice(make_venue(force.station, force.alice, name="金帆歌厅"), [force.alice, force.amy])


def test_people_of_the_own_unit_who_hold_the_right_are_named(force, sign_in, notice):
    page = refusal(sign_in(force.people["clerk"]), reverse("inspections:notice-void", args=[notice.pk]))
    assert "审批延期、作废文书" in page
    assert "你的岗位（东街派出所 内勤）没有" in page
    assert "请联系 东街派出所 所长 人员chief。" in page
    assert "西街" not in page


def test_who_is_above_is_named_when_nobody_near_holds_the_right(force, sign_in):
    post = make_unit("夜市警务室", kind="post", parent=force.station)
    person = make_user("pat", post)
    page = refusal(sign_in(person), reverse("hotspots:hotspot-add"))
    assert "请联系 云溪区公安分局 专班管理员 人员office。" in page


def test_role_is_named_when_nobody_in_the_line_holds_the_right(force, sign_in):
    assert "请联系 专班管理员。" in refusal(sign_in(force.people["partner"]), reverse("hotspots:hotspot-add"))
    User.objects.filter(pk=force.people["office"].pk).update(is_active=False)
    assert "请联系 专班管理员。" in refusal(sign_in(force.alice), reverse("hotspots:hotspot-add"))


def test_refusal_costs_one_statement_more(force, sign_in, django_assert_num_queries):
    """Session, person, who may be asked, and the late bar."""
    client = sign_in(force.alice)
    client.get(reverse("hotspots:hotspot-add"))
    with django_assert_num_queries(4):
        client.get(reverse("hotspots:hotspot-add"))


def test_refusal_is_the_same_whether_the_record_exists_or_not(force, sign_in, notice):
    """Without the right the gate answers before anything is looked up; with it a foreign record is 404."""
    supervisor = sign_in(force.people["supervisor"])
    there, nowhere = (refusal(supervisor, reverse("inspections:notice-void", args=[pk])) for pk in (notice.pk, 999_999))
    assert PLAIN.search(there)[0] == PLAIN.search(nowhere)[0]
    assert "金帆歌厅" not in there
    chief = make_user("carl", force.other_station, "chief")
    assert sign_in(chief).get(reverse("inspections:notice-void", args=[notice.pk])).status_code == 404
