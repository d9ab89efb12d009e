"""Where a case may come from: what was found in an inspection, on a notice or in a joint operation becomes one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from baiyi.records.hooks import Panel, actions, panels
from baiyi.records.views import PageAction
from baiyi.records.written import written
from cases import rights
from cases.models import Case, CaseCategory


@dataclass(frozen=True)
class Origin:
    """A kind of record that violations are found in. `initial` is what the form of a new case knows from it."""

    word: str
    url_name: str
    initial: Callable[[models.Model], dict]


def _of_inspection(inspection) -> dict:
    return {"unit": inspection.unit_id, "place": str(inspection.venue)[:60], "accepted_on": inspection.inspected_on}


def _of_notice(notice) -> dict:
    return {"unit": notice.unit_id, "place": str(notice.venue)[:60]}


USUAL = "premises"  # what is found at a venue usually is
ORIGINS = {
    "inspections.inspection": Origin("检查", "inspections:inspection-detail", _of_inspection),
    "inspections.rectificationnotice": Origin("复查", "inspections:notice-detail", _of_notice),
    "campaigns.operation": Origin("集中行动", "campaigns:operation-detail", lambda operation: {}),
}


def find(label: str, pk: int, user) -> models.Model | None:
    """The record a case is said to come from, if the person may see it."""
    if label not in ORIGINS:
        return None
    return apps.get_model(label).objects.visible_to(user).filter(pk=pk, voided_at=None).first()


def facts_of(record: models.Model | None) -> dict:
    """What the form of a new case knows from it: a violation, in the words of the record."""
    if record is None:
        return {}
    premises = CaseCategory.objects.filter(code=USUAL).values_list("pk", flat=True).first()
    return {"category": premises} | ORIGINS[record._meta.label_lower].initial(record)


def cases_from(record):
    return Case.objects.current().filter(origin_type=ContentType.objects.get_for_model(record), origin_id=record.pk)


def found_cases(request, record) -> Panel | None:
    """What was found there. One statement, for whoever may see cases."""
    if not request.user.has_perm(rights.VIEW):
        return None
    rows = _in_order(cases_from(record).filter(pk__in=Case.objects.visible_to(request.user).values("pk")))
    return Panel("cases/_found.html", {"cases": rows}, order=65) if rows else None


@written
def _in_order(cases: models.QuerySet) -> models.QuerySet:
    return cases.order_by("pk")


def open_a_case(request, record) -> PageAction | None:
    """登记违法行为, filled with what the record knows."""
    label = record._meta.label_lower
    if record.voided_at or not request.user.has_perm(rights.RECORD):
        return None
    url = f"{reverse('cases:case-add')}?origin={label}&of={record.pk}"
    return PageAction("登记违法行为", url, "file-earmark-plus")


for each in ORIGINS:
    panels.register(each)(found_cases)
    actions.register(each)(open_a_case)
