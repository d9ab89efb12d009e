"""A person's page and forms: who he is, where he works from when, and acts on the account, each with its reason."""

import datetime as dt
import html

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from baiyi.accounts import services
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.people import services as people
from baiyi.accounts.roles import Role
from baiyi.records.moves import StaleRecord
from tests.factories import make_unit, make_user

DAY = dt.date(2026, 6, 10)
LIST, CREATE = "/accounts/users/", "/accounts/users/new/"


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.BAIYI_TODAY = "2026-06-10"


@pytest.fixture
def admin(force, sign_in):
    return sign_in(force.people["sysadmin"])


def posting_of(user: User) -> Posting:
    return user.postings.latest("pk")


def new_account(force, **changes) -> dict:
    facts = {"username": "newcomer", "name": "新人", "police_status": "police"}
    return facts | {"role": "officer", "unit": force.station.pk} | changes


def moving(user: User, place: Unit, **changes) -> dict:
    facts = {"unit": place.pk, "role": "officer", "on": "2026-06-10", "reason": "轮岗", "version": user.version}
    return facts | changes


def last_line(row) -> tuple[str, str]:
    """(verb, reason) of the journal's last line about a row."""
    note = LogEntry.objects.get_for_object(row).first().additional_data
    return note["verb"], note["reason"]


# A new account


def test_new_account_has_nothing_chosen_beforehand(force, admin):
    form = admin.get(CREATE).context["form"]
    for name in ("unit", "role", "police_status"):
        assert not form[name].value()
        assert "请选择" in str(form[name])
    errors = admin.post(CREATE, new_account(force, role="", police_status="")).context["form"].errors
    assert {"role", "police_status"} <= set(errors)


@pytest.mark.parametrize(
    ("role", "place", "is_fit"),
    [
        (Role.LEADER, "branch", True),
        (Role.LEADER, "station", False),
        (Role.OFFICE, "station", False),
        (Role.SUPERVISOR, "squad", False),
        (Role.CHIEF, "station", True),
        (Role.CHIEF, "squad", True),
        (Role.CHIEF, "branch", False),
        (Role.OFFICER, "post", True),
        (Role.OFFICER, "branch", False),
        (Role.CLERK, "post", False),
        (Role.PARTNER, "partner", True),
        (Role.PARTNER, "station", False),
        (Role.OFFICER, "partner", False),
        (Role.SYSADMIN, "station", False),
        (Role.AUDITADMIN, "branch", True),
    ],
)
def test_role_and_unit_fit(force, admin, role, place, is_fit):
    kinds = {"branch": force.branch, "station": force.station, "partner": force.partner_body}
    unit = kinds.get(place) or make_unit("别处", kind=place, parent=force.branch)
    response = admin.post(CREATE, new_account(force, role=role, unit=unit.pk))
    assert User.objects.filter(username="newcomer").exists() == is_fit
    if not is_fit:
        assert "只能任职于" in response.context["form"].errors["role"][0]
        assert 'value="新人"' in response.content.decode()


def test_service_refuses_a_misfit_too(force):
    with pytest.raises(ValidationError, match="只能任职于分局"):
        services.open_account(username="x1", name="某", password="x", unit=force.station, role=Role.LEADER)


# Acts on an account


def test_act_asks_with_the_name_and_keeps_its_reason(force, admin):
    address = reverse("accounts:user-action", args=[force.amy.pk, "disable"])
    page = admin.get(address).content.decode()
    assert force.amy.name in page
    assert "即时下线" in page
    assert admin.post(address, {"reason": " "}).status_code == 422
    assert User.objects.get(pk=force.amy.pk).is_active
    assert admin.post(address, {"reason": "调离本区"}).status_code == 302
    assert not User.objects.get(pk=force.amy.pk).is_active
    assert last_line(force.amy) == ("停用账号", "调离本区")


