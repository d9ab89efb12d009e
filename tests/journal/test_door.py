"""Sign-in, failure, lock and sign-out are lines with account and address; what was typed as a name is none."""

import datetime as dt

import pytest
import time_machine
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from baiyi.accounts import services, sign_ins
from baiyi.accounts.models import User
from baiyi.journal import door
from tests.accounts.test_signing_in import HERE, THERE, attempt, enter, lock_out
from tests.moment import machine_now

SECRET = "Hunter-2-13800008000"


def lines(**wanted) -> list[tuple]:
    """(verb, account, actor, address), oldest first."""
    rows = LogEntry.objects.filter(additional_data__event="door", **wanted).select_related("actor").order_by("pk")
    return [
        (row.additional_data["verb"], row.additional_data["account"], row.actor and row.actor.username, row.remote_addr)
        for row in rows
    ]


def test_sign_in_and_sign_out_are_lines(force):
    client = Client()
    assert enter(client=client)
    client.post("/accounts/logout/", REMOTE_ADDR=THERE)
    assert lines(object_id=force.alice.pk) == [("登录", "alice", "alice", HERE), ("退出", "alice", "alice", THERE)]
    assert len(lines()) == 2
    client.post("/accounts/logout/")
    assert len(lines()) == 2, "nobody was signed in any more"


def test_failures_and_the_lock_are_lines_and_tries_while_locked_are_none(force):
    lock_out()
    told = [("登录失败", "alice", None, HERE)] * 5 + [("登录锁定", "alice", None, HERE)]
    assert lines() == told
    for _ in range(20):
        assert attempt().status_code == 429
    assert lines() == told
    assert AccessAttempt.objects.get().failures_since_start == 5


def test_failure_with_words_for_an_address_is_a_line_with_the_address_of_the_peer(force, settings):
    settings.TRUSTED_PROXIES = 1
    attempt(**{"x-forwarded-for": "10.0.0.1:80, <script>"})
    assert lines() == [("登录失败", "alice", None, HERE)]


def test_failure_of_a_disabled_account_names_it(force):
    User.objects.filter(pk=force.alice.pk).update(is_active=False)
    attempt(password="whatever-1")
    assert lines() == [("登录失败", "alice", None, HERE)]


def test_name_that_is_no_account_is_kept_nowhere(force, caplog):
    """A password typed into the wrong field: neither in the journal, nor in what axes keeps, nor in the log."""
    for _ in range(6):
        attempt(SECRET)
    assert [verb for verb, *_ in lines()] == ["登录失败"] * 5 + ["登录锁定"]
    assert {account for _, account, *_ in lines()} == {""}
    for model in (LogEntry, AccessAttempt):
        kept = str(list(model.objects.values()))
        assert "Hunter" not in kept
        assert "13800008000" not in kept
    assert "Hunter" not in caplog.text


def test_same_name_that_is_no_account_has_the_same_fingerprint_and_another_secret_another(force, settings):
    attempt(SECRET)
    attempt(SECRET)
    attempt("somebody")
    reasons = list(
        LogEntry.objects.filter(additional_data__event="door")
        .order_by("pk")
        .values_list("additional_data__reason", flat=True)
    )
    assert reasons[0] == reasons[1] != reasons[2]
    before = sign_ins.fingerprint(SECRET)
    settings.SECRET_KEY = "another"
    assert sign_ins.fingerprint(SECRET) != before


def test_flood_of_names_from_one_address_ends_with_one_line(force, monkeypatch):
    monkeypatch.setattr(door, "MOST_OF_ADDRESS", 4)
    for number in range(9):
        attempt(f"nobody{number}")
    assert [verb for verb, *_ in lines()] == ["登录失败"] * 4 + ["登录失败过多"]
    attempt("alice")
    attempt("nobody", address=THERE)
    assert lines()[-2:] == [("登录失败", "alice", None, HERE), ("登录失败", "", None, THERE)]


