"""场所台账 in and back, row by row."""

import pytest

from baiyi.exchange.models import ImportBatch
from inspections.models import Venue
from tests.exchange.imports.doing import faults, let_in, send, take_back
from tests.factories import make_inspection, make_venue

State = ImportBatch.State
HEAD = ["场所名称*", "场所类别*", "地址*", "所属派出所*", "责任民警", "负责人电话"]


def row(force, name: str = "新光旅馆", **facts) -> list:
    said = {
        "category": "旅馆",
        "address": f"中山路 {name}",
        "unit": force.station.name,
        "person": "",
        "phone": "",
    } | facts
    return [name, *said.values()]


@pytest.fixture
def clerk(force):
    return force.people["clerk"]


@pytest.fixture
def category(force):
    return make_venue(force.station, force.alice).category.name


def test_a_right_workbook_goes_in_and_comes_back_out(force, clerk, category):
    batch = send("venues", [HEAD, row(force, "甲店", category=category), row(force, "乙店", category=category)], clerk)
    assert (batch.state, batch.counts["new"], batch.wrong) == (State.CHECKED, 2, 0), faults(batch)
    assert not Venue.objects.filter(name="甲店").exists()
    done = let_in(batch, clerk)
    assert done.state == State.DONE
    venue = Venue.objects.get(name="甲店")
    assert (venue.created_by, venue.unit, venue.codes.count()) == (clerk, force.station, 1)
    undone = take_back(done, clerk)
    assert (undone.state, undone.counts["reversed"], undone.counts["kept"]) == (State.UNDONE, 2, 0)
    assert not Venue.objects.filter(name__in=["甲店", "乙店"]).exists()


def test_every_fault_is_told_at_its_cell_and_nothing_goes_in(force, clerk, category):
    rows = [
        HEAD,
        row(force, "甲店", category="飞船"),
        row(force, "乙店", category=category, unit="别处派出所"),
        row(force, "", category=category),
        row(force, "丙店", category=category, phone=138_000_138_000_138_000),
        row(force, "丁店", category=category, phone="12"),
        row(force, "丁店", category=category, address="中山路 丁店"),
    ]
    batch = send("venues", rows, clerk)
    found = [(row, label) for row, label, _ in faults(batch)]
    assert found == [
        (2, "场所类别"), (3, "所属派出所"), (4, "场所名称"), (5, "负责人电话"), (6, "负责人电话"), (7, ""),
    ]  # fmt: skip
    assert Venue.objects.filter(name__endswith="店").count() == 0


def test_a_known_venue_is_updated_and_restored(force, clerk, category):
    known = make_venue(force.station, force.alice, name="老店", address="老街 1 号")
    before = known.note
    head = ["场所名称", "场所类别", "地址", "所属派出所", "重点提示"]
    batch = send("venues", [head, ["老店", known.category.name, "老街1号", force.station.name, "夜间营业"]], clerk)
    assert (batch.counts["changed"], batch.wrong) == (1, 0), faults(batch)
    assert batch.findings.get(kind="changed").problem == "空 → 夜间营业"
    done = let_in(batch, clerk)
    assert Venue.objects.get(pk=known.pk).note == "夜间营业"
    take_back(done, clerk)
    assert Venue.objects.get(pk=known.pk).note == before


def test_what_was_worked_on_since_is_kept_and_says_why(force, clerk, category):
    done = let_in(
        send("venues", [HEAD, row(force, "甲店", category=category), row(force, "乙店", category=category)], clerk),
        clerk,
    )
    make_inspection(Venue.objects.get(name="甲店"), [force.alice, force.amy])
    undone = take_back(done, clerk)
    assert (undone.counts["reversed"], undone.counts["kept"]) == (1, 1)
    assert undone.rows.get(undo="kept").why_kept == "已有检查"
    assert Venue.objects.filter(name="甲店").exists()


def test_the_same_workbook_again_changes_nothing(force, clerk, category):
    rows = [HEAD, row(force, "甲店", category=category), row(force, "乙店", category=category)]
    let_in(send("venues", rows, clerk), clerk)
    again = send("venues", [HEAD, rows[2], rows[1]], clerk)
    assert (again.counts["same"], again.counts["new"], again.counts["changed"]) == (2, 0, 0)


def test_right_rows_go_in_alone_when_asked(force, clerk, category):
    batch = send("venues", [HEAD, row(force, "甲店", category=category), row(force, "乙店", category="飞船")], clerk)
    done = let_in(batch, clerk, takes_good_rows=True)
    assert (done.state, done.counts["new"], done.counts["wrong"]) == (State.DONE, 1, 1)
    assert Venue.objects.filter(name="甲店").exists()
