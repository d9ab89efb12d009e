"""Night sheets (夜查酒驾, 次): reported once, corrected by the unit, taken back with a reason."""

from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import NightSheet
from prevention.services.turns import reported_again


class SheetTaken(MoveRefused):
    """The unit reported this place and beginning already; `first` is that sheet."""

    def __init__(self, first: NightSheet):
        words = f"{first.created_by.name}已登记{first.where}同一时刻开始的夜查，没有重复登记；有出入的，请修改那一张"
        super().__init__(words)
        self.first = first


@transaction.atomic
def add_sheet(*, by, **facts) -> NightSheet:
    """Raises PermissionDenied; MoveRefused for what the law refuses; SheetTaken, also when another one came first at
    this moment.
    """
    sheet = NightSheet(**facts)
    sheet.reported_on = reporting_day(sheet.starts_at)
    sheet.refuse_what_the_law_refuses()
    with _once(sheet):
        return rows.add(sheet, by=by, right=rights.RECORD)


@transaction.atomic
def change_sheet(sheet: NightSheet, *, by, version: int, **facts) -> NightSheet:
    """By the unit itself. Raises as adding does; StaleRecord; MoveRefused when it was voided."""
    facts |= reported_again(sheet, facts["starts_at"])
    corrected = NightSheet(**{field.attname: getattr(sheet, field.attname) for field in sheet._meta.concrete_fields})
    for name, value in facts.items():
        setattr(corrected, name, value)
    corrected.refuse_what_the_law_refuses()
    with _once(corrected):
        return rows.change(sheet, by=by, right=rights.RECORD, version=version, verb="修改夜查", **facts)


@transaction.atomic
def void_sheet(sheet: NightSheet, *, by, reason: str, version: int) -> NightSheet:
    """It counts no more; cases that were found on it stay. Raises StaleRecord, PermissionDenied, MoveRefused."""
    return rows.void(sheet, by=by, right=rights.DECIDE, version=version, verb="作废夜查", reason=reason)


def _once(sheet: NightSheet):
    """One sheet a unit, place and beginning."""
    return rows.unless_taken(lambda: _same_as(sheet), SheetTaken)


def _same_as(sheet: NightSheet) -> NightSheet | None:
    place = {"checkpoint": sheet.checkpoint_id} if sheet.checkpoint_id else {"checkpoint": None}
    rows_there = NightSheet.objects.current().filter(unit=sheet.unit_id, starts_at=sheet.starts_at, **place)
    if not sheet.checkpoint_id:
        rows_there = rows_there.filter(place_key=sheet._meta.get_field("place_key").derive(sheet))
    return rows_there.exclude(pk=sheet.pk).select_related("created_by", "checkpoint").first()
