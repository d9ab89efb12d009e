"""The system administrator's pages: accounts, one-time passwords; the three administrators;
units and issuing organs.
"""

import datetime as dt
import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from baiyi.accounts import services
from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import SEPARATED, Role
from tests.factories import make_unit, make_user
from tests.factories.people import LONG_AGO, PASSWORD

LIST, CREATE = "/accounts/users/", "/accounts/users/new/"
ONE_TIME = re.compile(r"口令：([^\uff08\s]+)\uff08只显示这一次\uff09")


@pytest.fixture
def admin(force, sign_in):
    return sign_in(force.people["sysadmin"])


def facts(force, **changes) -> dict:
    first = {
        "username": "newcomer",
        "name": "新人",
        "police_status": "police",
        "role": "officer",
        "unit": force.station.pk,
    }
    return first | changes


def act(client, user, action: str):
    address = reverse("accounts:user-action", args=[user.pk, action])
    return client.post(address, {"reason": "工作需要"}, follow=True).content.decode()


@pytest.mark.parametrize("first", sorted(SEPARATED))
@pytest.mark.parametrize("second", [role for role in Role if role != Role.PARTNER])
def test_administrator_holds_no_other_role(force, first, second):
    person = make_user("carl", force.branch, first)
    if second == first:
        assert services.post(user=person, unit=force.station, role=second, starts_on=LONG_AGO)
        return
    with pytest.raises(ValidationError, match="不同的人"):
        services.post(user=person, unit=force.branch, role=second, starts_on=LONG_AGO)
    assert person.postings.count() == 1


@pytest.mark.parametrize("role", sorted(SEPARATED))
def test_officer_becomes_no_administrator(force, role):
    with pytest.raises(ValidationError, match="不同的人"):
        services.post(user=force.alice, unit=force.branch, role=role, starts_on=LONG_AGO)


def test_officer_becomes_no_administrator_from_a_later_day_on_while_his_posting_lasts(force):
    with pytest.raises(ValidationError, match="不同的人"):
        services.post(user=force.alice, unit=force.branch, role=Role.SYSADMIN, starts_on=dt.date(2099, 1, 1))


def test_administrator_posting_before_another_posting_begins_is_refused_too(force):
    person = services.add_user(username="carl", name="卡", password=PASSWORD)
    services.post(user=person, unit=force.station, role=Role.OFFICER, starts_on=dt.date(2030, 1, 1))
    with pytest.raises(ValidationError, match="不同的人"):
        services.post(user=person, unit=force.branch, role=Role.SYSADMIN, starts_on=LONG_AGO)
    assert services.post(
        user=person, unit=force.branch, role=Role.SYSADMIN, starts_on=LONG_AGO, ends_on=dt.date(2029, 12, 31)
    )


def test_posting_that_ends_before_it_starts_is_refused(force):
    with pytest.raises(ValidationError):
        services.post(
            user=force.alice,
            unit=force.station,
            role=Role.CLERK,
            starts_on=dt.date(2022, 7, 6),
            ends_on=dt.date(2022, 7, 5),
        )


def test_new_account_gets_a_one_time_password_that_is_shown_once(force, admin, client):
    page = admin.post(CREATE, facts(force), follow=True).content.decode()
    password = ONE_TIME.search(page).group(1)
    assert password not in admin.get(LIST).content.decode()
    entered = client.post("/accounts/login/", {"username": "newcomer", "password": password})
    assert entered.status_code == 302
    assert client.get("/").url == "/accounts/password/"


def test_reset_gives_a_one_time_password_and_ends_the_sessions(force, admin, sign_in, client):
    working = sign_in(force.alice)
    password = ONE_TIME.search(act(admin, force.alice, "reset")).group(1)
    assert working.get("/").status_code == 302
    assert password not in admin.get(LIST).content.decode()
    client.post("/accounts/login/", {"username": "alice", "password": password})
    assert client.get("/").url == "/accounts/password/"


