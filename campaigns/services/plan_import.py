"""Importing a responsibility list: rows are checked all together;
a wrong one stops everything, and nothing is written.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from campaigns import rights
from campaigns.amounts import amount_of
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.planline import Node
from campaigns.services.plan import refusal_of_figure, refusal_of_nodes, refusal_of_value, write_nodes

COLUMNS = (
    "code",
    "sub_action",
    "title",
    "figure",
    "target",
    "measure",
    "aim",
    "comes_with",
    "lead_unit",
    "assisting_units",
    "nodes",
)
ALL_STATIONS = "各派出所"
LIMITS = {
    name: ResponsibilityItem._meta.get_field(name).max_length for name in ("code", "title", "measure", "comes_with")
}
FIELDS = ("sub_action", "position", "title", "measure", "target", "aim", "figure", "comes_with", "unit")


class ImportRefused(Exception):
    """`problems` are sentences, each with its row."""

    def __init__(self, problems: list[str]):
        super().__init__("；".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Imported:
    """How many items came to be, changed, stayed the same; and the codes in the list that the file does not name."""

    created: int
    changed: int
    same: int
    left_alone: list[str]


@dataclass(frozen=True)
class _Row:
    code: str
    fields: dict
    assisting: list[Unit]
    nodes: list[Node]


def import_items(campaign: Campaign, rows: Iterable[dict[str, str]], *, by) -> Imported:
    """Create what is new and update by code; items the file does not name stay as they are.

    Raises PermissionDenied, ImportRefused.
    """
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)
    parsed = _Reader(campaign).read(list(rows))
    with transaction.atomic():
        known = {
            item.code: item
            for item in ResponsibilityItem.objects.select_for_update(of=("self",)).filter(campaign=campaign)
        }
        outcomes = [_store(row, known.get(row.code), campaign, by) for row in parsed]
    named = {row.code for row in parsed}
    left = sorted(code for code, item in known.items() if code not in named and item.voided_at is None)
    return Imported(outcomes.count("created"), outcomes.count("changed"), outcomes.count("same"), left)


def _store(row: _Row, item: ResponsibilityItem | None, campaign: Campaign, by) -> str:
    if item is None:
        item = ResponsibilityItem(campaign=campaign, code=row.code, created_by=by, created_at=clock.now(), **row.fields)
        item.save(verb="导入责任清单条目")
        outcome = "created"
    else:
        outcome = _update(item, row)
    item.assisting.set(row.assisting)
    write_nodes(item, row.nodes)
    return outcome


def _update(item: ResponsibilityItem, row: _Row) -> str:
    """A cancelled item stays cancelled."""
    nodes = {(node.due_on, node.target) for node in item.milestones.all()}
    is_same = all(getattr(item, name) == row.fields[name] for name in FIELDS)
    is_same = is_same and nodes == {(node.due_on, node.target) for node in row.nodes}
    if is_same and set(item.assisting.all()) == set(row.assisting):
        return "same"
    for name in FIELDS:
        setattr(item, name, row.fields[name])
    item.save(verb="导入更新责任清单条目")
    return "changed"


class _Reader:
    """Turns rows into what is stored, collecting every problem."""

    def __init__(self, campaign: Campaign):
        self.campaign = campaign
        units = list(Unit.objects.descendants(campaign.unit_id, include_self=True).valid(clock.today()))
        self.units = {name: unit for unit in units for name in (unit.name, unit.short_name)}
        self.stations = [unit for unit in units if unit.kind == UnitKind.STATION]
        self.actions = {action.code: action for action in SubAction.objects.filter(campaign=campaign)}
        self.problems: list[str] = []
        self.here = ""

    def read(self, rows: list[dict[str, str]]) -> list[_Row]:
        found, seen = [], {}
        if not rows:
            self.problems.append("文件里没有条目")
        for number, row in enumerate(rows, 2):
            self.here = f"第 {number} 行"
            if missing := [name for name in COLUMNS if row.get(name) is None]:
                self._say(f"缺少列 {'、'.join(missing)}")
                continue
            parsed = self._row({name: row[name].strip() for name in COLUMNS}, number)
            if parsed.code in seen:
                self._say(f"编号 {parsed.code} 与第 {seen[parsed.code]} 行重复")
            seen.setdefault(parsed.code, number)
            found.append(parsed)
        if self.problems:
            raise ImportRefused(self.problems)
        return found

    def _say(self, text: str) -> None:
        if text:
            self.problems.append(f"{self.here}：{text}")

    def _row(self, row: dict[str, str], number: int) -> _Row:
        for name, words in (("code", "编号"), ("title", "任务"), ("measure", "计量单位")):
            if not 0 < len(row[name]) <= LIMITS[name]:
                self._say(f"{words}须为 1 至 {LIMITS[name]} 个字")
        if len(row["comes_with"]) > LIMITS["comes_with"]:
            self._say(f"待接入最多 {LIMITS['comes_with']} 个字")
        target = self._number(row["target"], "目标值")
        fields = {name: row[name] for name in ("title", "measure", "figure", "comes_with")} | {
            "position": number - 1,
            "target": target,
        }
        fields["aim"] = self._one_of(row["aim"], ResponsibilityItem.Aim.values, "目标方向")
        fields["sub_action"] = self.actions.get(row["sub_action"]) or self._say(
            f"行动里没有子行动“{row['sub_action']}”"
        )
        fields["unit"] = self._unit(row["lead_unit"])
        self._say(refusal_of_value(target, row["measure"]))
        if row["figure"]:
            self._say(refusal_of_figure(row["figure"], row["measure"]))
        return _Row(row["code"], fields, self._assisting(row["assisting_units"]), self._nodes(row, target))

    def _one_of(self, value: str, known: list[str], words: str) -> str:
        if value not in known:
            self._say(f"{words}“{value}”不认识，可用：{'、'.join(known)}")
        return value

    def _unit(self, name: str) -> Unit | None:
        if name not in self.units:
            self._say(f"没有“{name}”这个单位")
        return self.units.get(name)

    def _assisting(self, words: str) -> list[Unit]:
        found = []
        for name in filter(None, (each.strip() for each in words.split("、"))):
            found += self.stations if name == ALL_STATIONS else filter(None, [self._unit(name)])
        return found

    def _nodes(self, row: dict[str, str], target: Decimal) -> list[Node]:
        nodes = [node for each in filter(None, row["nodes"].split(";")) if (node := self._node(each))]
        if nodes and row["aim"] == ResponsibilityItem.Aim.MOST:
            self._say("目标方向为“不多于”的条目不设序时节点")
        self._say(refusal_of_nodes(nodes, self.campaign, target, row["measure"]))
        return nodes

    def _node(self, words: str) -> Node | None:
        """“18:800”: 800 by the end of day 18 of the campaign."""
        day, _, goal = words.partition(":")
        if not day.strip().isdecimal() or not 1 <= int(day) <= self.campaign.total_days:
            self._say(f"节点“{words}”应写成“18:800”，即第 18 天应达到 800；天数在 1 至 {self.campaign.total_days} 之间")
            return None
        return Node(self.campaign.starts_on + dt.timedelta(days=int(day) - 1), self._number(goal, "节点目标"))

    def _number(self, words: str, name: str) -> Decimal:
        number = amount_of(words)
        if number is None:
            self._say(f"{name}“{words}”不是数，或小数多于一位")
            return Decimal(0)
        return number
