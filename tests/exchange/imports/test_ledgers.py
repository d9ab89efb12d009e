"""Every ledger: its template goes through the whole way, and what a workbook says is what a page says."""

import datetime as dt

import pytest

from baiyi.accounts.models import User
from baiyi.exchange.imports import blank, ledgers
from baiyi.exchange.models import ImportBatch
from baiyi.exchange.workbooks.reading import read
from baiyi.records import clock
from campaigns.models import ResponsibilityItem
from disputes.models import Dispute, DisputeCategory, RiskLevel
from hotspots.models import Hotspot
from prevention.models import Device, PlannedPatrol
from tests.exchange.imports.doing import faults, let_in, send, take_back
from tests.factories import make_campaign
from tests.factories.plan import make_item
from tests.prevention.samples_patrols import make_beat
from tests.prevention.samples_waters import make_water

State = ImportBatch.State
HISTORY = [
    *("past-inspections", "past-hazards", "past-notices"),
    *("past-cases", "past-outcomes", "past-shifts", "past-nights"),
]
NAMES = ["venues", "items", "hotspots", "disputes", "devices", "planned-patrols", "people", "alarm-reports", *HISTORY]


def person_for(force, ledger) -> User:
    return next(person for person in force.people.values() if person.has_perm(ledger.right))


