"""Rows of the old books of cases and outcomes."""

from collections.abc import Iterable
from typing import Any

from django import forms

from baiyi.accounts.models import UnitKind
from baiyi.exchange.imports.past import PastDay, PastForm, own_units, people_of_then
from baiyi.exchange.imports.plans import PlannedRow
from baiyi.exchange.imports.sources import imported
from baiyi.records.text import key
from cases.models import Case, CaseCategory, Nature, Outcome
from cases.models.outcome import MOST_PERSONS
from cases.models.stages import ENDED
from cases.services.history import why_not_ended

FORCE = (UnitKind.STATION, UnitKind.SQUAD)
NO_CASE = "没有导入过这个案件"


class PastCaseForm(PastForm):
    """It says the end alone: what was between is in the law-enforcement system."""

    ORDER = ("accepted_on", "ended_on")

    accepted_on = PastDay(label="受案日")
    nature = forms.ChoiceField(label="案件性质", choices=Nature.choices)
    category = forms.ModelChoiceField(CaseCategory.objects.all(), label="案件类别")
    unit = forms.ModelChoiceField(None, label="办案单位")
    officer = forms.ModelChoiceField(None, label="主办民警")
    name = forms.CharField(
        label="案件名称", max_length=60, required=False, help_text="留空则按受案日和类别命名；不写姓名"
    )
    external_number = forms.CharField(label="执法系统案号", max_length=40, required=False)
    state = forms.ChoiceField(label="办结情况", choices=[(each.value, each.label) for each in ENDED])
    ended_on = PastDay(label="办结日")

    def __init__(self, *, by):
        super().__init__()
        self.fields["unit"].queryset = own_units(by, *FORCE)
        self.fields["officer"].queryset = people_of_then(by)

    def clean(self):
        facts = super().clean()
        if facts.get("state") and (refusal := why_not_ended(facts.get("nature"), facts["state"])):
            self.add_error("state", refusal)
        return facts


class PastOutcomeForm(PastForm):
    """`case` is its number or name, then the case that came in before."""

    case = forms.CharField(label="案号或案件名称", max_length=60)
    measure = forms.ChoiceField(label="战果种类", choices=Outcome.Measure.choices)
    persons = forms.IntegerField(label="人数", min_value=1, max_value=MOST_PERSONS)
    happened_on = PastDay(label="发生日")
    unit = forms.ModelChoiceField(None, label="战果单位", required=False, help_text="留空为办案单位")
    evidence = forms.CharField(
        label="证据文号", max_length=60, required=False, help_text="同一天同一种战果有几批人的，用文号区分"
    )

    def __init__(self, *, by):
        super().__init__()
        self.fields["unit"].queryset = own_units(by, *FORCE)

    def clean(self):
        facts = super().clean()
        case, on = facts.get("case"), facts.get("happened_on")
        if isinstance(case, Case) and on and on < case.accepted_on:
            self.add_error("happened_on", f"发生日不能早于受案日（{case.accepted_on}）")
        return facts


def named(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """A case that has no name in the book has its usual one here too."""
    rows = list(rows)
    for each in rows:
        facts = each.facts
        facts["external_number"] = facts.get("external_number", "").strip().upper()
        if facts.get("accepted_on") and facts.get("category"):
            usual = Case(accepted_on=facts["accepted_on"], category=facts["category"]).usual_name
            facts["name"] = facts.get("name") or usual
    return rows


def with_cases(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """The imported case that is meant, or a fault at the cell; and its unit where the row says none. One statement."""
    rows = list(rows)
    known = _cases()
    for each in rows:
        if said := each.facts.pop("case", ""):
            _take_case(each, known.get(key(said), []), said)
    return rows


def _cases() -> dict[str, list[Case]]:
    """By number and by name."""
    found: dict[str, list[Case]] = {}
    for case in imported(Case.objects.current()).select_related("unit").order_by("pk"):
        for word in {key(case.external_number), key(case.name)} - {""}:
            found.setdefault(word, []).append(case)
    return found


def _take_case(planned: PlannedRow, found: list[Case], said: Any) -> None:
    label = "案号或案件名称"
    if len(found) == 1:
        planned.facts["case"] = found[0]
        planned.facts["unit"] = planned.facts.get("unit") or found[0].unit
    elif found:
        planned.fault(f"有 {len(found)} 个案件叫这个名称", "写执法系统案号", label=label, value=said)
    else:
        planned.fault(NO_CASE, "先导入历史案件，或核对案号和名称", label=label, value=said)