def test_flood_from_many_addresses_ends_for_an_account_and_for_names_that_are_none(force, monkeypatch):
    monkeypatch.setattr(door, "MOST_OF_ACCOUNT", 3)
    monkeypatch.setattr(door, "MOST_UNKNOWN", 2)
    for number in range(6):
        attempt("alice", address=f"10.5.5.{number}")
        attempt(f"nobody{number}", address=f"10.5.5.{number}")
    assert [verb for verb, *_ in lines(object_id=force.alice.pk)] == ["登录失败"] * 3 + ["登录失败过多"]
    assert [verb for verb, *_ in lines(object_id=None)] == ["登录失败"] * 2 + ["登录失败过多"]
    with time_machine.travel(machine_now() + dt.timedelta(minutes=61)):
        attempt("alice", address="10.6.6.6")
    assert lines(object_id=force.alice.pk)[-1][0] == "登录失败"


@pytest.mark.parametrize(("seconds", "verb"), [(1801, "闲置超时退出"), (12 * 3600 + 1, "到时退出")])
def test_session_that_ran_out_is_a_line_of_the_system_at_the_next_request(force, seconds, verb):
    client = Client()
    enter(client=client)
    session = client.session
    key = sign_ins.SEEN if verb == sign_ins.IDLE else sign_ins.BEGAN
    client.get("/")
    session = client.session
    session[key] = int(machine_now().timestamp()) - seconds
    session.save()
    assert client.get("/", REMOTE_ADDR=THERE).status_code == 302
    assert lines()[-1] == (verb, "alice", None, THERE)
    assert len(lines()) == 2


def test_session_nobody_came_back_to_is_removed_with_its_line_once(force):
    client, other = Client(), Client()
    enter(client=client)
    enter("amy", client=other)
    client.get("/")
    other.get("/")
    Client().get("/accounts/login/")
    with time_machine.travel(machine_now() + dt.timedelta(seconds=1800 + 60), tick=False):
        assert sign_ins.end_stale_sessions() == 0, "a session is written once a minute: its last request may be younger"
    session = other.session
    session[sign_ins.SEEN] += 600
    session.save()
    with time_machine.travel(machine_now() + dt.timedelta(seconds=1800 + 121), tick=False):
        assert sign_ins.end_stale_sessions() == 1
        assert sign_ins.end_stale_sessions() == 0
    assert [line for line in lines() if line[0] != "登录"] == [("闲置超时退出", "alice", None, None)]
    assert Session.objects.filter(pk=other.session.session_key).exists()


def test_session_without_clocks_ends_when_it_expires(force):
    client = Client()
    enter(client=client)
    Session.objects.update(expire_date=machine_now() - dt.timedelta(seconds=1))
    assert sign_ins.end_stale_sessions() == 1
    assert lines()[-1] == ("到时退出", "alice", None, None)


def test_list_shows_account_address_and_who(force, sign_in):
    attempt()
    attempt(SECRET)
    enter()
    services.set_active(force.bob, is_active=False, by=force.people["sysadmin"])
    auditor, base = sign_in(force.people["auditadmin"]), reverse("journal:entry-list")
    rows = auditor.get(base, {"kind": "door"}).context["table"].rows
    shown = [[row.get_cell(name) for name in ("actor", "verb", "account", "remote_addr")] for row in rows]
    assert shown[0][:4] == ["人员alice", "登录", "alice", HERE]
    assert [row[:3] for row in shown[1:]] == [["未登录", "登录失败", "—"], ["未登录", "登录失败", "alice"]]
    of_alice = auditor.get(base, {"actor": "alice", "kind": "door"}).context["table"].rows
    assert [row.get_cell("verb") for row in of_alice] == ["登录", "登录失败"]
    changes = auditor.get(base, {"kind": "1"}).context["table"].rows
    verbs = {row.get_cell("verb") for row in changes}
    assert "停用账号" in verbs
    assert not verbs & {"登录", "登录失败"}


def test_own_page_shows_the_sign_ins_to_the_own_account(force):
    attempt(address=THERE)
    client = Client()
    enter(client=client)
    page = client.get("/accounts/me/").content.decode()
    assert "登录失败" in page
    assert f"未登录 {THERE}" in page
    assert f"人员alice {HERE}" in page
    other = Client()
    enter("amy", client=other)
    assert THERE not in other.get("/accounts/me/").content.decode()
