"""Who takes what: scope, rights, personal columns, the journal, once."""

import datetime as dt
import uuid

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.accounts.models import Posting
from baiyi.exchange.exports import making
from baiyi.exchange.exports.making import GONE, ask_export, make_file
from baiyi.exchange.exports.views import address_of_form
from baiyi.exchange.models import Export
from baiyi.journal.models import Reading
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections.models import Venue
from tests.disputes.made import make_with_party
from tests.exchange.exports.reading import VENUES, cells_of, take
from tests.factories import make_category, make_venue

REASON = "周三到店复查隐患，先打电话请店主到场"
NAME, PHONE = "欧阳小明", "13900005678"
HEAD = ["personal:head_name", "personal:head_phone"]


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="甲<店>&𠮷", head_name=NAME, head_phone=PHONE)


def sent(client, address=VENUES, **facts):
    url = address_of_form(address)
    columns = {"columns": ["name", "address"], "client_uuid": uuid.uuid4()}
    return client.post(url, columns | facts)


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def test_three_taps_from_the_list_to_the_file(venue, force, sign_in, tmp_path):
    client = sign_in(force.alice)
    page = client.get(f"{VENUES}?q=甲&page=1")
    url = address_of_form(f"{VENUES}?q=%E7%94%B2")
    assert url in [each.url for each in page.context["actions"]]
    form = client.get(url)
    assert "共 <strong>1</strong> 行" in form.content.decode()
    answer = client.post(url, {"columns": form.context["form"]["columns"].value(), "client_uuid": uuid.uuid4()})
    export = Export.objects.get()
    assert answer.url == f"{export.get_absolute_url()}?get=1"
    assert client.get(answer.url)["Refresh"] == f"0; url={export.get_absolute_url()}file/"
    assert "Refresh" not in client.get(export.get_absolute_url())
    response = client.get(f"{export.get_absolute_url()}file/")
    (tmp_path / "a.xlsx").write_bytes(content(response))
    head, row = cells_of(tmp_path / "a.xlsx")
    assert head[:2] == ["场所名称", "场所类别"]
    assert row[0] == venue.name
    assert "attachment" in response["Content-Disposition"]
    assert Export.objects.get().downloads == 1


def test_rows_of_another_unit_are_never_taken(venue, force):
    make_venue(force.other_station, force.bob, name="乙店")
    assert [row[0] for row in cells_of(take(force.alice, VENUES).path)[1:]] == [venue.name]
    assert [row[0] for row in cells_of(take(force.bob, VENUES).path)[1:]] == ["乙店"]
    office = cells_of(take(force.people["office"], VENUES).path)
    assert len(office) == 3


def test_columns_conditions_and_rows_are_journaled(venue, force):
    export = take(force.alice, f"{VENUES}?q=甲&sort=-name", keys=["address", "name"])
    line = LogEntry.objects.get_for_object(export).get()
    assert line.actor == force.alice
    assert line.additional_data == {
        "verb": "导出",
        "reason": "",
        "list": "场所台账",
        "conditions": export.conditions,
        "rows": 1,
        "columns": ["场所名称", "地址"],
        "personal": [],
        "in_full": False,
    }
    assert export.conditions.endswith("：甲；按场所名称降序")
    assert (export.unit, export.size) == (force.station, export.path.stat().st_size)


def test_personal_columns_are_masked_for_whoever_asks_for_no_more(venue, force):
    export = take(force.alice, VENUES, keys=["name", *HEAD])
    head, row = cells_of(export.path)
    assert head == ["场所名称", "负责人", "负责人电话"]
    assert row[1:] == ["欧***", "139****5678"]
    assert export.personal == ["负责人", "负责人电话"]
    assert not Reading.objects.exists()


def test_in_full_for_a_reason_at_the_units_of_the_right(venue, force):
    lost = make_venue(force.station, force.alice, name="丙店", head_name=NAME)
    Venue.objects.filter(pk=lost.pk).update(note="x")
    export = take(force.alice, VENUES, keys=["name", *HEAD], is_full=True, reason=REASON)
    assert [NAME, PHONE] in [row[1:] for row in cells_of(export.path)]
    line = LogEntry.objects.get_for_object(export).get(additional_data__verb="导出")
    assert (line.additional_data["personal"], line.additional_data["in_full"]) == (["负责人", "负责人电话"], True)
    reading = Reading.objects.get()
    assert (reading.unit, reading.reader_unit) == (force.station, force.station)
    assert reading.entry.additional_data["count"] == 2
    assert NAME not in str(LogEntry.objects.values_list("additional_data", "changes", "object_repr"))


def test_head_of_the_unit_finds_what_was_taken(venue, force, sign_in):
    take(force.alice, VENUES, keys=["name", *HEAD], is_full=True, reason=REASON)
    page = sign_in(force.people["chief"]).get("/journal/readings/").content.decode()
    assert REASON in page
    assert "负责人、负责人电话" in page
    assert " 1 条" in page


def test_poor_reason_is_refused_with_everything_kept(venue, force, sign_in):
    response = sent(sign_in(force.alice), columns=["name", *HEAD], is_full="on", reason="工作需要")
    assert response.status_code == 422
    assert "事由太笼统" in response.content.decode()
    assert response.context["form"]["columns"].value() == ["name", *HEAD]
    with pytest.raises(MoveRefused):
        ask_export(by=force.alice, address=VENUES, keys=HEAD, is_full=True, reason="")
    assert not Export.objects.exists()


def test_whoever_may_not_reveal_takes_masked_values_whatever_is_sent(venue, force, sign_in):
    office = force.people["office"]
    assert "is_full" not in sign_in(office).get(address_of_form(VENUES)).context["form"].fields
    answer = sent(sign_in(office), columns=["name", *HEAD], is_full="on", reason=REASON)
    export = Export.objects.get()
    assert answer.status_code == 302
    assert not export.is_full
    assert cells_of(export.path)[1][1:] == ["欧***", "139****5678"]


