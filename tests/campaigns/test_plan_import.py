"""Importing a responsibility list:
everything is checked first, a wrong row stops it, importing again updates by code.
"""

import csv
import datetime as dt
import io

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from campaigns.models import ResponsibilityItem, SubAction
from campaigns.services.plan_import import COLUMNS
from tests.factories import make_report

DAY_18 = dt.date(2022, 7, 21)
START = dt.date(2022, 7, 4)


def row(**changes) -> dict[str, str]:
    facts = dict.fromkeys(COLUMNS, "") | {
        "code": "清患-01",
        "sub_action": "QINGHUAN",
        "title": "检查",
        "target": "100",
        "measure": "次",
    }
    return facts | {"aim": "least", "lead_unit": "东街派出所", "assisting_units": "各派出所"} | changes


def written(tmp_path, *rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "items.csv"
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    return str(path)


@pytest.fixture
def action(campaign):
    return SubAction.objects.create(campaign=campaign, code="QINGHUAN", position=1, carriers="台账")


def test_import_creates_then_updates_by_code(action, campaign, force, office, tmp_path, capsys):
    call_command("plan_import", written(tmp_path, row(nodes="18:40;50:70"), row(code="清患-02")), by="office")
    assert "新增 2 条" in capsys.readouterr().out
    first = ResponsibilityItem.objects.get(code="清患-01")
    assert [str(each) for each in first.milestones.all()] == ["2022-07-21 40", "2022-08-22 70"]
    assert set(first.assisting.all()) == {force.station, force.other_station}
    make_report(first, force.alice, 9)
    call_command("plan_import", written(tmp_path, row(target="120", nodes="18:40")), by="office")
    said = capsys.readouterr().out
    assert "新增 0 条，更新 1 条，未变 0 条" in said
    assert "保持原样的 1 条：清患-02" in said
    assert ResponsibilityItem.objects.get(code="清患-01").target == 120
    assert (first.milestones.count(), first.reports.count()) == (1, 1)
    assert LogEntry.objects.get_for_object(first).first().actor == office


def test_an_empty_cell_takes_nothing_from_an_item(action, force, tmp_path):
    call_command("plan_import", written(tmp_path, row(nodes="18:40;50:70"), row(code="清患-02")), by="office")
    poorer = written(tmp_path, row(code="清患-02", target="7"), row(assisting_units="", target="120"))
    with pytest.raises(CommandError, match="清患-01：文件里为空，会丢掉现有的2 个序时节点、2 个配合单位"):
        call_command("plan_import", poorer, by="office")
    items = {item.code: item for item in ResponsibilityItem.objects.all()}
    assert (items["清患-01"].milestones.count(), items["清患-01"].assisting.count()) == (2, 2)
    assert {item.target for item in items.values()} == {100}
    call_command("plan_import", written(tmp_path, row(aim="most")), by="office")
    assert items["清患-01"].milestones.count() == 0


def test_same_file_again_changes_nothing(action, force, tmp_path, capsys):
    path = written(tmp_path, row(nodes="18:40"))
    call_command("plan_import", path, by="office")
    lines = LogEntry.objects.count()
    call_command("plan_import", path, by="office")
    assert "未变 1 条" in capsys.readouterr().out
    assert LogEntry.objects.count() == lines


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "编号须为"),
        ({"title": "长" * 61}, "任务须为"),
        ({"sub_action": "NONSENSE"}, "没有子行动"),
        ({"lead_unit": "不存在的所"}, "没有“不存在的所”这个单位"),
        ({"assisting_units": "东街派出所、不存在"}, "没有“不存在”"),
        ({"target": "很多"}, "目标值“很多”不是数"),
        ({"target": "NaN"}, "不是数"),
        ({"target": "-5"}, "不能小于 0"),
        ({"target": "1.5"}, "须为整数"),
        ({"aim": "maybe"}, "目标种类"),
        ({"comes_with": "长" * 21}, "待接入最多 20 个字"),
        ({"figure": "nonsense"}, "没有“nonsense”这个指标"),
        ({"figure": "hazards_found"}, "单位不一致"),
        ({"nodes": "0:5"}, "节点"),
        ({"nodes": "101:5"}, "节点"),
        ({"nodes": "18"}, "不是数"),
        ({"nodes": "18:50;30:40"}, "逐个不减"),
        ({"aim": "most", "nodes": "18:5"}, "不设序时节点"),
    ],
)
def test_wrong_row_is_told_with_its_number_and_nothing_is_imported(action, force, tmp_path, changes, said):
    path = written(tmp_path, row(code="清患-00"), row(**changes))
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("plan_import", path, by="office")
    assert "第 3 行" in str(refusal.value)
    assert not ResponsibilityItem.objects.exists()


