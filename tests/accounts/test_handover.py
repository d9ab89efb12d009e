"""交接: all that hangs on a person is listed, each kind is given to somebody, both sides confirm, and what stays is
told.
"""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from baiyi.accounts import services as accounts
from baiyi.accounts.handover import services
from baiyi.accounts.holdings import held_by, holdings
from baiyi.accounts.models import Handover, HandoverPart, Posting, User
from baiyi.accounts.people.services import move_person
from baiyi.accounts.roles import Role
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from hotspots.models import HotspotAssignment
from inspections.models import Venue
from tests.factories import make_assignment, make_campaign, make_hotspot, make_user, make_venue

OWNER = HotspotAssignment.Post.OWNER


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.BAIYI_TODAY = "2026-06-10"


@pytest.fixture
def venues(force) -> list[Venue]:
    return [make_venue(force.station, force.alice, responsible=force.alice) for _ in range(3)]


def page_of(user) -> str:
    return reverse("accounts:handover-add", args=[user.pk])


def given(force, **takers) -> Handover:
    return services.hand_over(force.alice, takers=takers, reason="轮岗", by=force.alice)


def test_all_that_hangs_on_a_person_is_listed_before_anything_is_given(force, sign_in, venues):
    client = sign_in(force.alice)
    client.post(
        "/forms/draft/", {"client_uuid": "00000000-0000-4000-8000-000000000001"}, headers={"x-requested-with": "fetch"}
    )
    page = client.get(page_of(force.alice)).content.decode()
    assert "责任场所（3）" in page
    for venue in venues:
        assert str(venue) in page
        assert venue.get_absolute_url() in page
    assert held_by(force.bob) == {}


def test_both_sides_confirm_before_a_row_changes_hands(force, sign_in, venues):
    giver, taker = sign_in(force.alice), sign_in(force.amy)
    answer = giver.post(page_of(force.alice), {"to_venues": force.amy.pk, "reason": "轮岗"})
    part = HandoverPart.objects.get()
    assert answer.url == reverse("accounts:handover-detail", args=[part.handover_id])
    assert set(Venue.objects.values_list("responsible", flat=True)) == {force.alice.pk}, "not before it is taken"
    assert "待接收" in giver.get(answer.url).content.decode()
    assert str(part) in taker.get(reverse("accounts:part-take", args=[part.pk])).content.decode()
    assert "责任场所（3）" in taker.get(reverse("accounts:handovers")).content.decode()
    todos = [each.title for each in todo_sources.of(force.amy, clock.today())]
    assert "人员alice交给人员amy的责任场所（3）" in todos
    taken = taker.post(reverse("accounts:part-take", args=[part.pk]), {"decision": "take"}, follow=True)
    assert "已接收 3 项" in taken.content.decode()
    assert set(Venue.objects.values_list("responsible", flat=True)) == {force.amy.pk}
    note = LogEntry.objects.get_for_object(venues[0]).first().additional_data
    assert (note["verb"], note["reason"]) == ("交接", "轮岗")
    part = HandoverPart.objects.get()
    assert (part.state, part.given, part.left) == ("taken", 3, [])
    assert todo_sources.of(force.amy, clock.today()) == []


def test_what_went_elsewhere_meanwhile_stays_there_and_is_told(force, venues):
    part = given(force, venues=force.amy).parts.get()
    venues[0].responsible = force.people["clerk"]
    venues[0].save()
    taken = services.take(part, by=force.amy)
    assert (taken.given, taken.left) == (2, [f"编号 {venues[0].pk}：已不在人员alice名下"])
    assert Venue.objects.get(pk=venues[0].pk).responsible == force.people["clerk"]


def test_who_was_moved_away_cannot_take_what_is_of_the_station(force, sign_in, venues):
    part = given(force, venues=force.amy).parts.get()
    facts = {"unit": force.other_station, "role": Role.OFFICER, "on": clock.today(), "reason": "轮岗", "version": 1}
    move_person(Posting.objects.get(user=force.amy), by=None, **facts)
    taken = services.take(part, by=User.objects.get(pk=force.amy.pk))
    assert taken.given == 0
    assert taken.left[0] == f"{venues[0]}：人员amy不在东街派出所任职"
    page = sign_in(force.alice).get(reverse("accounts:handover-detail", args=[part.handover_id])).content.decode()
    assert "未交接" in page
    assert "不在东街派出所任职" in page


def test_who_moves_with_things_in_hand_is_told_to_hand_them_over(force, sign_in, venues):
    facts = {"unit": force.other_station.pk, "role": "officer", "on": "2026-06-10", "reason": "轮岗", "version": 1}
    address = reverse("accounts:posting-move", args=[Posting.objects.get(user=force.alice).pk])
    page = sign_in(force.people["sysadmin"]).post(address, facts, follow=True).content.decode()
    assert "名下还有 3 项，请本人、所长或专班办理交接" in page
    assert str(venues[0]) not in page, "the system administrator sees no record"


def test_who_has_nothing_is_told_so(force, sign_in):
    page = sign_in(force.bob).get(page_of(force.bob)).content.decode()
    assert "名下没有需要交接的事项" in page
    assert "确认交出" not in page


