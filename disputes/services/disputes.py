"""Registering disputes and changing what is known of them."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baiyi.accounts.models import Unit, User
from baiyi.accounts.services import issuing_organ
from baiyi.exchange import numbers
from baiyi.exchange.document_types import DocumentKind, document_types
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from baiyi.transfers.services import send_transfer
from disputes import rights
from disputes.models import Dispute, Mechanism, Party
from disputes.services.people import add_parties
from disputes.services.stages import enter_first_stage

FIRST_FOUND = dt.date(2000, 1, 1)
SERIES, CHARACTER = "dispute", "纠"
document_types[SERIES] = DocumentKind("纠纷登记号", CHARACTER)
USUAL_TASK = "请依职责调处，并反馈结果。"


def register_dispute(*, by: User, client_uuid: UUID | None = None, **facts) -> Dispute:
    """Register a dispute (起), and send it at once when a receiver is named (`to_unit` or `outside_body`, with `task`).

    `names` are pairs of side and name. The same form twice, also at once, is one dispute; so is the same number of the
    same source. Raises PermissionDenied; MoveRefused for days that cannot be, or a number that is registered already.
    """
    if (known := _of_form(by, client_uuid)) is not None:
        return known
    try:
        with transaction.atomic():
            return _register(by=by, client_uuid=client_uuid, **facts)
    except IntegrityError:
        if (known := _of_form(by, client_uuid)) is None:
            raise
        return known


def _of_form(by: User, client_uuid: UUID | None) -> Dispute | None:
    return client_uuid and Dispute.objects.filter(created_by=by, client_uuid=client_uuid).first()


def _register(
    *, by: User, names: Iterable[tuple[str, str]] = (), signs=(), to_unit=None, outside_body="", task="", **facts
) -> Dispute:
    dispute = Dispute(**facts)
    _refuse_days(dispute.found_on)
    add(dispute, by=by)
    dispute.signs.set(signs)
    add_parties(dispute, [Party(side=side, name=name) for side, name in names], by=by)
    if to_unit or outside_body:
        send_transfer(dispute, by=by, to_unit=to_unit, outside_body=outside_body, task=task or USUAL_TASK)
    return dispute


def add(dispute: Dispute, *, by: User) -> Dispute:
    """A new row: under the mechanism of the day it was found, with its number. Raises PermissionDenied, MoveRefused."""
    dispute.mechanism = Mechanism.objects.of_day(dispute.found_on).first()
    enter_first_stage(dispute)
    dispute.number = dispute.number or number_for(dispute.unit, on=dispute.found_on, form=dispute.client_uuid, by=by)
    with _source_number_once(dispute):
        return rows.add(dispute, by=by, right=rights.RECORD)


@transaction.atomic
def change_dispute(dispute: Dispute, *, by: User, version: int, signs=None, **facts) -> Dispute:
    """Raises StaleRecord, PermissionDenied, MoveRefused. Unit, 发现日 and risk stay: its terms hang on them."""
    claimed = Dispute(pk=dispute.pk, source=dispute.source, source_number=facts.get("source_number", ""))
    with _source_number_once(claimed):
        changed = rows.change(dispute, by=by, right=rights.RECORD, version=version, verb="修改纠纷", **facts)
    if signs is not None:
        changed.signs.set(signs)
    return changed


def _refuse_days(found_on: dt.date) -> None:
    if not FIRST_FOUND <= found_on <= clock.today():
        raise MoveRefused("发现日须在 2000 年以后，且不能晚于今天")


def number_for(unit: Unit, *, on: dt.date, form: UUID | None, by: User) -> str:
    """登记号 of a new row. Raises MoveRefused at a unit without a document code."""
    try:
        organ, _ = issuing_organ(unit)
    except ValidationError as error:
        raise MoveRefused("；".join(error.messages)) from error
    reserved = numbers.reserve_number(
        organ=organ, document_type=SERIES, character=CHARACTER, on=on, reserved_for=form or uuid4(), by=by
    )
    numbers.use_number(reserved)
    return reserved.text


def _source_number_once(dispute: Dispute):
    """One 110 or 12345 number is one dispute. Refuses by naming the other; the same form again is none."""
    return rows.unless_taken(partial(_other_of_number, dispute), _refusal_of_second)


def _other_of_number(dispute: Dispute) -> Dispute | None:
    if not dispute.source_number:
        return None
    same = {"source": dispute.source, "source_number": dispute.source_number}
    other = Dispute.objects.current().filter(**same).exclude(pk=dispute.pk).select_related("unit").first()
    return None if other and _is_of_form(other, dispute) else other


def _refusal_of_second(other: Dispute) -> MoveRefused:
    words = f"{other.get_source_display()}单号 {other.source_number}"
    return MoveRefused(f"{words}已登记：{other.number}（{other.unit}），请在该记录上办理")


def _is_of_form(other: Dispute, dispute: Dispute) -> bool:
    return dispute.client_uuid is not None and other.client_uuid == dispute.client_uuid
