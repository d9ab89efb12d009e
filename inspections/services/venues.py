"""Verbs on venues, and which of them may be one and the same."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.journal.services import log_made
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from inspections import rights
from inspections.models import Venue
from inspections.services.codes import give_codes, new_code

MOST_SUSPECTS = 5  # shown
SAME = {"name_key": "名称", "address_key": "地址", "initials_key": "拼音首字母"}


def add_venue(*, by, **facts) -> Venue:
    """A new venue in the ledger, with its QR code. Raises PermissionDenied; MoveRefused when the unit has one of this
    name at this address.
    """
    try:
        with transaction.atomic():
            venue = rows.add(Venue(**facts), by=by, right=rights.KEEP_VENUES)
            new_code(venue, by=by)
            return venue
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所，请直接选用") from error


@transaction.atomic
def add_venues(facts: list[dict], *, by) -> list[Venue]:
    """Many new venues (家), with their QR codes, in bulk. Raises PermissionDenied; IntegrityError when one is there."""
    units, now = set(by.unit_ids(rights.KEEP_VENUES)), clock.now()
    venues = [Venue(**each, created_by=by, created_at=now) for each in facts]
    if any(venue.unit_id not in units for venue in venues):
        raise PermissionDenied(rights.KEEP_VENUES)
    Venue.objects.bulk_create(venues, batch_size=500)
    give_codes(venues)
    log_made(venues, verb="导入场所", by=by)
    return venues


def change_venue(venue: Venue, *, version: int, by, **facts) -> Venue:
    """Raises StaleRecord when somebody saved it in between, MoveRefused on a double, PermissionDenied. One that is no
    longer named like another is no longer marked.
    """
    before = Venue.objects.get(pk=venue.pk) if venue.is_suspected else None
    try:
        with transaction.atomic():
            changed = rows.change(venue, by=by, right=rights.KEEP_VENUES, version=version, verb="修改场所", **facts)
            if before and _place(changed) != _place(before):
                _unmark(changed, by=by, reason="名称或地址已修改")
                unmark_the_last(before, by=by)
            return changed
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所") from error


@transaction.atomic
def assign_officer(venue: Venue, *, by, person: User, reason: str) -> Venue:
    """指定责任民警: somebody who works at its unit or above. Raises PermissionDenied, MoveRefused."""
    locked = lock(venue)
    if not by.has_perm(rights.KEEP_VENUES, locked):
        raise PermissionDenied(rights.KEEP_VENUES)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已停用，不再指定")
    if locked.responsible_id == person.pk:
        raise MoveRefused(f"责任民警已经是{person.name}")
    units = locked.unit.ancestors(include_self=True)
    if not User.objects.posted_at(units, clock.today()).filter(pk=person.pk).exists():
        raise MoveRefused(f"{person.name}不在{locked.unit}任职")
    locked.responsible = person
    locked.save(update_fields=["responsible"], verb="指定责任民警", reason=reason)
    return locked


@transaction.atomic
def restore_venue(venue: Venue, *, version: int, by, reason: str) -> Venue:
    """恢复启用 of one that was retired. Raises StaleRecord, PermissionDenied; MoveRefused when it is in use, or another
    one stands in its place.
    """
    locked = lock(venue, version=version)
    if not by.has_perm(rights.KEEP_VENUES, locked):
        raise PermissionDenied(rights.KEEP_VENUES)
    if locked.voided_at is None:
        raise MoveRefused(f"{locked}没有停用")
    if locked.merged_into_id:
        raise MoveRefused(f"{locked}已并入{locked.merged_into}，请用“撤销合并”")
    locked.voided_at, locked.void_reason = None, ""
    with rows.unless_taken(doubles_of(locked).first, lambda other: MoveRefused(f"台账里已有同名同址的场所：{other}")):
        locked.save(verb="恢复启用", reason=reason)
    return locked


@transaction.atomic
def say_distinct(venue: Venue, *, version: int, by, reason: str) -> Venue:
    """A marked venue (疑似重复) is no other one; where two were marked, neither is. Raises as `change_venue` does,
    MoveRefused when it is not marked.
    """
    if not venue.is_suspected:
        raise MoveRefused(f"{venue}没有标记为疑似重复")
    facts = {"verb": "确认不是重复", "reason": reason, "is_suspected": False}
    distinct = rows.change(venue, by=by, right=rights.KEEP_VENUES, version=version, **facts)
    unmark_the_last(distinct, by=by)
    return distinct


def suspects_of(venue: Venue) -> list[tuple[Venue, str]]:
    """Other venues of its unit whose name, address or initials say the same, and which of these; the likeliest first.
    `venue` may be one that is not saved yet. One statement.
    """
    for name in SAME:
        Venue._meta.get_field(name).fill(venue)
    alike = Q()
    for name in SAME:
        if key := getattr(venue, name):
            alike |= Q(**{name: key})
    if not alike or venue.unit_id is None:
        return []
    others = Venue.objects.current().filter(alike, unit=venue.unit_id).exclude(pk=venue.pk).select_related("category")
    found = [(other, _same(venue, other)) for other in others.order_by("name", "pk")]
    return [(other, f"{'、'.join(words)}相同") for other, words in sorted(found, key=lambda each: -len(each[1]))][
        :MOST_SUSPECTS
    ]


def doubles_of(venue: Venue):
    """Live venues of its unit with its name and address, in whatever width, case, brackets or blanks."""
    return Venue.objects.current().filter(**_place(venue)).exclude(pk=venue.pk)


def is_alike(venue: Venue, other: Venue) -> bool:
    """Whether nothing they are compared by differs."""
    return all(getattr(venue, name) == getattr(other, name) for name in ("unit_id", *SAME))


def _same(venue: Venue, other: Venue) -> list[str]:
    return [word for name, word in SAME.items() if getattr(venue, name) == getattr(other, name) != ""]


def _place(venue: Venue) -> dict:
    return {"unit": venue.unit_id, "name_key": venue.name_key, "address_key": venue.address_key}


def unmark_the_last(venue: Venue, *, by) -> None:
    """Of those marked with it one alone may be left, which is suspected of nothing."""
    left = list(doubles_of(venue).filter(is_suspected=True).select_for_update()[:2])
    if len(left) == 1:
        _unmark(left[0], by=by, reason=f"与{venue}核对过")


def _unmark(venue: Venue, *, by, reason: str) -> None:
    venue.is_suspected = False
    venue.save(update_fields=["is_suspected"], verb="确认不是重复", reason=reason)
