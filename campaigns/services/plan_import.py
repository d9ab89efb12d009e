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
from baiyi.exchange.sheets import plain
from baiyi.records import clock
from baiyi.records.text import clean
from baiyi.records.typed import code, ungrouped
from campaigns import rights
from campaigns.amounts import amount_of
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.planline import Node
from campaigns.services.plan import write_nodes
from campaigns.services.refusals import refusal_of_figure, refusal_of_target

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
MAY_BE_MISSING = ("baseline", "by_hand_because")  # columns that came later
ALL_STATIONS = "各派出所"
KNOWN = {*COLUMNS, *MAY_BE_MISSING}
LIMITS = {
    name: ResponsibilityItem._meta.get_field(name).max_length
    for name in ("code", "title", "measure", "comes_with", "by_hand_because")
}
PLAIN = {"sub_action", "figure", "measure", "aim", "nodes"}
FIELDS = (
    "sub_action",
    "position",
    "title",
    "measure",
    "target",
    "aim",
    "baseline",
    "figure",
    "comes_with",
    "by_hand_because",
    "unit",
)


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
    """Create what is new and update by code; items the file does not name stay as they are, and what a cell leaves
    empty is not taken from an item that has it.

    Raises PermissionDenied, ImportRefused.
    """
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)
    parsed = _Reader(campaign).read([_named(row) for row in rows])
    with transaction.atomic():
        known = {
            item.code: item
            for item in ResponsibilityItem.objects.select_for_update(of=("self",)).filter(campaign=campaign)
        }
        if lost := [each for row in parsed if (each := _lost(row, known.get(row.code)))]:
            raise ImportRefused(lost)
        outcomes = [_store(row, known.get(row.code), campaign, by) for row in parsed]
    named = {row.code for row in parsed}
    left = sorted(code for code, item in known.items() if code not in named and item.voided_at is None)
    return Imported(outcomes.count("created"), outcomes.count("changed"), outcomes.count("same"), left)


def _lost(row: _Row, item: ResponsibilityItem | None) -> str:
    """What an empty cell would take from the item; nodes go with the kind of target that has none."""
    if item is None:
        return ""
    nodes = 0 if row.nodes or row.fields["aim"] != item.aim else item.milestones.count()
    assisting = 0 if row.assisting else item.assisting.count()
    found = [f"{count} 个{word}" for count, word in ((nodes, "序时节点"), (assisting, "配合单位")) if count]
    return f"{row.code}：文件里为空，会丢掉现有的{'、'.join(found)}；请填上，要取消的请在页面修改" if found else ""


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


def _named(row: dict) -> dict[str, str]:
    return {plain(name): cell for name, cell in row.items() if name}


def _is_said(cell) -> bool:
    return bool(cell and clean(str(cell), lines=False))


def _taken(name: str, text: str) -> str:
    """A cell as it is meant: codes and nodes in half width, words without what nobody can see."""
    if name in PLAIN:
        return plain(text)
    return code(text) if name == "code" else clean(text, lines=False)


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
        filled = [(number, row) for number, row in enumerate(rows, 2) if any(map(_is_said, row.values()))]
        if not filled:
            self.problems.append("文件里没有条目")
        for position, (number, row) in enumerate(filled, 1):
            self.here = f"第 {number} 行"
            if missing := [name for name in COLUMNS if name not in row]:
                self._say(f"缺少列 {'、'.join(missing)}")
                continue
            parsed = self._row({name: _taken(name, row.get(name) or "") for name in KNOWN}, position)
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

    def _row(self, row: dict[str, str], position: int) -> _Row:
        for name, words in (("code", "编号"), ("title", "任务"), ("measure", "计量单位")):
            if not 0 < len(row[name]) <= LIMITS[name]:
                self._say(f"{words}须为 1 至 {LIMITS[name]} 个字")
        for name, words in (("comes_with", "待接入"), ("by_hand_because", "手填理由")):
            if len(row[name]) > LIMITS[name]:
                self._say(f"{words}最多 {LIMITS[name]} 个字")
        target = self._number(row["target"], "目标值")
        fields = {name: row[name] for name in ("title", "measure", "figure", "comes_with", "by_hand_because")} | {
            "position": position,
            "target": target,
            "baseline": self._number(row["baseline"], "清零基数") if row["baseline"] else None,
        }
        fields["aim"] = self._one_of(row["aim"], ResponsibilityItem.Aim.values, "目标种类")
        fields["sub_action"] = self.actions.get(row["sub_action"]) or self._say(
            f"行动里没有子行动“{row['sub_action']}”"
        )
        fields["unit"] = self._unit(row["lead_unit"])
        nodes = self._nodes(row)
        aimed = {name: fields[name] for name in ("aim", "target", "measure", "baseline")}
        self._say(refusal_of_target(self.campaign, nodes=nodes, **aimed))
        if row["figure"]:
            self._say(refusal_of_figure(row["figure"], row["measure"]))
        return _Row(row["code"], fields, self._assisting(row["assisting_units"]), nodes)

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

    def _nodes(self, row: dict[str, str]) -> list[Node]:
        return [node for each in filter(None, row["nodes"].split(";")) if (node := self._node(each))]

    def _node(self, words: str) -> Node | None:
        """“18:800”: 800 by the end of day 18 of the campaign."""
        day, _, goal = words.partition(":")
        if not day.strip().isdecimal() or not 1 <= int(day) <= self.campaign.total_days:
            self._say(f"节点“{words}”应写成“18:800”，即第 18 天应达到 800；天数在 1 至 {self.campaign.total_days} 之间")
            return None
        return Node(self.campaign.starts_on + dt.timedelta(days=int(day) - 1), self._number(goal, "节点目标"))

    def _number(self, words: str, name: str) -> Decimal:
        number = amount_of(ungrouped(words))
        if number is None:
            self._say(f"{name}“{words}”不是数，或小数多于一位")
            return Decimal(0)
        return number
