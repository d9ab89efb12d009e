"""待办, 消息, badges and ledger as people see them."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from baiyi.accounts.middleware import SEEN
from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.notifications.models import Notification
from baiyi.notifications.services import send
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import clock
from tests.factories import make_hazard, make_inspection, make_user, make_venue
from tests.moment import machine_now

INBOX, COUNTS, MESSAGES, READ_ALL, LEDGER = (
    "/inbox/",
    "/inbox/counts/",
    "/inbox/messages/",
    "/inbox/messages/read/",
    "/inbox/ledger/",
)
EVIL = "<script>alert(1)</script>&\"'"


def tell(person, notice, kind, *, name="星河歌舞厅", period="1", **facts) -> Notification:
    send([person], kind=kind, subject=notice, period=period, facts={"name": name}, **facts)
    return Notification.objects.order_by("pk").last()


def html(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def open_url(message: Notification) -> str:
    return f"{MESSAGES}{message.pk}/"


def test_opening_marks_read_once_and_leads_to_the_subject(force, sign_in, notice, kind):
    client, message = sign_in(force.alice), tell(force.alice, notice, kind)
    assert client.post(open_url(message)).url == notice.get_absolute_url()
    first = Notification.objects.get(pk=message.pk).read_at
    assert first is not None
    client.post(open_url(message))
    assert Notification.objects.get(pk=message.pk).read_at == first


def test_looking_does_not_mark_read(force, sign_in, notice, kind):
    client, message = sign_in(force.alice), tell(force.alice, notice, kind)
    client.get(MESSAGES)
    assert client.get(open_url(message)).url == MESSAGES
    assert Notification.objects.get(pk=message.pk).read_at is None


@pytest.mark.parametrize("who", ["amy", "bob", "chief", "office", "sysadmin", "auditadmin"])
def test_message_of_somebody_else_does_not_exist(force, sign_in, notice, kind, who):
    client, message = sign_in(force.people[who]), tell(force.alice, notice, kind)
    assert client.get(open_url(message)).status_code == 404
    assert client.post(open_url(message)).status_code == 404
    assert message.text not in html(client, MESSAGES)
    client.post(READ_ALL)
    assert Notification.objects.get(pk=message.pk).read_at is None


@pytest.mark.parametrize("url", ["https://example.com/", "//example.com/x", "/\\example.com", "javascript:alert(1)"])
def test_message_never_leads_outside(force, sign_in, notice, kind, url):
    """Even when somebody wrote such an address into the row."""
    message = tell(force.alice, notice, kind)
    Notification.objects.filter(pk=message.pk).update(url=url)
    assert sign_in(force.alice).post(open_url(message)).url == MESSAGES


def test_messages_come_newest_first_and_say_what_they_are(force, sign_in, notice, kind):
    tell(force.alice, notice, kind, name="先发的")
    tell(force.alice, notice, kind, name="后发的", period="2", is_late=True)
    text = html(sign_in(force.alice), MESSAGES)
    assert text.index("后发的") < text.index("先发的")
    assert text.count("补发</span>") == 1
    assert text.count("未读</span>") == 2
    assert "测试消息" in text


def test_unread_tab_and_kind_narrow_the_list(force, sign_in, notice, kind):
    read, unread = (
        tell(force.alice, notice, kind, name="读过的"),
        tell(force.alice, notice, kind, name="没读的", period="2"),
    )
    client = sign_in(force.alice)
    client.post(open_url(read))
    text = html(client, f"{MESSAGES}?tab=unread")
    assert unread.text in text
    assert read.text not in text
    assert unread.text in html(client, f"{MESSAGES}?kind={kind}")
    assert unread.text not in html(client, f"{MESSAGES}?kind=run_died")


def test_all_can_be_marked_read_at_once(force, sign_in, notice, kind):
    for number in range(3):
        tell(force.alice, notice, kind, period=str(number))
    other = tell(force.amy, notice, kind)
    client = sign_in(force.alice)
    assert "全部标为已读" in html(client, MESSAGES)
    assert "3 条消息已标为已读" in client.post(READ_ALL, follow=True).content.decode()
    assert "全部标为已读" not in html(client, MESSAGES)
    assert Notification.objects.filter(read_at=None).get() == other


def test_messages_are_paged(force, sign_in, notice, kind):
    for number in range(23):
        tell(force.alice, notice, kind, name=f"第{number}件", period=str(number))
    client = sign_in(force.alice)
    assert html(client, MESSAGES).count('class="message-row"') == 20
    assert html(client, f"{MESSAGES}?page=2").count('class="message-row"') == 3


def counts(client) -> dict:
    response = client.get(COUNTS)
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("who", ["alice", "chief", "office"])
def test_badge_counts_exactly_the_rows(force, sign_in, notice, kind, who):
    make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
    )
    person = force.people[who]
    for number in range(2):
        tell(person, notice, kind, period=str(number))
    client = sign_in(person)
    shown = counts(client)
    assert shown["todo"] == html(client, INBOX).count('class="todo-row"') == {"alice": 1, "chief": 1, "office": 0}[who]
    assert shown["unread"] == html(client, f"{MESSAGES}?tab=unread").count('class="message-row"') == 2


def test_source_that_fails_leaves_the_page_and_its_count_whole(force, sign_in, notice, monkeypatch):
    def broken(user, on):
        raise RuntimeError("数据库忙")

    monkeypatch.setattr(todo_sources, "_sources", [*todo_sources._sources, broken])
    client = sign_in(force.alice)
    text = html(client, INBOX)
    assert "有一类待办暂时读不出来" in text
    assert "数据库忙" not in text
    assert counts(client)["todo"] == text.count('class="todo-row"') == 2


def test_inbox_without_work_says_so(force, sign_in):
    assert "现在没有等你办的事" in html(sign_in(force.people["auditadmin"]), INBOX)


def test_asking_for_the_numbers_keeps_no_idle_session_alive(force, sign_in):
    with time_machine.travel(machine_now().replace(microsecond=0), tick=False) as moment:
        client = sign_in(force.alice)
        client.get("/")
        for _ in range(int(settings.SESSION_IDLE_SECONDS / 600)):
            moment.shift(590)
            assert client.get(COUNTS).status_code == 200
        assert machine_now().timestamp() - client.session[SEEN] == 590 * 3
        moment.shift(60)
        assert client.get(COUNTS).url.startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session


def test_names_are_text_everywhere(force, sign_in, notice, kind, monkeypatch):
    tell(force.alice, notice, kind, name=EVIL)
    User.objects.filter(pk=force.alice.pk).update(name=EVIL)
    monkeypatch.setattr(todo_sources, "_sources", [lambda user, on: [Todo(EVIL, "/", note=EVIL, label=EVIL)]])
    for person, url in (("alice", MESSAGES), ("alice", INBOX), ("chief", LEDGER)):
        text = html(sign_in(force.people[person]), url)
        assert "alert(1)" in text
        assert "<script>alert" not in text


def test_ledger_says_who_was_told_and_who_read(force, sign_in, notice, kind):
    tell(force.amy, notice, kind)
    message = tell(force.alice, notice, kind, is_late=True, period="2")
    sign_in(force.alice).post(open_url(message))
    text = html(sign_in(force.people["chief"]), LEDGER)
    assert "人员alice" in text
    assert "人员amy" in text
    assert text.count("补发</span>") == 1
    assert text.count("未读</span>") == 1
    assert f"{clock.now():%Y-%m-%d}" in text


def test_ledger_is_of_the_units_of_the_posting(force, sign_in, notice, kind):
    message = tell(force.alice, notice, kind)
    other_chief = make_user("otherchief", force.other_station, Role.CHIEF)
    for person, sees in ((force.people["office"], True), (force.people["leader"], True), (other_chief, False)):
        assert (message.text in html(sign_in(person), LEDGER)) is sees


def test_alarms_about_the_machine_stand_in_no_ledger(force, sign_in, kind):
    send([force.people["office"]], kind=kind, subject=force.branch, period="1", facts={"name": "机器"}, url="/")
    assert "机器有一件事" not in html(sign_in(force.people["office"]), LEDGER)
    assert "机器有一件事" in html(sign_in(force.people["office"]), MESSAGES)


def test_ledger_narrows_by_subject_reading_kind_and_words(force, sign_in, notice, kind):
    tell(force.alice, notice, kind, name="甲")
    client, content_type = sign_in(force.people["chief"]), ContentType.objects.get_for_model(notice).pk
    for query, is_found in {
        f"subject={content_type}-{notice.pk}": True,
        f"subject={content_type}-{notice.pk + 1}": False,
        "subject=1-1-1": False,
        "subject=' OR 1": False,
        f"subject={'9' * 30}-1": False,
        "is_unread=true": True,
        "is_unread=false": False,
        f"kind={kind}": True,
        "kind=run_died": False,
        "q=甲": True,
        "q=人员al": True,
        "q=乙": False,
    }.items():
        assert ("甲有一件事" in html(client, f"{LEDGER}?{query}")) is is_found, query


def test_bars_carry_the_badges_for_those_who_are_signed_in_only(force, sign_in, client):
    text = html(sign_in(force.alice), "/")
    assert text.count('data-badge="todo"') == 2
    assert text.count('data-badge="unread"') == 1
    assert f'data-counts="{COUNTS}"' in text
    assert "data-badge" not in client.get("/accounts/login/").content.decode()


def test_bottom_bar_leads_everybody_to_the_todos(force, sign_in):
    for who, tiles in (("alice", 4), ("leader", 3), ("sysadmin", 3)):
        bar = html(sign_in(force.people[who]), "/").partition('class="bottom-bar"')[2].partition("</nav>")[0]
        assert f'href="{INBOX}"' in bar
        assert (
            bar.partition("<details")[0].count("<a ")
            + bar.partition("</details>")[2].count("<a ")
            + bar.count("<summary>")
            == tiles
        )
