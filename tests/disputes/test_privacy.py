"""Whose dispute it is: names and phones stand in no list, page, address, journal, message or log; read in full only for
a reason, by whom it is lent to; and a body of another matter finds nothing.
"""

import logging
import re

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.figures import Period, get
from baiyi.figures.links import list_link
from baiyi.journal.models import Reading
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers.models import Transfer
from baiyi.transfers.services import accept_transfer, recall_transfer, send_transfer, settle_transfer
from disputes import services
from disputes.models import Dispute, Party
from disputes.reading.repeats import repeats_of
from disputes.views.disputes import DISPUTES
from tests.campaigns.samples import running_campaign
from tests.disputes.made import make_dispute, make_graded
from tests.disputes.samples import dispute_words
from tests.disputes.situations import fresh, relapse
from tests.samples import filled_in, shown_in
from tests.transfers.situations import other_body

NAME, OTHER_NAME, PHONE = "欧阳测试人", "司徒试验者", "13912345678"
REASON = "约双方当事人到所调解，核对身份"
SECRETS = (NAME, OTHER_NAME, PHONE)


@pytest.fixture
def dispute(force) -> Dispute:
    """With two parties, sent to the partner body while the campaign runs."""
    running_campaign(force)
    made = make_graded(force, names=[("first", NAME), ("second", OTHER_NAME)])
    party = made.parties.get(side="first")
    party.phone = PHONE
    party.save()
    send_transfer(made, by=force.alice, task="请依职责调处", to_unit=force.partner_body)
    return fresh(made)


@pytest.fixture
def other(force) -> User:
    return other_body(force)


def pages_about(dispute: Dispute) -> list[str]:
    url, today = DISPUTES.url("list"), clock.today()
    transfer = Transfer.objects.about(dispute).first()
    figure = list_link(get("disputes_found"), Period(today, today))
    return [
        "/",
        url,
        f"{url}?tab=all&q={dispute.number}",
        figure,
        dispute.get_absolute_url(),
        DISPUTES.url("change", dispute.pk),
        DISPUTES.url("resolve", dispute.pk),
        transfer.get_absolute_url(),
        reverse("transfers:transfer-list"),
        reverse("notifications:inbox"),
        reverse("disputes:mediation-list"),
        reverse("disputes:funnel"),
        reverse("disputes:dispute-reveal", args=[dispute.pk]),
    ]


def shown(secrets, text: str) -> list[str]:
    return [each for each in secrets if each in text]


@pytest.mark.parametrize("who", ["office", "leader", "chief", "alice", "clerk", "supervisor", "partner", "auditadmin"])
def test_no_page_shows_a_name_or_phone(who, dispute, force, sign_in):
    client = sign_in(force.people[who])
    for url in [*pages_about(dispute), "/journal/"]:
        response = client.get(url)
        assert shown(SECRETS, b"".join(response).decode(errors="replace")) == [], url
        assert shown(SECRETS, str(response.headers)) == [], url


def test_page_masks_them(dispute, force, sign_in):
    page = sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()
    assert "欧阳" not in page.replace(f"人员{force.alice.username}", "")
    assert re.search(r"139\*+5678", page)
    assert re.search(r"欧\*+", page)


def test_nothing_that_is_kept_holds_them_but_two_encrypted_columns(dispute, force, sign_in):
    """Every text column of every table, the titles, the journal and the messages among them."""
    client = sign_in(force.alice)
    client.post(reverse("disputes:dispute-reveal", args=[dispute.pk]), {"reason": REASON})
    client.post(reverse("disputes:repeats"), {"words": NAME})
    relapse(move(dispute, "resolve", by=None, on=clock.today(), way="mediation", words="谅解"), force)
    services.remove_party(
        again := Dispute.objects.latest("pk"),
        by=force.alice,
        version=again.version,
        party=again.parties.first(),
        reason="登记错误",
    )
    assert (LogEntry.objects.exists(), Notification.objects.exists()) == (True, True)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(shown(SECRETS, str(row)) for row in cursor.fetchall()):
                found.append(table)
    assert found == []


def test_no_log_line_holds_them(dispute, force, sign_in, caplog):
    client = sign_in(force.alice)
    with caplog.at_level(logging.DEBUG):
        client.post(reverse("disputes:dispute-reveal", args=[dispute.pk]), {"reason": REASON})
        client.post(DISPUTES.url("party", dispute.pk), {"version": dispute.version, "side": "first", "name": NAME})
        client.post(reverse("disputes:repeats"), {"words": PHONE})
    assert (
        shown(SECRETS, "".join(each.getMessage() for each in caplog.records if each.name != "django.db.backends")) == []
    )


