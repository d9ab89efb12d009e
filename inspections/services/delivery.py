"""送达: handing a notice over with its proof, and adding proof later (公安机关办理行政案件程序规定第三十六条)."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import attach, photos_of_form, remove_unattached
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move
from inspections import rights
from inspections.models import RectificationNotice
from inspections.models.delivery import Proof, is_signed_for, lacking
from inspections.services.terms import rectify_deadline

RECEIPT, SIGNATURE = Photo.Kind.RECEIPT, Photo.Kind.SIGNATURE
SLOTS = {kind.value: kind for kind in (RECEIPT, SIGNATURE)}  # kind by place of a form about the service
SHORT_TERM = 2  # natural days left at service that call for a warning


class Unproven(MoveRefused):
    """Nothing shows that it was served; the text is shown to the user, at the field it is about."""

    def __init__(self, text: str, field: str):
        super().__init__(text)
        self.field = field


def check_proof(delivery: str, proof: Proof, *, client_uuid: UUID | None, by) -> None:
    """Raises Unproven. At most one statement, for the photos of the form."""
    if lacking(delivery, proof, is_signed=False) is None:
        return
    taken = photos_of_form(client_uuid, by=by) if client_uuid else []
    if missing := lacking(delivery, proof, is_signed=any(each.kind in SLOTS.values() for each in taken)):
        field, sentence = missing
        raise Unproven(sentence, field)


@transaction.atomic
def serve_notice(
    notice: RectificationNotice,
    *,
    by,
    on: dt.date,
    delivery: str,
    at: dt.datetime | None = None,
    client_uuid: UUID | None = None,
    version: int | None = None,
    **proof: str,
) -> RectificationNotice:
    """Hand the notice over on `on`, at the moment `at` where it is known; photos of the form are the signed copy and
    the signature.

    Refused without proof, after the due day, before the issue, or in the future.
    """
    check_service(on, issued_on=notice.issued_on, due_on=rectify_deadline(notice).effective_due_on)
    if at and at > clock.now():
        raise MoveRefused("送达时间不能晚于现在")
    check_proof(delivery, Proof(**proof), client_uuid=client_uuid, by=by)
    served = move(notice, "serve", by=by, version=version, on=on, at=at, delivery=delivery, **proof)
    attach_proofs(served, client_uuid, by=by, is_signable=is_signed_for(delivery))
    return served


def check_service(on: dt.date, *, issued_on: dt.date | None, due_on: dt.date) -> None:
    """Raises MoveRefused with the sentence for the user."""
    if on > clock.today():
        raise MoveRefused("送达日不能晚于今天")
    if issued_on is None or on < issued_on:
        raise MoveRefused("送达日不能早于签发日")
    if on > due_on:
        raise MoveRefused(f"整改期限已于{due_on.month}月{due_on.day}日届满，届满后不能送达；请作废后重新开具")


@transaction.atomic
def add_proof(
    notice: RectificationNotice, *, by, version: int | None = None, client_uuid: UUID | None = None, **proof: str
) -> RectificationNotice:
    """补充送达凭证: what is given is written down beside what stands there. Raises PermissionDenied, MoveRefused,
    StaleRecord.
    """
    locked, given = lock(notice, version=version), Proof(**proof).given
    if not by.has_perm(rights.ISSUE, locked):
        raise PermissionDenied(rights.ISSUE)
    if locked.voided_at is not None or locked.served_on is None:
        raise MoveRefused("通知书没有送达，或者已作废，不能补充送达凭证")
    is_signable = not locked.delivery or is_signed_for(locked.delivery)
    added = attach_proofs(locked, client_uuid, by=by, is_signable=is_signable)
    if not given and not added:
        raise MoveRefused("请填写送达凭证，或拍下签收联")
    for name, value in given.items():
        setattr(locked, name, value)
    locked.save(verb="补充送达凭证")
    if added:
        log_bulk([locked], verb=f"补充{_named(added)}", by=by)
    return locked


def _named(added: list[Photo]) -> str:
    """签收联 2 张、签名"""
    signatures = [photo for photo in added if photo.kind == SIGNATURE]
    copies = len(added) - len(signatures)
    return "、".join([f"{RECEIPT.label} {copies} 张"] * bool(copies) + [SIGNATURE.label] * bool(signatures))


def attach_proofs(notice: RectificationNotice, client_uuid: UUID | None, *, by, is_signable: bool) -> list[Photo]:
    """Photos of the form that became its signed copy or signature."""
    taken = photos_of_form(client_uuid, by=by) if client_uuid else []
    kept = without_signatures(taken) if not is_signable else taken
    attach([(photo, notice) for photo in kept])
    return kept


def without_signatures(taken: list[Photo]) -> list[Photo]:
    """Of a form that became something nobody signs for: its signature goes, as words of another way are left out."""
    for photo in taken:
        if photo.kind == SIGNATURE:
            remove_unattached(photo)
    return [photo for photo in taken if photo.kind != SIGNATURE]


def short_term_warning(*, on: dt.date, due_on: dt.date) -> str:
    """What to tell the officer when little of the term is left at service; empty when there is enough."""
    left = (due_on - on).days
    return f"送达后距期满日只有 {left} 天，请提醒被检查单位抓紧整改" if left <= SHORT_TERM else ""
