"""The pages of 排查化解机制: versions with their stages, a new one filled with the one in force, withdrawing, and the
line on the page of a dispute.
"""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.records import clock
from baiyi.records.moves import move
from disputes import services
from disputes.models import Mechanism, PaperKind
from tests.disputes.made import level, make_dispute, make_graded, make_mechanism, make_resolved
from tests.disputes.situations import fresh, make_again, make_closed, make_merged, make_penalised
from tests.samples import filled_in, shown_in

PAGE, ADD = "disputes:mechanisms", "disputes:mechanism-add"


def marks(client, dispute) -> list[tuple[str, str]]:
    return [(each.label, each.status) for each in client.get(dispute.get_absolute_url()).context["states"]]


def add(client, **typed):
    form = client.get(reverse(ADD)).context["form"]
    words = {"name": "四步工作法", "effective_from": f"{clock.today()}", "stage1_name": "摸排"} | typed
    return client.post(reverse(ADD), filled_in(form, words))


def test_version_is_made_with_its_stages_in_order(force, sign_in):
    client, papers = sign_in(force.people["office"]), PaperKind.objects.filter(code__in=["minutes", "follow_up"])
    response = add(
        client,
        stage1_name="研判",
        stage1_ends_with="grade",
        stage1_actor="chief",
        stage3_name="回访",
        stage3_length="10",
        stage3_measure="working",
        stage3_papers=[each.pk for each in papers],
    )
    assert (response.status_code, response.url) == (302, reverse(PAGE))
    first, second = Mechanism.objects.get().stages.order_by("position")
    assert (first.position, first.name, first.actor, first.ends_with, first.length) == (
        1,
        "研判",
        "chief",
        "grade",
        None,
    )
    assert (second.position, second.name, second.actor, second.ends_with) == (2, "回访", "officer", "by_hand")
    assert (second.length, second.measure, second.papers.count()) == (10, "working", 2)
    page = client.get(reverse(PAGE)).content.decode()
    assert all(words in page for words in ("四步工作法", "现行", "10 个工作日", "不限", "调解记录、回访记录"))


def test_same_form_twice_is_one_version(force, sign_in):
    client = sign_in(force.people["office"])
    typed = filled_in(
        client.get(reverse(ADD)).context["form"],
        {"name": "x", "effective_from": f"{clock.today()}", "stage1_name": "摸排"},
    )
    assert [client.post(reverse(ADD), typed).status_code for _ in range(2)] == [302, 302]
    assert Mechanism.objects.count() == 1


def test_form_is_filled_with_the_version_in_force(force, sign_in):
    made = make_mechanism(force)
    shown = shown_in(sign_in(force.people["office"]).get(reverse(ADD)).context["form"])
    assert shown["name"] == made.name
    assert [shown.get(f"stage{place}_name") for place in range(1, 6)] == [
        "登记摸排",
        "联席会商",
        "联动化解",
        "回访销号",
        None,
    ]
    assert (shown["stage2_length"], shown["stage2_measure"], shown["stage4_actor"]) == ("3", "working", "chief")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"stage1_name": ""}, "至少填写一个环节"),
        ({"effective_from": "2001-01-01"}, "今天以后、一年以内"),
        ({"effective_from": "2099-01-01"}, "今天以后、一年以内"),
        ({"stage1_length": "0"}, "不能小于"),
        ({"stage1_length": "367"}, "不能大于"),
        ({"stage2_name": "登记", "stage2_ends_with": "registered"}, "“登记”只能是第一个环节"),
        ({"stage1_actor": "nobody"}, "nobody"),
        ({"name": "长" * 41}, "40"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(typed, words, force, sign_in):
    page = add(sign_in(force.people["office"]), note="本局试行", **typed)
    assert (page.status_code, Mechanism.objects.count()) == (422, 0)
    assert words in page.content.decode()
    assert "本局试行" in page.content.decode()


def test_second_version_of_a_day_is_refused_in_words(force, sign_in):
    make_mechanism(force)
    page = add(sign_in(force.people["office"]))
    assert (page.status_code, "已有一个启用的版本" in page.content.decode()) == (422, True)


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("chief", 403), ("alice", 403), ("partner", 403)])
def test_only_the_office_has_the_buttons_and_the_doors(who, status, force, sign_in):
    mechanism, client = make_mechanism(force), sign_in(force.people[who])
    withdraw = reverse("disputes:mechanism-withdraw", args=[mechanism.pk])
    assert [client.post(url, {"reason": "x"}).status_code for url in (reverse(ADD), withdraw)] == [status] * 2
    page = client.get(reverse(PAGE)).content.decode()
    assert (withdraw in page, reverse(ADD) in page) == (False, False)
    office = sign_in(force.people["office"]).get(reverse(PAGE)).content.decode()
    assert (withdraw in office, reverse(ADD) in office) == (True, True)