@pytest.mark.parametrize("who", ["alice", "amy", "chief", "partner"])
def test_they_are_read_for_a_reason_and_a_line(who, dispute, force, sign_in):
    client, url = sign_in(force.people[who]), reverse("disputes:dispute-reveal", args=[dispute.pk])
    page = client.post(url, {"reason": REASON})
    assert (page.status_code, shown(SECRETS, page.content.decode())) == (200, list(SECRETS))
    line = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (line.actor, line.object_pk) == (force.people[who], str(dispute.pk))
    assert REASON in str(line.additional_data)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "abcd", "工作需要", "1234", "查看张三 110101199003070011 的电话"])
def test_poor_reason_reads_nothing_and_is_no_line(reason, dispute, force, sign_in):
    page = sign_in(force.alice).post(reverse("disputes:dispute-reveal", args=[dispute.pk]), {"reason": reason})
    assert (page.status_code, shown(SECRETS, page.content.decode())) == (422, [])
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("bob", 404), ("office", 403), ("clerk", 403), ("leader", 403), ("supervisor", 403), ("auditadmin", 403)],
)
def test_who_has_no_business_with_them_reads_nothing(who, status, dispute, force, sign_in):
    page = sign_in(force.people[who]).post(reverse("disputes:dispute-reveal", args=[dispute.pk]), {"reason": REASON})
    assert (page.status_code, shown(SECRETS, page.content.decode())) == (status, [])


def test_partner_reads_no_longer_what_was_called_back(dispute, force, sign_in):
    recall_transfer(Transfer.objects.about(dispute).get(), by=force.alice, reason="发错了")
    client = sign_in(force.people["partner"])
    for url in (dispute.get_absolute_url(), reverse("disputes:dispute-reveal", args=[dispute.pk])):
        assert client.post(url, {"reason": REASON}).status_code in {404, 405}
        assert client.get(url).status_code == 404


def test_body_of_another_matter_finds_nothing_anywhere(dispute, force, other, sign_in):
    client, url = sign_in(other), DISPUTES.url("list")
    pages = (*DISPUTES.moves, *DISPUTES.acts, "change")
    for page in [dispute.get_absolute_url(), *(DISPUTES.url(each.replace("_", "-"), dispute.pk) for each in pages)]:
        assert client.get(page).status_code in {403, 404}, page
        assert client.post(page, {"version": 1, "reason": REASON}).status_code in {403, 404, 405}, page
    assert client.get(dispute.get_absolute_url()).status_code == 404
    assert client.get(reverse("disputes:dispute-reveal", args=[dispute.pk])).status_code == 404
    for page in (reverse("disputes:repeats"), reverse("disputes:funnel")):
        assert client.get(page).status_code == 403, page
    today = clock.today()
    listed = [f"{url}?tab={tab}" for tab in DISPUTES.list_page.TABS]
    listed += [f"{url}?tab=all&q=文庙路", list_link(get("disputes_found"), Period(today, today))]
    for page in (*listed, reverse("disputes:mediation-list")):
        assert not client.get(page).context["table"].data.data, page
    for page in (*listed, "/", reverse("notifications:inbox"), reverse("figures:board")):
        found = client.get(page)
        assert found.status_code in {200, 403}, page
        assert shown((str(dispute), dispute.number), found.content.decode()) == [], page
    assert not client.get(f"{url}?tab=all&q={dispute.number}").context["table"].data.data
    assert repeats_of(NAME, other).groups == repeats_of("文庙路", other).groups == []
    assert not Dispute.objects.visible_to(other).exists()


def test_partner_works_on_what_was_sent_to_it_and_sees_its_figures_of_nothing_else(dispute, force, sign_in):
    make_dispute(force, place="别处")
    partner = force.people["partner"]
    client = sign_in(partner)
    shown_rows = client.get(f"{DISPUTES.url('list')}?tab=all").context["table"].data.data
    assert [row.pk for row in shown_rows] == [dispute.pk]
    transfer = accept_transfer(Transfer.objects.about(dispute).get(), by=partner)
    settle_transfer(transfer, by=partner, result="已调解，双方谅解")
    assert "已调解，双方谅解" in sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()


def test_search_finds_a_whole_name_or_phone_and_only_in_own_scope(dispute, force):
    def found(words: str, who: str = "alice") -> list:
        return [each.pk for each in repeats_of(words, force.people[who]).by_party]

    assert found(NAME) == found(PHONE) == found(OTHER_NAME) == [dispute.pk]
    assert found(NAME, "office") == [dispute.pk]
    assert found("欧阳") == found("测试人") == found("1391234") == found(f"{NAME}x") == []
    assert found(NAME, "bob") == []
    move(dispute, "void", by=None, reason="重复登记")
    assert found(NAME) == []