def test_hotspot_is_handed_over_by_who_may_assign_and_stays_otherwise(force):
    make_campaign(force.branch)
    hotspot = make_hotspot(force.station, force.people["office"])
    make_assignment(hotspot, force.alice, force.people["office"])
    own = given(force, hotspots=force.amy).parts.get()
    assert "没有权限改派" in services.take(own, by=force.amy).left[0]
    office = force.people["office"]
    made = services.hand_over(force.alice, takers={"hotspots": force.amy}, reason="轮岗", by=office)
    taken = services.take(made.parts.get(), by=force.amy)
    assert (taken.given, taken.left) == (1, [])
    held = HotspotAssignment.objects.current().get(hotspot=hotspot, post=OWNER)
    assert (held.person, held.signed_at) == (force.amy, None), "she signs for it herself"


def test_declined_part_says_why_and_may_be_given_to_somebody_else(force, sign_in, venues):
    part = given(force, venues=force.amy).parts.get()
    address = reverse("accounts:part-take", args=[part.pk])
    client = sign_in(force.amy)
    assert "请写明理由" in client.post(address, {"decision": "decline"}).content.decode()
    assert client.post(address, {"decision": "decline", "note": "下周也调走"}).status_code == 302
    part = HandoverPart.objects.get()
    assert (part.state, part.note) == ("declined", "下周也调走")
    with pytest.raises(MoveRefused, match="不接收"):
        services.take(part, by=force.amy)
    assert given(force, venues=force.people["clerk"]).parts.get().taker == force.people["clerk"]


def test_same_things_are_not_given_twice_and_can_be_called_back(force, sign_in, venues):
    part = given(force, venues=force.amy).parts.get()
    again = sign_in(force.alice).post(page_of(force.alice), {"to_venues": force.amy.pk, "reason": "轮岗"})
    assert "责任场所正等人员amy接收" in again.content.decode()
    back = reverse("accounts:part-withdraw", args=[part.pk])
    assert sign_in(force.amy).get(back).status_code == 404
    assert sign_in(force.alice).post(back, {"reason": "另有安排"}).status_code == 302
    assert HandoverPart.objects.get().state == "withdrawn"
    late = sign_in(force.amy).post(reverse("accounts:part-take", args=[part.pk]), {"decision": "take"})
    assert "已收回" in late.content.decode()
    assert given(force, venues=force.amy).parts.get().is_waiting


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to_venues": ""}, "请至少选一类"),
        ({"reason": ""}, "请填写交接理由"),
        ({"to_venues": "bob"}, "选择"),
        ({"to_venues": "alice"}, "选择"),
        ({"to_venues": 10**20}, "选择"),
    ],
)
def test_handover_is_refused_in_words(force, sign_in, venues, changes, words):
    taker = changes.get("to_venues")
    if taker in force.people:
        changes = {"to_venues": force.people[taker].pk}
    facts = {"to_venues": force.amy.pk, "reason": "轮岗"} | changes
    refused = sign_in(force.alice).post(page_of(force.alice), facts)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Handover.objects.exists()


def test_who_may_hand_over_for_whom(force, sign_in, venues):
    for who, status in {"alice": 200, "chief": 200, "office": 200, "amy": 404, "bob": 404, "sysadmin": 404}.items():
        assert sign_in(force.people[who]).get(page_of(force.alice)).status_code == status, who
    other = make_user("west", force.other_station, Role.CHIEF)
    assert sign_in(other).get(page_of(force.alice)).status_code == 404
    with pytest.raises(PermissionDenied):
        services.hand_over(force.alice, takers={"venues": force.amy}, reason="x", by=force.bob)
    assert force.alice.name in sign_in(force.people["chief"]).get("/accounts/handovers/people/").content.decode()
    assert sign_in(force.alice).get("/accounts/handovers/people/").status_code == 404


def test_head_of_the_old_unit_hands_over_for_who_is_gone_and_disabled(force, sign_in, venues):
    accounts.set_active(force.alice, is_active=False, by=force.people["sysadmin"], reason="离职")
    chief = force.people["chief"]
    made = services.hand_over(force.alice, takers={"venues": force.amy}, reason="离职", by=chief)
    assert services.take(made.parts.get(), by=force.amy).given == 3


def test_kinds_that_are_gone_from_the_person_are_refused(force):
    with pytest.raises(ValidationError, match="责任场所已不在其名下"):
        given(force, venues=force.amy)


def test_every_kind_says_what_it_is_and_reads_an_empty_person(force):
    """Each of the rooms, in a statement."""
    assert {"venues", "cases", "disputes", "hotspots", "beats", "items", "drafts"} <= set(holdings)
    for kind, each in holdings.items():
        assert list(each.rows(force.bob)) == [], kind
        assert bool(each.give) != bool(each.stays), kind


def test_unit_with_open_venues_is_not_ended(force, venues, sign_in):
    page = sign_in(force.people["sysadmin"]).get(reverse("accounts:unit-end", args=[force.station.pk])).content.decode()
    assert "在册场所 3" in page