def test_double_code_missing_column_and_empty_file_are_refused(action, force, tmp_path):
    with pytest.raises(CommandError, match="与第 2 行重复"):
        call_command("plan_import", written(tmp_path, row(), row()), by="office")
    with pytest.raises(CommandError, match="没有条目"):
        call_command("plan_import", written(tmp_path), by="office")
    short = tmp_path / "short.csv"
    short.write_text("code,title\n清患-01,检查\n", encoding="utf-8")
    with pytest.raises(CommandError, match="缺少列"):
        call_command("plan_import", str(short), by="office")
    for content, said in ((b"\xff\xff\xff", "UTF-8 或 GB18030"), (b"PK\x03\x04...", "请另存为 CSV")):
        short.write_bytes(content)
        with pytest.raises(CommandError, match=said):
            call_command("plan_import", str(short), by="office")
    with pytest.raises(CommandError, match="没有文件"):
        call_command("plan_import", str(tmp_path / "none.csv"), by="office")


NAMES = ["\ufeff ｃｏｄｅ ", "sub_action", " title", "figure", "target ", *COLUMNS[5:], "baseline", "", ""]
EMPTY = [""] * 14
ONE = ["清患－０１ ", " QINGHUAN", "　检查五类场所", "", "1,200", "次", "least", "", "东街派出所 ", "各派出所"]
TWO = ["清患-02", "QINGHUAN", "整改率\u200b", "hazard_rectification_rate", "９５", "％", "least", "", "西街派出所", ""]
THREE = ["清患-03", "QINGHUAN", "清零", "", "0", "起", "zero", "", "东街派出所", "", "", "2,400.00"]
BY_EXCEL = [NAMES, [*ONE, "18:800;50:1,000", "", "", ""], EMPTY, [*TWO, "18：65；50：80"], THREE, EMPTY, []]


def saved(tmp_path, rows: list[list[str]], encoding: str = "utf-8", ends: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=ends).writerows(rows)
    path = tmp_path / "excel.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return str(path)


def stored() -> list[tuple]:
    items = ResponsibilityItem.objects.order_by("position")
    named = [(each.code, each.position, each.title, each.figure, each.target, each.measure, each.aim) for each in items]
    nodes = [[str(node) for node in each.milestones.all()] for each in items]
    units = [(each.unit.short_name, each.baseline, each.assisting.count()) for each in items]
    return list(zip(named, units, nodes, strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_what_excel_writes_comes_to_the_same_as_the_clean_file(action, force, tmp_path, encoding, ends):
    call_command("plan_import", saved(tmp_path, BY_EXCEL, encoding, ends), by="office")
    at = [("清患-01", 1, "检查五类场所", "", 1200, "次", "least")]
    at += [("清患-02", 2, "整改率", "hazard_rectification_rate", 95, "%", "least")]
    at += [("清患-03", 3, "清零", "", 0, "起", "zero")]
    units = [("东街派出所", None, 2), ("西街派出所", None, 0), ("东街派出所", 2400, 0)]
    nodes = [["2022-07-21 800", "2022-08-22 1000"], ["2022-07-21 65", "2022-08-22 80"], []]
    assert stored() == list(zip(at, units, nodes, strict=True))


def test_clean_file_after_the_one_of_excel_changes_nothing(action, force, tmp_path, capsys):
    call_command("plan_import", saved(tmp_path, BY_EXCEL[:3], "gb18030"), by="office")
    clean = row(title="检查五类场所", target="1200", nodes="18:800;50:1000")
    call_command("plan_import", written(tmp_path, clean), by="office")
    assert "未变 1 条" in capsys.readouterr().out


def test_row_that_is_wrong_keeps_its_number_in_the_file_of_excel(action, force, tmp_path):
    wrong = ["清患-04", "QINGHUAN", "检查", "", "1,20", "次", "least", "", "东街派出所"]
    path = saved(tmp_path, [*BY_EXCEL, wrong])
    with pytest.raises(CommandError, match="第 8 行：目标值“1,20”不是数"):
        call_command("plan_import", path, by="office")
    assert not ResponsibilityItem.objects.exists()


def test_import_is_for_the_office(action, force, tmp_path):
    path = written(tmp_path, row())
    for account, said in (("alice", "不是专班管理员"), ("nobody", "没有账号")):
        with pytest.raises(CommandError, match=said):
            call_command("plan_import", path, by=account)
    with pytest.raises(CommandError, match="没有这个专项行动"):
        call_command("plan_import", path, by="office", campaign=999)
