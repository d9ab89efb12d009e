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
    call_command("plan_import", written(tmp_path, row(target="120")), by="office")
    said = capsys.readouterr().out
    assert "新增 0 条，更新 1 条，未变 0 条" in said
    assert "保持原样的 1 条：清患-02" in said
    assert ResponsibilityItem.objects.get(code="清患-01").target == 120
    assert (first.milestones.count(), first.reports.count()) == (0, 1)
    assert LogEntry.objects.get_for_object(first).first().actor == office


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
        ({"aim": "maybe"}, "目标方向"),
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
    short.write_bytes("编号".encode("gbk"))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("plan_import", str(short), by="office")
    with pytest.raises(CommandError, match="没有文件"):
        call_command("plan_import", str(tmp_path / "none.csv"), by="office")


def test_import_is_for_the_office(action, force, tmp_path):
    path = written(tmp_path, row())
    for account, said in (("alice", "不是专班管理员"), ("nobody", "没有账号")):
        with pytest.raises(CommandError, match=said):
            call_command("plan_import", path, by=account)
    with pytest.raises(CommandError, match="没有这个专项行动"):
        call_command("plan_import", path, by="office", campaign=999)
