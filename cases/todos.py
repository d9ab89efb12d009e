"""What cases ask of people: to finish in time, to report, to approve, to re-check, to rule and to verify."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from cases import rights
from cases.models import Case, Outcome

NEAR = dt.timedelta(days=7)  # what is due within these natural days stands among the todos


@todo_sources.register
def own_cases(user, on: dt.date) -> Iterator[Todo]:
    """Cases and reports of the officer that are due soon or late. One statement."""
    if not user.has_perm(rights.RECORD):
        return
    mine = Q(officer=user) | Q(second_officer=user)
    rows = Case.objects.visible_to(user).due_by(on + NEAR).filter(mine).with_due().select_related("unit")
    for case in rows.order_by("grave_due_on", "pk"):
        note = f"{case.unit} · {case.get_state_display()}"
        yield Todo(
            case.name, case.get_absolute_url(), note=note, due_on=case.grave_due_on, lamp=case.due_lamp, label="案件"
        )


@todo_sources.register
def cases_to_decide(user, on: dt.date) -> Iterator[Todo]:
    """延期 to approve and 解除督办 to re-check, at the branch. One statement, none for others."""
    if not user.has_perm(rights.APPROVE) and not user.has_perm(rights.SUPERVISE):
        return
    waiting = Q(extension_asked_on__isnull=False) | Q(release_asked_on__isnull=False)
    rows = Case.objects.open().filter(waiting, authority__in=user.unit_ids(rights.APPROVE)).select_related("unit")
    for case in rows.order_by("pk"):
        label = "延期待批准" if case.extension_asked_on else "解除待复核"
        yield Todo(case.name, case.get_absolute_url(), note=str(case.unit), lamp=lamps.near("待办"), label=label)


@todo_sources.register
def outcomes_to_rule(user, on: dt.date) -> Iterator[Todo]:
    """争议 between units, merged into one. One statement, none for others."""
    if not user.has_perm(rights.RULE):
        return
    units = user.unit_ids(rights.RULE)
    count = Outcome.objects.current().filter(state=Outcome.State.DISPUTED, case__authority__in=units).count()
    if count:
        url = f"{reverse('cases:outcome-list')}?tab=disputed"
        yield Todo(
            f"{count} 条战果有争议", url, note="两个单位登记了同一战果", lamp=lamps.near("待裁定"), label="战果裁定"
        )