def test_one_time_passwords_differ_and_keep_the_rules(force, admin):
    given = {ONE_TIME.search(act(admin, force.alice, "reset")).group(1) for _ in range(20)}
    assert len(given) == 20
    for password in given:
        validate_password(password)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"username": "alice"}, "username", "已经有人使用"),
        ({"username": ""}, "username", "请填写账号"),
        ({"username": "张三"}, "username", ""),
        ({"username": "x" * 31}, "username", "最多 30 个字"),
        ({"username": "a b"}, "username", ""),
        ({"name": "  "}, "name", "请填写姓名"),
        ({"name": "某" * 31}, "name", "最多 30 个字"),
        ({"police_number": "1" * 13}, "police_number", "最多 12 个字"),
        ({"role": "superuser"}, "role", ""),
        ({"police_status": "chief"}, "police_status", ""),
        ({"unit": 10**20}, "unit", ""),
        ({"unit": ""}, "unit", "请选择任职单位"),
    ],
)
def test_account_form_refuses_in_words_and_keeps_what_was_typed(force, admin, changes, field, words):
    count = User.objects.count()
    response = admin.post(CREATE, facts(force, **changes))
    assert response.status_code == 422
    assert words in "".join(response.context["form"].errors[field])
    assert 'value="新人"' in response.content.decode() or field == "name"
    assert User.objects.count() == count


def test_unit_that_ended_is_no_choice(force, admin):
    gone = make_unit("旧街派出所", ends_on=dt.date(2021, 1, 1))
    assert "unit" in admin.post(CREATE, facts(force, unit=gone.pk)).context["form"].errors


def test_administrator_does_not_disable_himself(force, admin):
    page = act(admin, force.people["sysadmin"], "disable")
    assert "不能停用自己的账号" in page
    assert admin.get(LIST).status_code == 200


def test_account_is_disabled_and_enabled(force, admin):
    assert "已停用" in act(admin, force.alice, "disable")
    assert not User.objects.get(pk=force.alice.pk).is_active
    assert "已启用" in act(admin, force.alice, "enable")
    assert User.objects.get(pk=force.alice.pk).is_active


@pytest.mark.parametrize("action", ["unlock", "disable", "enable", "reset"])
def test_account_action_is_by_post_and_by_the_administrator_only(force, admin, sign_in, action):
    address = reverse("accounts:user-action", args=[force.bob.pk, action])
    before = User.objects.get(pk=force.bob.pk).password
    asked = admin.get(address)
    assert (asked.status_code, bool(asked.context)) in {(200, True), (302, False)}
    for who in ("alice", "chief", "leader", "office", "secadmin", "auditadmin"):
        assert sign_in(force.people[who]).post(address).status_code == 403
    after = User.objects.get(pk=force.bob.pk)
    assert (after.password, after.is_active) == (before, True)
    assert admin.post(reverse("accounts:user-action", args=[10**17, action])).status_code == 404


def test_password_stands_in_no_message_of_another_person(force, admin, sign_in):
    act(admin, force.alice, "reset")
    assert list(get_messages(sign_in(force.bob).get("/").wsgi_request)) == []


def test_unit_tree_gives_organ_and_standing(force):
    post = make_unit("东街警务室", kind="post", parent=force.station)
    assert services.issuing_organ(post) == (force.station, force.branch)
    lonely = make_unit("无名单位", kind="squad")
    with pytest.raises(ValidationError, match="请联系系统管理员"):
        services.issuing_organ(lonely)


def test_unit_without_a_name_or_with_a_taken_one_is_refused(force):
    for name in ("", force.station.name, "长" * 61):
        with pytest.raises(ValidationError):
            services.add_unit(name=name, short_name="x", kind="station")
    assert Unit.objects.filter(short_name="x").count() == 0


def test_people_posted_at_units_are_listed_once_and_only_while_posted_and_active(force):
    day = dt.date(2022, 7, 6)
    gone = services.add_user(username="gone", name="走了", password=PASSWORD)
    services.post(user=gone, unit=force.station, role=Role.OFFICER, starts_on=LONG_AGO, ends_on=dt.date(2022, 7, 5))
    services.post(user=force.alice, unit=force.other_station, role=Role.CLERK, starts_on=day)
    make_user("idle", force.station, is_active=False)
    stations = [force.station.pk, force.other_station.pk]
    assert [each.username for each in User.objects.posted_at(stations, day)] == [
        "alice",
        "amy",
        "bob",
        "chief",
        "clerk",
    ]
    assert gone in User.objects.posted_at(stations, dt.date(2022, 7, 5))