def test_act_leads_back_to_the_same_part_of_the_list(force, admin):
    for number in range(25):
        make_user(f"many{number:02}", force.station)
    asked = "?name=many&page=2"
    page = admin.get(LIST + asked).content.decode()
    last = User.objects.get(username="many04")
    address = reverse("accounts:user-action", args=[last.pk, "disable"])
    assert html.escape(f"{address}{'?name=many&page=2'}") in page
    assert admin.post(address + asked, {"reason": "离职"}).url == LIST + asked
    assert admin.post(address + "?next=//evil.example&name=x", {"reason": "离职"}).status_code == 422


def offered(admin, user) -> set[str]:
    page = admin.get(f"{LIST}?username={user.username}").content.decode()
    acts = ("unlock", "disable", "enable", "reset")
    return {act for act in acts if reverse("accounts:user-action", args=[user.pk, act]) in page}


def test_acts_are_offered_only_where_they_apply(force, admin, client):
    assert offered(admin, force.amy) == {"disable", "reset"}
    assert offered(admin, force.people["sysadmin"]) == set()
    for _ in range(5):
        client.post("/accounts/login/", {"username": "amy", "password": "wrong"})
    assert offered(admin, force.amy) == {"unlock", "disable", "reset"}
    User.objects.filter(pk=force.bob.pk).update(is_active=False)
    assert offered(admin, force.bob) == {"enable"}


@pytest.mark.parametrize(
    ("who", "act", "words"),
    [
        ("amy", "unlock", "没有锁定"),
        ("amy", "enable", "没有停用"),
        ("sysadmin", "disable", "不能停用自己的账号"),
        ("sysadmin", "reset", "修改口令"),
    ],
)
def test_act_that_does_not_apply_says_why(force, admin, who, act, words):
    address = reverse("accounts:user-action", args=[force.people[who].pk, act])
    before = LogEntry.objects.count()
    assert words in admin.get(address, follow=True).content.decode()
    refused = admin.post(address, {"reason": "试一试"})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "试一试" in refused.content.decode()
    assert LogEntry.objects.count() == before


# A person


def test_person_is_edited_with_before_and_after_in_the_journal(force, admin):
    address = reverse("accounts:user-edit", args=[force.amy.pk])
    facts = {"name": "甄明", "police_number": "012345", "police_status": "auxiliary", "version": 1}
    assert admin.post(address, facts).url == reverse("accounts:user-detail", args=[force.amy.pk])
    amy = User.objects.get(pk=force.amy.pk)
    assert (amy.name, amy.police_number, amy.police_status, amy.version) == ("甄明", "012345", "auxiliary", 2)
    line = LogEntry.objects.get_for_object(amy).first()
    assert line.additional_data["verb"] == "修改人员信息"
    assert line.changes["name"] == ["人员amy", "甄明"]
    assert "version" not in line.changes
    assert "甄明" in admin.get(f"{LIST}?name=zm").content.decode()


def test_form_of_before_saves_nothing(force, admin):
    address = reverse("accounts:user-edit", args=[force.amy.pk])
    facts = {"name": "甄明", "police_status": "police", "version": 1}
    assert admin.post(address, facts).status_code == 302
    stale = admin.post(address, facts | {"name": "真明"})
    assert stale.status_code == 409
    assert "真明" in stale.content.decode()
    assert User.objects.get(pk=force.amy.pk).name == "甄明"


def test_person_is_moved_from_a_day_on(force, admin):
    old = posting_of(force.amy)
    address = reverse("accounts:posting-move", args=[old.pk])
    page = admin.get(address).content.decode()
    assert force.amy.name in page
    assert str(force.station) in page
    assert admin.post(address, moving(force.amy, force.other_station, on="2026-06-15")).status_code == 302
    old, new = Posting.objects.get(pk=old.pk), posting_of(force.amy)
    assert (old.ends_on, new.starts_on, new.ends_on) == (dt.date(2026, 6, 14), dt.date(2026, 6, 15), None)
    assert new.unit == force.other_station
    assert last_line(old) == last_line(new) == ("调动", "轮岗")
    assert User.objects.get(pk=force.amy.pk).home_unit == force.station, "until the day"


