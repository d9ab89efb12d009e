"""催办 of hazards: who answers for one is asked to get it rectified, once a day; in bulk, one message a person."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from baiyi.accounts.answering import Part, who
from baiyi.journal.services import log_bulk
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from inspections import rights
from inspections.kinds import URGED, URGED_ALL
from inspections.models import Hazard, Urging

DONE_WITH = "已{}，不用催办"
TODAY = "今天已经催办过"
NOBODY = "没有责任民警，也没有在岗的所长，催办不到人"


@transaction.atomic
def urge_hazard(hazard: Hazard, *, by, version: int | None = None) -> Hazard:
    """Who answers for it is told. Raises PermissionDenied, StaleRecord, MoveRefused."""
    urged = note_urging(hazard, by=by, version=version)
    send_many([_message(by, each.person, [urged], "urged") for each in _rows_of([urged.pk], by)], kind=URGED)
    return urged


@transaction.atomic
def note_urging(hazard: Hazard, *, by, version: int | None = None) -> Hazard:
    """The rows of it alone: what people are told, `tell_of_urgings` says once for many. Raises as `urge_hazard`."""
    locked, on = lock(hazard, version=version), clock.today()
    if not by.has_perm(rights.URGE, locked):
        raise PermissionDenied(rights.URGE)
    if locked.voided_at is not None or locked.state != Hazard.State.PENDING:
        raise MoveRefused(DONE_WITH.format(locked.get_state_display().removeprefix("已")))
    if not (people := who([locked], Part.RESPONSIBLE, on)[locked.pk]):
        raise MoveRefused(NOBODY)
    asked = set(Urging.objects.filter(hazard=locked, urged_on=on).values_list("person", flat=True))
    if not (new := [person for person in people if person.pk not in asked]):
        raise MoveRefused(TODAY)
    facts = {"hazard": locked, "urged_by": by, "urged_on": on, "urged_at": clock.now()}
    Urging.objects.bulk_create([Urging(person=person, **facts) for person in new])
    log_bulk([locked], verb=f"催办{'、'.join(person.name for person in new)}", by=by)
    return locked


def tell_of_urgings(keys: list[int], *, run, by) -> int:
    """One message a person about all hazards of a run; returns the messages newly written. Safe to repeat."""
    hazards = defaultdict(list)
    people = {}
    for each in _rows_of(keys, by).filter(urged_at__gte=run.confirmed_at):
        hazards[each.person_id].append(each.hazard)
        people[each.person_id] = each.person
    one = [pk for pk, found in hazards.items() if len(found) == 1]
    period = f"run-{run.pk}"
    told = send_many([_message(by, people[pk], hazards[pk], period) for pk in one], kind=URGED)
    many = [_message_of_many(by, people[pk], hazards[pk], run) for pk in hazards.keys() - set(one)]
    return told + send_many(many, kind=URGED_ALL)


def refusal_of(hazard: Hazard, by) -> str:
    """For rows of `read`."""
    if hazard.state != Hazard.State.PENDING:
        return DONE_WITH.format(hazard.get_state_display().removeprefix("已"))
    return TODAY if hazard.is_urged else ""


def read(rows: QuerySet) -> QuerySet:
    """With is_urged: somebody was asked today."""
    today = Urging.objects.filter(hazard=OuterRef("pk"), urged_on=clock.today())
    return rows.annotate(is_urged=Exists(today)).select_related("unit", "venue")


def people_told(hazards: list[Hazard], by) -> str:
    """How many people the urging will reach."""
    found = who(hazards, Part.RESPONSIBLE, clock.today())
    people = {person.pk for persons in found.values() for person in persons}
    nobody = sum(not persons for persons in found.values())
    missed = f"；{nobody} 处没有责任民警和所长，催办不到人" if nobody else ""
    return f"将提醒 {len(people)} 人，每人一条消息{missed}。"


def _rows_of(keys: list[int], by) -> QuerySet:
    rows = Urging.objects.filter(hazard__in=keys, urged_by=by, urged_on=clock.today())
    return rows.select_related("person", "hazard__venue").order_by("pk")


def _message(by, person, hazards: list[Hazard], period: str) -> Message:
    hazard = Hazard.objects.with_due().select_related("venue").get(pk=hazards[0].pk)
    due = f"（{hazard.due_lamp.text}）" if hazard.due_lamp else ""
    facts = {"by": by.name, "venue": hazard.venue.name, "hazard": hazard.description, "due": due}
    return Message(person, hazard, f"{clock.today()}-{period}", facts=facts)


def _message_of_many(by, person, hazards: list[Hazard], run) -> Message:
    late = Hazard.objects.overdue(clock.today()).filter(pk__in=[each.pk for each in hazards]).count()
    facts = {"by": by.name, "count": len(hazards), "late": f"，其中 {late} 处已超期" if late else ""}
    tab = "overdue" if late == len(hazards) else "all"
    url = f"{reverse('inspections:hazard-list')}?tab={tab}"
    return Message(person, run, f"run-{run.pk}", facts=facts, url=url)
