"""Rows of the old books of inspections, hazards and notices: what they name becomes the record it means before they are
compared with the ledger.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms

from baiyi.accounts.models import Unit, UnitKind
from baiyi.exchange.imports.past import PastDay, PastForm, own_units, people_of_then
from baiyi.exchange.imports.plans import PlannedRow
from baiyi.exchange.imports.sources import imported
from baiyi.records.forms import RecordsField
from baiyi.records.text import key
from inspections.models import Hazard, Inspection, Venue
from inspections.models.venue import DocumentType

NO_VENUE = "场所台账里没有这家，请先导入场所台账"
NO_INSPECTION = "没有导入过这次检查"
Disposal = Hazard.Disposal


class PastVisitForm(PastForm):
    """What all three books say: where, and when it was inspected. `venue` is the name, then the venue."""

    ORDER = ("inspected_on",)
    GIVEN: tuple[str, ...] = ()  # what the service takes

    inspected_on = PastDay(label="检查日期")
    venue = forms.CharField(label="场所名称", max_length=60)
    address = forms.CharField(
        label="场所地址", max_length=120, required=False, help_text="一个派出所有几家同名的场所时填写，与场所台账一致"
    )
    unit = forms.ModelChoiceField(None, label="派出所")

    def __init__(self, *, by):
        super().__init__()
        self.fields["unit"].queryset = own_units(by, UnitKind.STATION)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.GIVEN}


class PastInspectionForm(PastVisitForm):
    GIVEN = ("venue", "inspected_on", "inspectors", "outcome", "note")

    inspectors = RecordsField(None, label="检查人", required=False, help_text="写姓名，用顿号隔开；同名的在后面加警号")
    outcome = forms.ChoiceField(label="检查结果", choices=Inspection.Outcome.choices)
    note = forms.CharField(label="备注", max_length=500, required=False)

    def __init__(self, *, by):
        super().__init__(by=by)
        self.fields["inspectors"].queryset = people_of_then(by)


class OfInspectionForm(PastVisitForm):
    """`inspection` is the one that came in before."""

    inspection = forms.Field(required=False, widget=forms.HiddenInput)


class PastHazardForm(OfInspectionForm):
    """`rectified_on` of what was 移送 is the day it was handed over: then it was over for the police."""

    ORDER = ("inspected_on", "rectified_on")
    GIVEN = ("inspection", "description", "disposal", "rectified_on", "referred_to")

    description = forms.CharField(label="隐患内容", max_length=200)
    disposal = forms.ChoiceField(
        label="处置方式",
        choices=[("", ""), *Disposal.choices],
        required=False,
        help_text="留空的，检查当天整改的算当场整改，其余算限期整改",
    )
    rectified_on = PastDay(label="整改完成日", help_text="移送的填移送日")
    referred_to = forms.ModelChoiceField(
        Unit.objects.filter(kind=UnitKind.PARTNER), label="移送单位", required=False, help_text="移送的必填"
    )

    def clean(self):
        facts = super().clean()
        day, is_same_day = facts.get("rectified_on"), facts.get("rectified_on") == facts.get("inspected_on")
        facts["disposal"] = facts.get("disposal") or (Disposal.ON_SITE if is_same_day else Disposal.BY_DATE)
        if day and facts["disposal"] == Disposal.ON_SITE and not is_same_day:
            self.add_error("rectified_on", "当场整改的，整改完成日就是检查日期")
        is_referral, body = facts["disposal"] == Disposal.REFERRAL, facts.get("referred_to")
        if is_referral != bool(body):
            self.add_error("referred_to", "移送的，请填写移送单位" if is_referral else "只有移送的填写移送单位")
        return facts


class PastNoticeForm(OfInspectionForm):
    ORDER = ("inspected_on", "issued_on", "closed_on")
    GIVEN = ("inspection", "document_type", "content", "issued_on", "due_on", "closed_on")

    document_type = forms.ChoiceField(
        label="文书种类",
        choices=[("", ""), *DocumentType.choices],
        required=False,
        help_text="留空按场所类别",
    )
    content = forms.CharField(
        label="隐患内容", max_length=1000, required=False, help_text="留空取这次检查已导入的限期整改隐患"
    )
    issued_on = PastDay(label="签发日")
    due_on = forms.DateField(label="期满日", required=False, help_text="留空按期限规则计算")
    closed_on = PastDay(label="销号日")

    def clean(self):
        facts = super().clean()
        self.refuse_order(("issued_on", "due_on"))
        return facts


def with_venues(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """The venue that is meant, or a fault at the cell. One statement."""
    rows = list(rows)
    known = _venues(rows)
    for each in rows:
        address = each.facts.pop("address", "")
        if "venue" in each.facts and "unit" in each.facts:
            name = each.facts.pop("venue")
            _take_venue(each, known[each.facts["unit"].pk, key(name)], name, address)
    return rows


def _venues(rows: list[PlannedRow]) -> dict[tuple[int, str], list[Venue]]:
    names = {key(each.facts["venue"]) for each in rows if "venue" in each.facts}
    found = defaultdict(list)
    for venue in Venue.objects.current().filter(name_key__in=names).select_related("category", "unit").order_by("pk"):
        found[venue.unit_id, venue.name_key].append(venue)
    return found


def _take_venue(planned: PlannedRow, named: list[Venue], name: str, address: str) -> None:
    found = [each for each in named if key(address) in {"", each.address_key}]
    if len(found) == 1:
        planned.facts["venue"] = found[0]
    elif found:
        problem = f"这个派出所有 {len(found)} 家叫这个名称的场所"
        planned.fault(problem, "在“场所地址”里写明是哪一家", label="场所名称", value=name)
    elif named:
        planned.fault("台账里这家场所不在这个地址", "按场所台账填写，或留空", label="场所地址", value=address)
    else:
        planned.fault(NO_VENUE, "核对名称和派出所", label="场所名称", value=name)


def with_inspections(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """And the imported inspection of that venue and day. Two statements."""
    rows = with_venues(rows)
    known = _inspections(rows)
    for each in rows:
        if (place := _place(each)) is None:
            continue
        if place in known:
            each.facts["inspection"] = known[place]
        else:
            each.fault(NO_INSPECTION, "先导入这次检查，或核对日期和场所", label="检查日期", value=place[1])
    return rows


def _inspections(rows: list[PlannedRow]) -> dict[tuple, Inspection]:
    places = {place for each in rows if (place := _place(each))}
    visits = imported(Inspection.objects.current()).filter(
        venue__in={venue for venue, _ in places}, inspected_on__in={on for _, on in places}
    )
    related = visits.select_related("venue__category", "venue__unit", "unit")
    return {(each.venue_id, each.inspected_on): each for each in related}


def _place(planned: PlannedRow) -> tuple | None:
    venue, on = planned.facts.get("venue"), planned.facts.get("inspected_on")
    return (venue.pk, on) if isinstance(venue, Venue) and on else None


def of_notices(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """A notice that does not say which is the one of the venue's category."""
    rows = with_inspections(rows)
    for each in rows:
        if (inspection := each.facts.get("inspection")) and not each.facts.get("document_type"):
            each.facts["document_type"] = inspection.venue.category.document_type
    return rows
