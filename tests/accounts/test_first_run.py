"""An installation is set up from nothing: one link, once, for whoever reads it at start."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from baiyi.accounts.first_run import services as first_run
from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.accounts.roles import Role
from baiyi.records.moves import MoveRefused
from tests.factories import make_campaign, make_item, make_venue
from tests.patience import at_most

WORDS = {
    "name": "青山市公安局云溪分局",
    "short_name": "云溪分局",
    "document_code": "云公",
    "person": "许若水",
    "username": "xuruoshui",
    "password1": "Cloud-brook8",
    "password2": "Cloud-brook8",
}
UNIT = {"name": "青山市公安局云溪分局", "short_name": "云溪分局", "document_code": "云公"}
ACCOUNT = {"username": "xuruoshui", "name": "许若水", "password": "Cloud-brook8"}


@pytest.fixture
def link(db, settings, tmp_path) -> str:
    settings.VAR_DIR = tmp_path
    return first_run.link()


def test_link_opens_the_assistant_and_the_branch_with_its_administrator_is_there(link, client):
    assert "初始设置" in client.get(link).text
    answer = client.post(link, WORDS, follow=True)
    assert answer.redirect_chain == [(reverse("home"), 302)]
    assert "分局已建立" in answer.text
    branch, person = Unit.objects.get(), User.objects.get()
    assert (branch.kind, branch.document_code, branch.has_standing) == (UnitKind.BRANCH, "云公", True)
    assert (person.roles, person.must_change_password) == ({Role.SYSADMIN}, False)
    assert client.get(reverse("accounts:user-list")).status_code == 200


def test_first_page_says_what_is_lacking_and_who_does_it(link, client):
    client.post(link, WORDS)
    page = client.get(reverse("home")).text
    assert "已建 0/5 项" in page
    for words in ("系统建设", "派出所、大队、协作部门", "还差专项行动、责任清单、场所台账，由别的岗位建"):
        assert words in page


def test_what_is_done_is_said_no_more(force, sign_in):
    office = sign_in(force.people["office"])
    assert "起止、阶段、方案" in office.get(reverse("home")).text
    campaign = make_campaign(force.branch)
    assert "起止、阶段、方案" not in office.get(reverse("home")).text
    make_item(campaign, force.station, force.alice)
    assert "导入各所的场所" in office.get(reverse("home")).text
    make_venue(force.station, force.alice)
    assert "系统建设" not in office.get(reverse("home")).text
    assert "系统建设" not in sign_in(force.people["sysadmin"]).get(reverse("home")).text


def test_who_sets_nothing_up_sees_no_such_card(force, sign_in):
    assert "系统建设" not in sign_in(force.alice).get(reverse("home")).text


def test_link_is_the_same_until_it_is_used_and_then_never_again(link, client):
    assert first_run.link() == link
    client.post(link, WORDS)
    client.logout()
    assert client.get(link).status_code == client.post(link, WORDS).status_code == 404
    assert first_run.link() == ""
    assert not (first_run._file()).exists()


def test_file_of_the_link_is_for_its_owner_alone(link):
    assert first_run._file().stat().st_mode & 0o077 == 0


def test_start_that_was_killed_while_it_made_the_link_leaves_no_half_of_it(db, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("os.link", lambda *paths: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        first_run.link()
    monkeypatch.undo()
    settings.VAR_DIR = tmp_path
    assert not first_run._file().exists()
    assert first_run.is_open_to(first_run.link().rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize("token", ["x", "first-run", "%00", "中文"])
def test_without_the_link_the_assistant_is_not_there(link, client, token):
    assert client.get(reverse("accounts:first-run", args=[token])).status_code == 404


def test_without_a_start_there_is_no_link_at_all(db, client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert client.get(reverse("accounts:first-run", args=["x"])).status_code == 404


def test_installation_with_units_has_no_link(force, client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / first_run.NAME).write_text("left-behind", encoding="ascii")
    assert client.get(reverse("accounts:first-run", args=["left-behind"])).status_code == 404
    assert first_run.link() == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password2": "Cloud-brook9"}, "两次输入的口令不一致"),
        ({"password1": "short", "password2": "short"}, "10"),
        ({"password1": "xuruoshui1", "password2": "xuruoshui1"}, "口令与账号太相近"),
        ({"name": ""}, "分局全称"),
        ({"username": "许若水"}, "账号"),
    ],
)
def test_refusal_keeps_what_was_typed_and_makes_nothing(link, client, changes, words):
    answer = client.post(link, WORDS | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert "云公" in answer.text
    assert "Cloud-brook8" not in answer.text
    assert not Unit.objects.exists()
    assert client.get(link).status_code == 200


def test_second_one_is_refused(link):
    first_run.open_branch(unit=UNIT, account=ACCOUNT)
    with pytest.raises(MoveRefused, match="已经完成"):
        first_run.open_branch(unit=UNIT | {"name": "另一分局"}, account=ACCOUNT | {"username": "other"})
    assert Unit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_branch(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    first_run.link()
    begin, refused = threading.Barrier(2), []

    def open_one(number: int) -> None:
        begin.wait(at_most(10))
        try:
            names = {"name": f"第{number}分局", "short_name": f"{number}分局"}
            first_run.open_branch(unit=UNIT | names, account=ACCOUNT | {"username": f"admin{number}"})
        except MoveRefused:
            refused.append(number)
        finally:
            connection.close()

    both = [threading.Thread(target=open_one, args=(number,)) for number in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join(at_most(30))
    assert (Unit.objects.count(), User.objects.count(), len(refused)) == (1, 1, 1)


def test_demo_is_refused_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式运行"):
        call_command("seed_demo")


@pytest.mark.parametrize(("is_production", "wanted", "is_planted"), [(False, "", 1), (True, "", 0), (False, "0", 0)])
def test_demo_is_planted_only_where_it_is_wanted(db, settings, monkeypatch, is_production, wanted, is_planted):
    settings.PRODUCTION = is_production
    monkeypatch.setenv("BAIYI_DEMO", wanted)
    called = []
    monkeypatch.setattr("baiyi.jobs.management.commands.prepare.call_command", lambda name, **_: called.append(name))
    call_command("prepare", "--demo")
    assert called.count("seed_demo") == is_planted