def test_voided_row_gives_nothing_away(force):
    dispute = make_with_party(force)
    keys = ["title", "personal:parties__name", "personal:parties__phone"]
    facts = {"keys": keys, "is_full": True, "reason": REASON}
    full = cells_of(take(force.alice, "/disputes/", **facts).path)[1][1]
    assert "*" not in full
    type(dispute).objects.filter(pk=dispute.pk).update(voided_at=clock.now())
    rows = cells_of(take(force.alice, "/disputes/?tab=all", **facts).path)[1:]
    assert all("*" in row[1] for row in rows)


def test_same_form_twice_is_one_export(venue, force, sign_in):
    client, number = sign_in(force.alice), uuid.uuid4()
    first, second = (sent(client, client_uuid=number) for _ in range(2))
    assert first.url == second.url
    assert Export.objects.count() == 1
    assert sent(client, client_uuid=number, columns=["name"]).status_code == 409


def test_file_is_for_who_made_it(venue, force, sign_in):
    export = take(force.alice, VENUES)
    for who in ("amy", "chief", "office", "auditadmin", "bob"):
        assert sign_in(force.people[who]).get(f"{export.get_absolute_url()}file/").status_code == 404
    assert sign_in(force.people["amy"]).get(export.get_absolute_url()).status_code == 404


def test_auditor_sees_who_took_which_columns(venue, force, sign_in):
    take(force.alice, VENUES, keys=["name", *HEAD], is_full=True, reason=REASON)
    page = sign_in(force.people["auditadmin"]).get("/files/exports/").content.decode()
    assert all(words in page for words in ("人员alice", "场所名称、负责人、负责人电话", "（完整）", REASON))
    assert "人员alice" not in sign_in(force.amy).get("/files/exports/").content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("", 404),
        ("venues", 404),
        ("//elsewhere/inspections/venues/", 404),
        ("https://elsewhere/", 404),
        ("/inspections/venues/999/", 404),
        ("/inbox/messages/", 404),
        ("/nowhere/", 404),
        ("/files/exports/", 404),
        ("/inspections/venues/?figure=nonsense", 404),
        ("/journal/", 403),
        ("/inspections/venues/?sort=__class__&tab=x&page=99", 200),
        ("/inspections/hazards/?found_on_min=2026-99-99", 200),
    ],
)
def test_strange_addresses_are_answered(force, sign_in, address, status):
    client = sign_in(force.alice)
    for response in (client.get(address_of_form(address)), sent(client, address)):
        assert response.status_code in ({status} if status != 200 else {200, 302, 422})


def test_wrong_conditions_lead_back_to_the_list(force, sign_in):
    list_address = f"{VENUES}?unit=999999"
    answer = sign_in(force.alice).get(address_of_form(list_address), follow=True)
    assert answer.redirect_chain == [(list_address, 302)]
    assert "查询条件有误" in answer.content.decode()


@pytest.mark.parametrize("columns", [[], ["nonsense"], ["name", "head_name"], ["personal:password"]])
def test_columns_that_are_not_offered_are_refused(venue, force, sign_in, columns):
    response = sent(sign_in(force.alice), columns=columns)
    assert response.status_code == 422
    assert not Export.objects.exists()


def test_long_list_of_conditions_is_no_reason_to_fail(venue, force, sign_in):
    address = f"{VENUES}?q={'%E7%94%B2' * 55}"
    assert sent(sign_in(force.alice), address).status_code == 302


def test_whoever_lost_his_posting_meanwhile_gets_nothing(venue, force):
    export = ask_export(by=force.alice, address=VENUES, keys=["name"])
    Posting.objects.filter(user=force.alice).update(ends_on=clock.today() - dt.timedelta(days=1))
    assert make_file(export, lambda written, total: None).refusal == GONE
    assert not export.path.exists()


def test_failure_while_writing_is_a_sentence(venue, force, sign_in, monkeypatch):
    monkeypatch.setattr(making, "_write", lambda *args: 1 / 0)
    client = sign_in(force.alice)
    answer = client.get(sent(client).url)
    assert "没有生成" in answer.content.decode()
    assert client.get(f"{Export.objects.get().get_absolute_url()}file/", follow=True).status_code == 200


@pytest.mark.one_day("counts statements")
def test_statements_grow_by_chunks_only(venue, force, monkeypatch):
    def cost(rows: int) -> int:
        common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now()}
        facts = {"address": "路", "category": make_category(), "head_name": "甲"} | common
        Venue.objects.bulk_create([Venue(name=f"{rows}店{number}", **facts) for number in range(rows)])
        take(force.alice, VENUES, keys=["name", "responsible", *HEAD], is_full=True, reason=REASON)
        with CaptureQueriesContext(connection) as seen:
            take(force.alice, VENUES, keys=["name", "responsible", *HEAD], is_full=True, reason=REASON)
        return len(seen)

    few, more = cost(5), cost(300)
    assert few == more
    monkeypatch.setattr("baiyi.exchange.exports.offer.CHUNK", 100)
    assert cost(0) - more == 3  # 306 rows in four chunks instead of one


def test_row_that_is_voided_meanwhile_is_left_out(venue, force):
    other = make_venue(force.station, force.alice, name="丁店")
    export = ask_export(by=force.alice, address=VENUES, keys=["name"])
    Venue.objects.filter(pk=other.pk).update(voided_at=clock.now())
    made = make_file(export, lambda written, total: None)
    assert (export.rows, made.rows) == (2, 1)
