"""The list and the form of sending: whom one may send to, narrowed by either side, and what each side reads there."""

import re

import pytest
from django.urls import reverse

from baiyi.transfers import services
from tests.factories import make_unit
from tests.transfers.samples import want_approval
from tests.transfers.situations import again, make_case, make_sent, other_body

LIST = "/transfers/"


def shown(page) -> set[int]:
    return {each.record.pk for each in page.context["table"].page}


def choices(page, name: str) -> list[str]:
    return [label for _, label in page.context["filter"].form.fields[name].choices]


def test_units_to_send_to_stand_under_their_kinds_by_their_whole_names(force, sign_in):
    make_unit("治安大队", kind="squad", parent=force.branch)
    make_unit("区人力资源和社会保障局", kind="partner")
    case = make_case(force)
    page = sign_in(force.alice).get(reverse("transfers:send", args=["cases.case", case.pk])).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    found = {label: re.findall(r"<option[^>]*>([^<]+)<", rows) for label, rows in groups}
    assert list(found) == ["分局", "派出所", "大队", "协作部门"]
    assert found["派出所"] == ["西街派出所"]  # not one's own
    assert found["协作部门"] == ["区应急管理局", "区人力资源和社会保障局"]


def test_body_that_was_closed_is_no_choice(force, sign_in):
    closed = make_unit("已撤销的单位", kind="partner", ends_on="2020-01-01")
    case = make_case(force)
    client, url = sign_in(force.alice), reverse("transfers:send", args=["cases.case", case.pk])
    assert "已撤销的单位" not in client.get(url).content.decode()
    assert client.post(url, {"to_unit": closed.pk, "task": "x"}).status_code == 422


def test_list_is_narrowed_by_receiver(force, sign_in):
    client = sign_in(force.alice)
    to_body, to_station, outside = make_sent(force), make_sent(force, force.other_station), None
    outside = make_sent(force, outside_body="燃气公司")
    page = client.get(LIST)
    assert choices(page, "to_unit") == ["全部", "西街派出所", "区应急管理局", "系统外单位"]
    assert shown(client.get(LIST, {"to_unit": force.partner_body.pk})) == {to_body.pk}
    assert shown(client.get(LIST, {"to_unit": force.other_station.pk})) == {to_station.pk}
    assert shown(client.get(LIST, {"to_unit": "outside"})) == {outside.pk}
    assert shown(client.get(LIST, {"unit": force.station.pk})) == {to_body.pk, to_station.pk, outside.pk}


def test_choices_are_sides_of_what_one_sees(force, sign_in):
    """A body reads neither the other bodies nor what was sent to them."""
    make_sent(force)
    make_sent(force, other_body(force).home_unit)
    page = sign_in(force.people["partner"]).get(LIST)
    assert choices(page, "to_unit") == ["全部", "区应急管理局"]
    assert choices(page, "unit") == ["全部", "东街派出所"]
    assert "区卫生健康局" not in page.content.decode()


@pytest.mark.parametrize(("who", "has"), [("alice", True), ("chief", True), ("office", True), ("partner", False)])
def test_tabs_of_what_was_never_sent_are_the_senders(force, sign_in, who, has):
    labels = {tab.label for tab in sign_in(force.people[who]).get(LIST).context["tabs"]}
    assert ({"待审批", "未批准"} <= labels) is has
    assert {"待签收", "签收超期", "办理中", "办理超期", "已退回", "已办结", "已了结"} <= labels


def test_tabs_hold_what_they_say(force, sign_in):
    client, sent = sign_in(force.alice), make_sent(force)
    want_approval(force)
    proposed = make_sent(force)
    refused = services.refuse_transfer(make_sent(force), by=force.people["chief"], reason="先自查")
    for tab, expected in {"sent": sent, "proposed": proposed, "refused": refused}.items():
        assert shown(client.get(LIST, {"tab": tab})) == {expected.pk}, tab


def test_page_of_a_proposed_one_says_that_it_is_not_on_its_way(force, sign_in):
    want_approval(force)
    transfer = again(make_sent(force))
    page = sign_in(force.alice).get(transfer.get_absolute_url()).content.decode()
    assert "还没有流转出去" in page
    record = sign_in(force.alice).get(transfer.subject.get_absolute_url()).content.decode()
    assert "没有流转出去" in record


def test_who_sends_is_told_whether_it_is_on_its_way(force, sign_in):
    client, words = sign_in(force.alice), {"to_unit": force.partner_body.pk, "task": "请协助"}

    def told() -> str:
        url = reverse("transfers:send", args=["cases.case", make_case(force).pk])
        return client.post(url, words, follow=True).content.decode()

    assert "已流转" in told()
    want_approval(force)
    assert "已提请，批准后流转" in told()