def test_withdrawn_version_says_so_and_one_that_runs_is_refused(force, sign_in):
    client, mechanism = sign_in(force.people["office"]), make_mechanism(force)
    url = reverse("disputes:mechanism-withdraw", args=[mechanism.pk])
    dispute = make_dispute(force)
    page = client.post(url, {"reason": "写错了"})
    assert (page.status_code, "已有纠纷按这个版本办理" in page.content.decode()) == (422, True)
    dispute.passages.all().delete()
    type(dispute).objects.filter(pk=dispute.pk).update(mechanism=None, stage=None)
    assert client.post(url, {"reason": "写错了"}).status_code == 302
    assert "已撤销" in client.get(reverse(PAGE)).content.decode()
    assert make_dispute(force).mechanism is None


def test_line_shows_where_the_dispute_stands(force, sign_in):
    make_mechanism(force)
    client, dispute = sign_in(force.people["office"]), make_graded(force)
    names = ["登记摸排", "联席会商", "联动化解", "回访销号"]
    assert marks(client, dispute) == list(zip(names, ["done", "current", "todo", "todo"], strict=True))
    dispute = services.complete_stage(fresh(dispute), by=force.alice, version=dispute.version, on=clock.today())
    assert marks(client, dispute) == list(zip(names, ["done", "done", "current", "todo"], strict=True))
    closed = make_closed(force)
    assert marks(client, closed) == [(name, "done") for name in names]


def test_line_of_what_ended_otherwise_says_how(force, sign_in):
    make_mechanism(force)
    client, done = sign_in(force.people["office"]), [("登记摸排", "done")]
    assert marks(client, make_penalised(force)) == [*done, ("已转处罚", "done")]
    assert marks(client, make_merged(force)) == [*done, ("已并入", "done")]
    old = fresh(make_again(force).relapse_of)
    assert marks(client, old) == [(name, "done") for name in ("登记摸排", "联席会商", "联动化解", "已反弹")]


def test_line_without_a_mechanism_is_the_usual_steps(force, sign_in):
    client, steps = sign_in(force.people["office"]), ["登记", "研判分级", "化解", "回访", "办结"]
    for make, at in ((make_dispute, 1), (make_graded, 2), (make_resolved, 3)):
        told = ["done"] * at + ["current"] + ["todo"] * (4 - at)
        assert marks(client, make(force)) == list(zip(steps, told, strict=True))


def test_running_dispute_shows_the_line_it_began_under(force, sign_in, settings):
    settings.BAIYI_TODAY = "2026-06-01T10:00:00+08:00"
    make_mechanism(force)
    dispute = make_dispute(force)
    make_mechanism(force, {"name": "新环节"}, effective_from=dt.date(2026, 6, 2), name="新版")
    settings.BAIYI_TODAY = "2026-06-03T10:00:00+08:00"
    page = sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()
    assert ("联席会商" in page, "新环节" in page) == (True, False)


def test_page_of_a_dispute_costs_the_same_however_long_its_history(force, sign_in):
    make_mechanism(force)
    client, counts = sign_in(force.alice), []
    dispute = make_resolved(force, names=[("first", "张三丰")])

    def statements() -> int:
        client.get(dispute.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            assert client.get(dispute.get_absolute_url()).status_code == 200
            return len(seen)

    for times in (1, 30):
        for _ in range(times):
            found = fresh(dispute)
            facts = {"on": clock.today(), "visit": "door", "mood": "kept"}
            services.revisit_dispute(found, by=force.alice, version=found.version, **facts)
        counts.append(statements())
    assert counts[0] == counts[1] <= 12
    page = client.get(dispute.get_absolute_url()).content.decode()
    assert len(re.findall("履行到位，双方平稳", page)) == 20


def test_page_of_what_broke_out_again_stays_within_its_statements(force, sign_in):
    make_mechanism(force)
    again = make_again(force, names=[("first", "张三丰")])
    move(again, "grade", by=None, on=clock.today(), risk=level("red"))
    client = sign_in(force.alice)
    for dispute in (again, again.relapse_of):
        client.get(dispute.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(dispute.get_absolute_url())
            taken = len(seen)
        assert taken <= 12, dispute.number
