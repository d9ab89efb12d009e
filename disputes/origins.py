"""What may stand behind a dispute: a case of which 治安调解 is tried."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from baiyi.records.hooks import Panel, actions, panels
from baiyi.records.origins import Origin
from baiyi.records.views import PageAction
from baiyi.records.written import written
from disputes import rights
from disputes.models import Dispute


def _of_case(case) -> dict:
    known = {"unit": case.unit_id, "place": case.place, "officer": case.officer_id}
    return known | {"source": Dispute.Source.ALARM, "visibility": Dispute.Visibility.OPEN}


ORIGINS = {"cases.case": Origin("案件", "cases:case-detail", _of_case)}


def facts_of(record: models.Model | None) -> dict:
    return {} if record is None else ORIGINS[record._meta.label_lower].initial(record)


@written
def _with_state(rows):
    return rows.only("title", "state", "voided_at").order_by("pk")


def disputes_behind(request, record) -> Panel | None:
    """Disputes of the case at the person's units. One statement."""
    units = request.user.unit_ids(rights.VIEW)
    if not units:
        return None
    kind = ContentType.objects.get_for_model(type(record))
    rows = _with_state(Dispute.objects.current().filter(behind_type=kind, behind_id=record.pk, unit__in=units))
    return Panel("disputes/_behind.html", {"disputes": rows}, order=66) if rows else None


def open_a_dispute(request, record) -> PageAction | None:
    """登记纠纷 of a case that may be mediated, filled with what the case knows."""
    if record.voided_at or not record.is_open or not request.user.has_perm(rights.RECORD):
        return None
    label = record._meta.label_lower
    return PageAction("登记纠纷", f"{reverse('disputes:dispute-add')}?behind={label}&of={record.pk}", "people")


for label in ORIGINS:
    actions.register(label)(open_a_dispute)
    panels.register(label)(disputes_behind)
