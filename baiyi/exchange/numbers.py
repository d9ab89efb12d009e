"""Document numbers (发文字号): 机关代字 + 类别字 + 年份 + 流水号, one counter per issuing organ, document type and
year.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.exchange.models import DocumentNumber, DocumentSeries
from baiyi.records import clock


@transaction.atomic(savepoint=False)
def reserve_number(
    *, organ: Unit, document_type: str, character: str, on: dt.date, reserved_for: UUID, by
) -> DocumentNumber:
    """Give the form of this person its number; the same form gets the same number however often it asks.

    A form number comes from the browser: what another person sends as his is another form, and never meets this number.

    The counter row is locked, so that two stations never get one number; a rolled back transaction leaves no gap.
    """
    form = {"reserved_for": reserved_for, "reserved_by": by}
    mine = form | {"series__document_type": document_type, "series__year": on.year}
    known = DocumentNumber.objects.filter(series__organ=organ, **mine).first()
    if known is not None:
        return known
    series = locked_series(organ, document_type, on.year)
    known = series.numbers.filter(**form).first()  # somebody may have been quicker
    if known is not None:
        return known
    series.last_number += 1
    DocumentSeries.objects.filter(pk=series.pk).update(last_number=series.last_number)  # a counter is no change
    return DocumentNumber.objects.create(
        series=series,
        number=series.last_number,
        text=series.text_of(series.last_number, head=series.prefix or f"{organ.document_code}{character}字"),
        reserved_at=clock.now(),
        **form,
    )


def use_number(number: DocumentNumber) -> None:
    number.state = DocumentNumber.State.USED
    number.save(update_fields=["state"])


def void_number(number: DocumentNumber, *, reason: str) -> None:
    """The number stays in the register as 作废 and is never given out again."""
    number.state = DocumentNumber.State.VOIDED
    number.void_reason = reason
    number.save(update_fields=["state", "void_reason"])


def void_reserved(*, reserved_for: UUID, by, reason: str, but: DocumentNumber | None = None) -> int:
    """Void what this person's form reserved and does not need, except `but`; returns how many."""
    reserved = DocumentNumber.objects.filter(
        reserved_for=reserved_for, reserved_by=by, state=DocumentNumber.State.RESERVED
    )
    open_numbers = reserved.exclude(pk=but.pk) if but else reserved
    for number in open_numbers:
        void_number(number, reason=reason)
    return len(open_numbers)


def locked_series(organ: Unit, document_type: str, year: int) -> DocumentSeries:
    """A new year begins with the format of the year before."""
    key = {"organ": organ, "document_type": document_type, "year": year}
    series = DocumentSeries.objects.select_for_update().filter(**key).first()
    if series is None:
        former = DocumentSeries.objects.filter(organ=organ, document_type=document_type, year__lt=year)
        last = former.order_by("-year").values("prefix", "digits").first() or {}
        DocumentSeries.objects.bulk_create([DocumentSeries(**key, **last)], ignore_conflicts=True)
        series = DocumentSeries.objects.select_for_update().get(**key)
    return series