def test_move_gives_the_new_unit_and_takes_the_old_one(force, admin, sign_in):
    admin.post(
        reverse("accounts:posting-move", args=[posting_of(force.amy).pk]), moving(force.amy, force.other_station)
    )
    amy = User.objects.get(pk=force.amy.pk)
    assert amy.unit_ids() == [force.other_station.pk]


def test_move_into_the_past_is_done_only_when_it_is_said_to_be_meant(force, admin):
    old = posting_of(force.amy)
    address = reverse("accounts:posting-move", args=[old.pk])
    refused = admin.post(address, moving(force.amy, force.other_station, on="2026-06-01"))
    assert "确认补登" in refused.context["form"].errors["on"][0]
    assert posting_of(force.amy) == old
    meant = moving(force.amy, force.other_station, on="2026-06-01", is_past_meant="on")
    assert admin.post(address, meant).status_code == 302
    assert last_line(posting_of(force.amy)) == ("调动（补登）", "轮岗")
    assert Posting.objects.get(pk=old.pk).ends_on == dt.date(2026, 5, 31)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on": "2020-01-01", "is_past_meant": "on"}, "on", "须晚于原任职"),
        ({"on": "2027-06-10"}, "on", "最多提前"),
        ({"role": "leader"}, "role", "只能任职于分局"),
        ({"reason": ""}, "reason", "请填写理由"),
        ({"unit": ""}, "unit", "请选择任职单位"),
        ({"unit": "own"}, "unit", "与原任职的单位和岗位相同"),
    ],
)
def test_move_refuses_in_words_and_keeps_what_was_typed(force, admin, changes, field, words):
    if changes.get("unit") == "own":
        changes = {"unit": force.station.pk}
    before = Posting.objects.count()
    address = reverse("accounts:posting-move", args=[posting_of(force.amy).pk])
    refused = admin.post(address, moving(force.amy, force.other_station, **changes))
    assert refused.status_code == 422
    assert words in "".join(refused.context["form"].errors[field])
    assert Posting.objects.count() == before


def test_two_who_move_the_same_person_do_not_both_succeed(force, admin):
    old, third = posting_of(force.amy), make_unit("北塘派出所", parent=force.branch)
    address = reverse("accounts:posting-move", args=[old.pk])
    assert admin.post(address, moving(force.amy, force.other_station)).status_code == 302
    second = admin.post(address, moving(force.amy, third))
    assert second.status_code == 409
    assert force.amy.postings.count() == 2
    facts = {"unit": third, "role": Role.OFFICER, "on": DAY, "reason": "轮岗", "by": force.people["sysadmin"]}
    with pytest.raises(StaleRecord):
        people.move_person(old, version=1, **facts)
    with pytest.raises(ValidationError, match="已于 2026-06-09 结束"):
        people.move_person(old, version=2, **facts)


def test_administrator_is_not_moved_into_the_field_while_he_is_one(force):
    sysadmin = force.people["sysadmin"]
    facts = {"unit": force.station, "role": Role.CHIEF, "on": DAY, "reason": "转岗", "version": 1}
    with pytest.raises(ValidationError, match="不同的人"):
        people.add_posting(sysadmin, by=sysadmin, **facts)
    assert people.move_person(posting_of(sysadmin), by=sysadmin, **facts).role == Role.CHIEF


