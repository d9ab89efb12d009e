"""Where a case may come from: what was found in an inspection, on a notice, in a joint operation or in a night of
checking drivers becomes one. And whose moves change a case: mediations of a dispute that it stands behind.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from baiyi.records.addresses import address_of
from baiyi.records.hooks import Panel, actions, continuations, panels
from baiyi.records.origins import Origin
from baiyi.records.views import PageAction
from baiyi.records.written import Key, written
from cases import rights
from cases.models import Case, CaseCategory
from cases.services import mediated


@dataclass(frozen=True)
class FoundIn(Origin):
    """A kind of record that violations are found in."""

    has_panel: bool = True  # a notice's page has no statement left for it; its inspection shows the case
    below: tuple[str, str] | None = None  # kind and name of the rows whose cases its page shows too
    operation: str = "operation"  # path to the joint operation it belongs to


def _of_inspection(inspection) -> dict:
    return {"unit": inspection.unit_id, "place": str(inspection.venue)[:60], "accepted_on": inspection.inspected_on}


def _of_notice(notice) -> dict:
    return {"unit": notice.unit_id, "place": str(notice.venue)[:60]}


def _of_night(sheet) -> dict:
    """A sheet that found drunk drivers alone is about those."""
    is_drunk = sheet.drunk and not sheet.drinking + sheet.drinking_again
    known = {"unit": sheet.unit_id, "place": sheet.where[:60], "accepted_on": sheet.reported_on}
    return known | {"category": _category(DRUNK if is_drunk else DRINK)}


USUAL = "premises"  # what is found at a venue usually is
DRINK, DRUNK = "drink_driving", "drunk_driving"
ORIGINS = {
    "inspections.inspection": FoundIn(
        "检查", "inspections:inspection-detail", _of_inspection, below=("inspections.rectificationnotice", "notices")
    ),
    "inspections.rectificationnotice": FoundIn(
        "复查", "inspections:notice-detail", _of_notice, has_panel=False, operation="inspection__operation"
    ),
    "campaigns.operation": FoundIn("集中行动", "campaigns:operation-detail", lambda operation: {}, operation="pk"),
    "prevention.nightsheet": FoundIn("夜查", "prevention:nightsheet-detail", _of_night),
}


def facts_of(record: models.Model | None) -> dict:
    """What the form of a new case knows from it: a violation, in the words of the record."""
    if record is None:
        return {}
    return {"category": _category(USUAL)} | ORIGINS[record._meta.label_lower].initial(record)


def _category(code: str) -> int | None:
    return CaseCategory.objects.filter(code=code).values_list("pk", flat=True).first()


@written
def _with_stage(cases: QuerySet, model: type[models.Model], record: Key) -> QuerySet:
    rows = cases.current().filter(_found_on(model, record))
    return rows.only("name", "state", "suspended_on", "voided_at").order_by("pk")


def found_cases(request, record) -> Panel | None:
    """What was found there and is handled at the person's units. One statement."""
    units = request.user.unit_ids(rights.VIEW)
    if not units:
        return None
    rows = _with_stage(Case.objects.filter(unit__in=units), type(record), Key(record.pk))
    return Panel("cases/_found.html", {"cases": rows}, order=65) if rows else None


def _found_on(model: type[models.Model], record: Key) -> Q:
    """Of the record itself, or of rows below it that show no cases of their own."""
    found, below = _from(model, [record]), ORIGINS[model._meta.label_lower].below
    if below is None:
        return found
    label, name = below
    return found | _from(apps.get_model(label), _below(model, name, record))


def _below(model: type[models.Model], name: str, record: Key) -> QuerySet:
    relation = model._meta.get_field(name)
    return relation.related_model.objects.filter(**{relation.field.name: record}).order_by().values("pk")


def _from(model, keys) -> Q:
    return Q(origin_type=ContentType.objects.get_for_model(model), origin_id__in=keys)


def of_operation(operation: int) -> Q:
    """Cases of a joint operation: found in it, in its inspections or on their notices, or taken by it (集中收网)."""
    taken = Case.operations.through.objects.filter(operation=operation, case=OuterRef("pk"))
    found = Q(Exists(taken))
    for label, origin in ORIGINS.items():
        model = apps.get_model(label)
        rows = model.objects.filter(**{origin.operation: operation}).filter(pk=OuterRef("origin_id"))
        found |= Q(Exists(rows), origin_type=ContentType.objects.get_for_model(model))
    return found


def open_a_case(request, record) -> PageAction | None:
    """登记违法行为, filled with what the record knows."""
    url = form_of_a_case(request, record)
    return PageAction("登记违法行为", url, "folder2") if url else None


def form_of_a_case(request, record) -> str:
    """Its address; empty for who may not, and for a voided record."""
    if record.voided_at or not request.user.has_perm(rights.RECORD):
        return ""
    return f"{address_of('cases:case-add')}?origin={record._meta.label_lower}&of={record.pk}"


for label, origin in ORIGINS.items():
    actions.register(label)(open_a_case)
    if origin.has_panel:
        panels.register(label)(found_cases)

continuations["penalty"] = form_of_a_case
mediated.follow("disputes.mediation")