def test_search_finds_places_and_numbers_too_and_leaves_no_trace_in_the_address(dispute, force, sign_in):
    assert [each.pk for each in repeats_of("文庙路", force.alice).by_place] == [dispute.pk]
    assert [each.pk for each in repeats_of(dispute.number, force.alice).by_number] == [dispute.pk]
    assert repeats_of("没有的", force.alice).groups == []
    page = sign_in(force.alice).post(reverse("disputes:repeats"), {"words": NAME})
    assert (page.status_code, "同一当事人" in page.content.decode(), page.request["QUERY_STRING"]) == (200, True, "")
    assert OTHER_NAME not in page.content.decode()


@pytest.mark.parametrize("words", ["", "x", "长" * 61, "\x00\x01", "%", "__"])
def test_search_for_nothing_is_refused_or_finds_nothing(words, dispute, force, sign_in):
    page = sign_in(force.alice).post(reverse("disputes:repeats"), {"words": words})
    assert page.status_code in {200, 422}
    assert dispute.number not in page.content.decode()


@pytest.mark.parametrize("who", ["leader", "supervisor", "partner", "sysadmin", "auditadmin"])
def test_who_registers_nothing_searches_nobody(who, dispute, force, sign_in):
    assert sign_in(force.people[who]).post(reverse("disputes:repeats"), {"words": NAME}).status_code == 403


def test_removed_party_leaves_no_row_and_no_other_disputes_party_goes(dispute, force, sign_in):
    stranger = make_dispute(force, names=[("first", "别人")]).parties.get()
    client, url = sign_in(force.alice), DISPUTES.url("remove-party", dispute.pk)
    form = client.get(url).context["form"]
    wrong = filled_in(form, {"party": str(stranger.pk), "reason": "登记错误"})
    assert client.post(url, wrong).status_code == 422
    party = dispute.parties.get(side="first")
    assert client.post(url, wrong | {"party": str(party.pk)}).status_code == 302
    assert not Party.objects.filter(pk=party.pk).exists()
    assert repeats_of(NAME, force.alice).groups == []
    assert Party.objects.filter(pk=stranger.pk).exists()


@pytest.mark.parametrize("names", [[("first", NAME)], [("first", NAME), ("second", OTHER_NAME)]])
def test_child_is_not_named_when_it_is_registered(names, force):
    with pytest.raises(MoveRefused, match="未成年人不登记姓名"):
        make_dispute(force, "campus", people=2, minors=3 - len(names), names=names)
    assert not Dispute.objects.exists()


def test_child_is_not_named_later_and_a_guardian_is(force, sign_in):
    dispute, client = make_dispute(force, "campus", people=2, minors=2), sign_in(force.alice)
    url = DISPUTES.url("party", dispute.pk)
    typed = filled_in(client.get(url).context["form"], {"side": "first", "name": NAME})
    page = client.post(url, typed)
    assert (page.status_code, "未成年人不登记姓名" in page.content.decode()) == (422, True)
    assert client.post(url, typed | {"side": "other"}).status_code == 302
    assert [each.side for each in dispute.parties.all()] == ["other"]


def test_forms_refuse_more_children_than_people(force, sign_in):
    client = sign_in(force.alice)
    words = shown_in(client.get(DISPUTES.url("add")).context["form"]) | dispute_words(force) | {"minors": 3}
    page = client.post(DISPUTES.url("add"), words)
    assert (page.status_code, "未成年人数不能多于当事人数" in page.content.decode()) == (422, True)


def test_twenty_parties_are_the_most(force):
    dispute = make_dispute(force, people=50, names=[("first", f"当事人{n}") for n in range(20)])
    with pytest.raises(MoveRefused, match="最多登记 20 名"):
        services.add_party(dispute, by=force.alice, version=dispute.version, side="first", name="多一人")


def test_door_number_is_refused_where_it_would_become_the_name_of_the_dispute(force, sign_in):
    """The words that were typed stay, and the form says what to write instead."""
    client, typed = sign_in(force.alice), "12栋3单元301室 张三"
    form = shown_in(client.get(DISPUTES.url("add")).context["form"]) | dispute_words(force)
    answer = client.post(DISPUTES.url("add"), form | {"place": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["place"] == [
        "请去掉门牌（12栋），写到路段、片区或小区为止，例如“文庙路中段”“东街小区”"
    ]
    assert answer.context["form"]["place"].value() == typed
    assert not Dispute.objects.exists()