def test_posting_is_added_and_ended(force, admin):
    nobody = services.add_user(username="idle", name="待派", password="x")
    address = reverse("accounts:posting-add", args=[nobody.pk])
    assert admin.post(address, moving(nobody, force.station)).status_code == 302
    held = posting_of(nobody)
    assert (held.unit, held.starts_on, last_line(held)) == (force.station, DAY, ("派岗", "轮岗"))
    again = admin.post(address, moving(User.objects.get(pk=nobody.pk), force.station))
    assert "已有这个单位的这个岗位" in again.content.decode()
    facts = {"on": "2026-06-30", "reason": "退休", "version": 2}
    assert admin.post(reverse("accounts:posting-end", args=[held.pk]), facts).status_code == 302
    assert Posting.objects.get(pk=held.pk).ends_on == dt.date(2026, 6, 30)


# 代理


def deputing(force, **changes) -> dict:
    facts = {"deputy": force.alice.pk, "on": "2026-06-10", "until": "2026-06-20", "reason": "外出学习", "version": 1}
    return facts | changes


def test_deputy_holds_the_role_from_day_to_day(force, admin, settings):
    chief = force.people["chief"]
    address = reverse("accounts:posting-stand-in", args=[posting_of(chief).pk])
    assert admin.post(address, deputing(force)).status_code == 302
    alice = User.objects.get(pk=force.alice.pk)
    assert alice.roles == {Role.OFFICER, Role.CHIEF}
    page = admin.get(reverse("accounts:user-detail", args=[chief.pk])).content.decode()
    assert "代理：人员alice" in page
    assert "代理 人员chief" in admin.get(reverse("accounts:user-detail", args=[alice.pk])).content.decode()
    assert last_line(posting_of(alice)) == ("代理", "外出学习")
    settings.BAIYI_TODAY = "2026-06-21"
    assert User.objects.get(pk=alice.pk).roles == {Role.OFFICER}


def test_deputy_is_ended_early(force, admin):
    posting = posting_of(force.people["chief"])
    admin.post(reverse("accounts:posting-stand-in", args=[posting.pk]), deputing(force))
    held = posting_of(force.alice)
    facts = {"on": "2026-06-12", "reason": "提前返岗", "version": User.objects.get(pk=force.alice.pk).version}
    assert admin.post(reverse("accounts:posting-end", args=[held.pk]), facts).status_code == 302
    assert Posting.objects.get(pk=held.pk).ends_on == dt.date(2026, 6, 12)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2026-06-09"}, "须在代理自之后"),
        ({"until": "2026-12-31"}, "最长 180 天"),
        ({"deputy": "bob"}, "选择"),
        ({"deputy": "chief"}, "选择"),
        ({"on": "2026-06-01"}, "确认补登"),
        ({"deputy": "sysadmin"}, "不同的人"),
    ],
)
def test_deputy_is_refused_in_words(force, admin, changes, words):
    if (name := changes.get("deputy")) is not None:
        changes = {"deputy": force.people[name].pk}
    address = reverse("accounts:posting-stand-in", args=[posting_of(force.people["chief"]).pk])
    before = Posting.objects.count()
    refused = admin.post(address, deputing(force, **changes))
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert Posting.objects.count() == before


def test_deputy_of_a_deputy_and_second_time_are_refused(force, admin):
    address = reverse("accounts:posting-stand-in", args=[posting_of(force.people["chief"]).pk])
    admin.post(address, deputing(force))
    again = admin.post(address, deputing(force, version=2))
    assert "已有这个岗位" in again.content.decode()
    of_deputy = reverse("accounts:posting-stand-in", args=[posting_of(force.alice).pk])
    refused = admin.post(of_deputy, deputing(force, deputy=force.amy.pk, version=2))
    assert "不能再由别人代理" in refused.content.decode()


def test_pages_of_people_are_the_system_administrators(force, sign_in):
    pages = [reverse("accounts:user-detail", args=[force.amy.pk])]
    pages += [reverse(f"accounts:posting-{name}", args=[posting_of(force.amy).pk]) for name in ("move", "end")]
    for who in ("office", "chief", "secadmin", "auditadmin", "leader"):
        assert {sign_in(force.people[who]).get(page).status_code for page in pages} == {403}