def test_the_ledgers_of_the_branch_are_declared():
    assert {each.name for each in ledgers.all_ledgers()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_template_is_read_back_whole_and_its_samples_are_not_imported(force, name):
    ledger = ledgers.get(name)
    by = person_for(force, ledger)
    content = blank.template_of(ledger, by)
    sheets = read(blank.file_name(ledger), content)
    assert sheets[0].cell(blank.TITLE, 0) == f"{ledger.title}导入模板"
    heads = [str(sheets[0].cell(blank.HEADS, place)) for place in range(1, len(ledger.columns) + 1)]
    form = ledger.form(by)
    assert heads == [
        f"{label}*" if form.fields[each].required else label for each, label in ledger.labels(form).items()
    ]
    batch = send(name, [], by, content=content, file_name=blank.file_name(ledger))
    assert (batch.state, batch.counts.get("total", 0)) in {(State.REFUSED, 0), (State.CHECKED, 0)}


def heads(name: str, by, *names: str) -> list[str]:
    labels = ledgers.get(name).labels(ledgers.get(name).form(by))
    return [labels[each] for each in names]


def test_hotspots_are_listed_with_who_answers_and_taken_back(force):
    office, today = force.people["office"], clock.today()
    make_campaign(force.branch)
    names = ("name", "unit", "reason", "level", "listed_on", "rectify_by", "owner", "leader")
    due = f"{today + dt.timedelta(days=60)}"
    people = [force.alice.name, force.people["leader"].name]
    rows = [
        heads("hotspots", office, *names),
        ["城北夜市", force.station.short_name, "要素复杂", "区级", f"{today}", due, *people],
    ]
    batch = send("hotspots", rows, office)
    assert batch.wrong == 0, faults(batch)
    done = let_in(batch, office)
    made = Hotspot.objects.listed().get(name="城北夜市", unit=force.station)
    assert (made.owner.person, made.leader.person) == (force.alice, force.people["leader"])
    assert send("hotspots", rows, office).counts["same"] == 1
    take_back(done, office)
    assert not Hotspot.objects.listed().filter(name="城北夜市").exists()


def test_disputes_get_their_numbers_and_are_one_however_often_sent(force):
    clerk = force.people["clerk"]
    names = ("category", "risk", "place", "source", "visibility", "people", "unit", "found_on", "first_name")
    facts = [
        DisputeCategory.objects.filter(is_offered=True).first().name,
        str(RiskLevel.objects.filter(is_offered=True).first()),
        "城北小区",
        "排查",
        "隐性",
        "2人",
        force.station.short_name,
        f"{clock.today():%Y.%-m.%-d}",
        "张三",
    ]
    rows = [heads("disputes", clerk, *names), facts, [*facts[:2], "城南小区", *facts[3:]]]
    batch = send("disputes", rows, clerk)
    assert (batch.wrong, batch.counts["new"]) == (0, 2), faults(batch)
    assert not Dispute.objects.exists()
    done = let_in(batch, clerk)
    made = Dispute.objects.current().order_by("pk")
    assert [each.place for each in made] == ["城北小区", "城南小区"]
    assert len({each.number for each in made}) == 2
    assert made[0].parties.get().name == "张三"
    assert send("disputes", rows, clerk).counts["same"] == 2
    take_back(done, clerk)
    assert not Dispute.objects.current().exists()


def test_items_are_known_by_their_codes_and_rows_moved_down_change_nothing(force):
    office = force.people["office"]
    known = make_item(make_campaign(force.branch), force.branch, office, code="QH-01")
    names = ("code", "sub_action", "title", "target", "measure", "unit", "nodes")
    node = f"{known.campaign.starts_on + dt.timedelta(days=3)} 5；{known.campaign.starts_on + dt.timedelta(days=9)} 9"
    action = str(known.sub_action)
    new = ["QH-02", action, "新任务", "10", "处", force.branch.short_name, node]
    old = ["QH-01", action, known.title, str(known.target), known.measure, known.unit.short_name, ""]
    batch = send("items", [heads("items", office, *names), [""], new, old], office)
    assert (batch.wrong, batch.counts["new"], batch.counts["same"]) == (0, 1, 1), faults(batch)
    let_in(batch, office)
    made = ResponsibilityItem.objects.get(code="QH-02")
    assert [each.target for each in made.milestones.all()] == [5, 9]
    moved = [*new[:6], node.partition("；")[0]]
    again = send("items", [heads("items", office, *names), [*old[:3], "77", *old[4:]], moved], office)
    assert again.findings.filter(kind="changed").first().problem == f"{known.target} → 77"
    let_in(again, office)
    assert ResponsibilityItem.objects.get(pk=known.pk).target == 77
    assert ResponsibilityItem.objects.get(pk=made.pk).milestones.count() == 1
    assert take_back(again, office).counts["reversed"] == 2
    assert ResponsibilityItem.objects.get(pk=known.pk).target == known.target
    assert [each.target for each in ResponsibilityItem.objects.get(pk=made.pk).milestones.all()] == [5, 9]


def test_devices_and_shifts_come_in(force):
    office = force.people["office"]
    water, beat, today = make_water(force), make_beat(force), clock.today()
    names = ("number", "water", "point", "kind", "power", "installed_on", "starts_on", "offline_after")
    row = ["SB-009", str(water), "坝顶", "一体机", "太阳能", f"{today}", f"{today}", "30"]
    batch = send("devices", [heads("devices", office, *names), row], office)
    assert batch.wrong == 0, faults(batch)
    let_in(batch, office)
    assert Device.objects.get(number="SB-009").unit_id == water.unit_id
    begins = f"{today + dt.timedelta(days=2):%Y年%-m月%-d日} 20:00"
    ends = f"{today + dt.timedelta(days=3)} 2:00"
    names = ("beat", "kind", "starts_at", "ends_at", "force")
    batch = send(
        "planned-patrols", [heads("planned-patrols", office, *names), [str(beat), "派出所", begins, ends, 4]], office
    )
    assert batch.wrong == 0, faults(batch)
    done = let_in(batch, office)
    assert PlannedPatrol.objects.current().get(beat=beat).force == 4
    take_back(done, office)
    assert not PlannedPatrol.objects.current().filter(beat=beat).exists()


def test_people_come_without_a_password_and_go_again(force):
    admin = force.people["sysadmin"]
    rows = [
        ["账号", "姓名", "警号", "人员身份", "任职单位", "岗位"],
        ["wangwu", "王五", "012345", "民警", force.station.name, "民警"],
        ["zhaoliu", "赵六", "", "辅警", force.station.short_name, "内勤"],
    ]
    batch = send("people", rows, admin)
    assert batch.wrong == 0, faults(batch)
    done = let_in(batch, admin)
    made = User.objects.get(username="wangwu")
    assert (made.home_unit, made.police_number, made.must_change_password) == (force.station, "012345", True)
    take_back(done, admin)
    assert not User.objects.filter(username__in=["wangwu", "zhaoliu"]).exists()


def test_a_stranger_may_not_import_what_is_not_his(force, sign_in):
    client = sign_in(force.alice)
    assert client.get("/files/imports/new/people/").status_code == 403
    assert client.get("/files/imports/new/unheard/").status_code == 404
