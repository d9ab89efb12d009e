import pytest
from django.urls import reverse

from baiyi.accounts.models import UnitKind
from baiyi.accounts.roles import Role
from baiyi.accounts.services import add_unit, open_account
from baiyi.jobs.health import Finding, health_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    unit = add_unit(name="云溪区公安分局", short_name="分局", kind=UnitKind.BRANCH)

    def enter(role):
        user = open_account(unit=unit, role=role, username=role, name="李明远", password="Yunxi-2026-x", must_change_password=False)
        client.force_login(user)
        return client

    return enter


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.OFFICE])
def test_health_page_shows_every_finding(sign_in, monkeypatch, role):
    monkeypatch.setattr(health_checks, "_checks", [lambda: Finding("fail", "后台任务", "没有<b>动静</b>")])
    page = sign_in(role).get(reverse("jobs:health")).content.decode()
    assert "后台任务" in page
    assert "没有&lt;b&gt;动静&lt;/b&gt;" in page
    assert "故障" in page


def test_health_page_is_refused_without_the_right(sign_in):
    assert sign_in(Role.OFFICER).get(reverse("jobs:health")).status_code == 403


def test_page_bar_says_that_the_worker_never_ran(sign_in):
    bar = "后台任务延迟\uff08期限补算、提醒\uff09\uff1a后台服务未启动"
    assert bar in sign_in(Role.SYSADMIN).get(reverse("jobs:health")).content.decode()


def test_alive_answers_anybody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
