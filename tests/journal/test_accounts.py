"""What administrators do to accounts stands in the journal, by name, and the list says it in words."""

import pytest
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse

from baiyi.accounts import services
from baiyi.records import clock
from tests.factories import make_venue

NEW = "Blue-lamp-2026"
VERBS = {"unlock": "解锁账号", "disable": "停用账号", "enable": "启用账号", "reset": "重置口令"}


def lines_of(user) -> list[tuple]:
    told = LogEntry.objects.get_for_object(user).filter(additional_data__verb__gt="")
    return [(line.additional_data["verb"], line.actor) for line in told]


def make_fit_for(action: str, user) -> None:
    """Each is for accounts in some condition only."""
    if action == "enable":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    if action == "unlock":
        tried = {"username": user.username, "failures_since_start": settings.AXES_FAILURE_LIMIT}
        AccessAttempt.objects.create(attempt_time=clock.now(), **tried)


@pytest.mark.parametrize(("action", "verb"), VERBS.items())
def test_account_action_is_one_line_that_names_the_administrator(force, sign_in, action, verb):
    make_fit_for(action, force.alice)
    admin, before = force.people["sysadmin"], LogEntry.objects.count()
    sign_in(admin).post(reverse("accounts:user-action", args=[force.alice.pk, action]), {"reason": "工作需要"})
    assert lines_of(force.alice) == [(verb, admin)]
    assert LogEntry.objects.count() == before + 1
    assert LogEntry.objects.get_for_object(force.alice).first().remote_addr == "127.0.0.1"


def test_changed_password_is_a_line_without_the_password(force):
    services.change_password(force.alice, password=NEW, by=force.alice)
    line = LogEntry.objects.get_for_object(force.alice).first()
    assert (line.additional_data["verb"], line.actor, line.changes) == ("修改口令", force.alice, {})


def test_refused_action_leaves_no_line(force, sign_in):
    admin, before = force.people["sysadmin"], LogEntry.objects.count()
    sign_in(admin).post(reverse("accounts:user-action", args=[admin.pk, "disable"]), {"reason": "工作需要"})
    assert LogEntry.objects.count() == before


def test_list_says_the_kind_of_each_line(force, sign_in):
    venue = make_venue(force.station, force.alice)
    venue.note = "改过"
    venue.save()
    sign_in(force.alice).post(
        reverse("inspections:venue-reveal", args=[venue.pk]), {"reason": "核对责令整改通知书签收人身份"}
    )
    table = sign_in(force.people["auditadmin"]).get(reverse("journal:entry-list")).context["table"]
    said = {row.record.action: row.get_cell("verb") for row in table.rows if row.record.object_repr == str(venue)}
    assert said == {
        LogEntry.Action.CREATE: "登记",
        LogEntry.Action.UPDATE: "修改",
        LogEntry.Action.ACCESS: "查看完整信息",
    }
