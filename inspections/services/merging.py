"""合并 of two venues that are one, and taking it back: exactly the rows that moved go back."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused, StaleRecord, lock
from inspections import rights
from inspections.models import (
    FailedVisit,
    Hazard,
    Inspection,
    MergedRow,
    RectificationNotice,
    SweepVenue,
    Venue,
    VenueMerge,
)
from inspections.services.drafts import DRAFT
from inspections.services.venues import unmark_the_last

MOVED = (Inspection, Hazard, RectificationNotice, FailedVisit, SweepVenue)  # what names a venue; its codes stay with it
MEASURES = {
    Inspection: "次检查",
    Hazard: "处隐患",
    RectificationNotice: "份通知书",
    FailedVisit: "次到访未查",
    SweepVenue: "个清查点位",
}
AT_ONCE = 500


@transaction.atomic
def merge_venues(
    merged: Venue, *, into: Venue, by, version: int, into_version: int | None = None, reason: str
) -> VenueMerge:
    """What was recorded at `merged` belongs to `into` from now on. Both rows are locked in the order of their keys.

    Raises PermissionDenied, StaleRecord, MoveRefused.
    """
    merged, kept = _locked_pair(merged, into)
    for venue, known in ((merged, version), (kept, into_version)):
        if not by.has_perm(rights.MERGE, venue):
            raise PermissionDenied(rights.MERGE)
        if known is not None and venue.version != known:
            raise StaleRecord(venue)
    if refusal := refusal_of_merge(merged, kept):
        raise MoveRefused(refusal)
    facts = {"kept": kept, "merged": merged, "unit_id": kept.unit_id, "created_by": by, "created_at": clock.now()}
    facts |= {"kept_was_suspected": kept.is_suspected, "merged_was_suspected": merged.is_suspected}
    merge = VenueMerge(reason=reason, **facts)
    merge.save(verb="合并场所", reason=reason)
    for model in MOVED:
        _take_along(merge, model, by)
    _put_out_of_use(merged, kept, reason)
    kept.save(update_fields=["version"])
    log_bulk([kept], verb=f"并入“{merged}”（{merged.address}）", by=by, reason=reason)
    unmark_the_last(merged, by=by)
    return merge


@transaction.atomic
def undo_merge(merged: Venue, *, by, version: int, reason: str) -> VenueMerge:
    """撤销合并: the rows that moved go back, what was recorded since stays with the other venue.

    Raises PermissionDenied, StaleRecord; MoveRefused when it is merged no more, the other was merged itself, or another
    one stands in its place.
    """
    if merged.merged_into_id is None:
        raise MoveRefused(f"{merged}没有并入其他场所，或者已经撤销")
    merged, kept = _locked_pair(merged, merged.merged_into)
    for venue in (merged, kept):
        if not by.has_perm(rights.MERGE, venue):
            raise PermissionDenied(rights.MERGE)
    if merged.version != version or merged.merged_into_id != kept.pk:
        raise StaleRecord(merged)
    if kept.merged_into_id:
        raise MoveRefused(f"{kept}后来又并入了{kept.merged_into}，请先撤销那一次合并")
    merge = VenueMerge.objects.current().select_for_update(of=("self",)).get(merged=merged)
    for model in MOVED:
        _give_back(merge, model, by)
    _put_back_into_use(merge, merged, kept, reason)
    log_bulk([kept], verb=f"撤销并入“{merged}”", by=by, reason=reason)
    merge.voided_at, merge.void_reason = clock.now(), reason
    merge.save(verb="撤销合并", reason=reason)
    return merge


def refusal_of_merge(merged: Venue, kept: Venue) -> str:
    """Why the two cannot be made one; empty when they can. Which rights are needed is asked elsewhere."""
    if merged.pk == kept.pk:
        return "不能并入自己"
    for venue in (merged, kept):
        if venue.merged_into_id:
            return f"{venue}（{venue.address}）已经并入其他场所"
        if venue.voided_at is not None:
            return f"{venue}（{venue.address}）已停用，不能合并"
    drafts = Draft.objects.open().filter(kind=DRAFT, subject_id=merged.pk).select_related("user").defer("payload")
    names = "、".join(dict.fromkeys(draft.user.name for draft in drafts[:5]))
    return f"{merged}还有没提交的检查登记草稿（{names}），请先提交或放弃" if names else ""


def moved_words(merge: VenueMerge) -> str:
    """“3 次检查、2 处隐患”: what moved. One statement."""
    counts = dict(merge.rows.order_by().values_list("content_type").annotate(n=Count("pk")))
    return _words((model, counts.get(_kind(model).pk, 0)) for model in MOVED)


def words_since(merge: VenueMerge) -> str:
    """What was recorded at the venue that stays since then, by a merge or anew; empty for nothing."""
    return _words((model, _since(merge, model).count()) for model in MOVED)


def _locked_pair(one: Venue, other: Venue) -> tuple[Venue, Venue]:
    found = {pk: lock(Venue(pk=pk)) for pk in sorted({one.pk, other.pk})}
    return found[one.pk], found[other.pk]


def _take_along(merge: VenueMerge, model: type, by) -> None:
    rows = list(model.objects.filter(venue=merge.merged).order_by("pk"))
    alike = _listed_twice(merge) if model is SweepVenue else set()
    off = [row for row in rows if row.pk in alike]
    kind = _kind(model)
    noted = [MergedRow(merge=merge, content_type=kind, object_id=row.pk, was_taken_off=row in off) for row in rows]
    MergedRow.objects.bulk_create(noted, batch_size=AT_ONCE)
    for chunk in _chunks([row.pk for row in rows if row not in off]):
        model.objects.filter(pk__in=chunk).update(venue=merge.kept)
    if off:
        facts = {"voided_at": merge.created_at, "void_reason": f"{merge}"[:200]}
        model.objects.filter(pk__in=[row.pk for row in off]).update(**facts)
    log_bulk(rows, verb=f"随场所并入“{merge.kept}”", by=by, reason=merge.reason)


def _listed_twice(merge: VenueMerge) -> set[int]:
    """Places on the list of an operation that has the other venue on a list too."""
    lists = SweepVenue.objects.current()
    taken = lists.filter(venue=merge.kept).order_by().values("operation")
    return set(lists.filter(venue=merge.merged, operation__in=taken).values_list("pk", flat=True))


def _give_back(merge: VenueMerge, model: type, by) -> None:
    noted = dict(merge.rows.filter(content_type=_kind(model)).values_list("object_id", "was_taken_off"))
    for chunk in _chunks([pk for pk, was_taken_off in noted.items() if not was_taken_off]):
        model.objects.filter(pk__in=chunk, venue=merge.kept).update(venue=merge.merged)
    off = [pk for pk, was_taken_off in noted.items() if was_taken_off]
    if off:
        model.objects.filter(pk__in=off).update(voided_at=None, void_reason="")
    rows = model.objects.filter(pk__in=list(noted), venue=merge.merged)
    log_bulk(rows.order_by("pk"), verb=f"撤销合并，回到“{merge.merged}”", by=by)


def _put_out_of_use(merged: Venue, kept: Venue, reason: str) -> None:
    merged.merged_into, merged.is_suspected = kept, False
    merged.voided_at, merged.void_reason = clock.now(), f"并入{kept}"
    merged.save(verb=f"并入“{kept}”（{kept.address}）", reason=reason)


def _put_back_into_use(merge: VenueMerge, merged: Venue, kept: Venue, reason: str) -> None:
    merged.merged_into, merged.voided_at, merged.void_reason = None, None, ""
    merged.is_suspected = merge.merged_was_suspected
    try:
        with transaction.atomic():
            merged.save(verb="撤销合并", reason=reason)
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所，撤销前请先修改那一家") from error
    kept.is_suspected = kept.is_suspected or merge.kept_was_suspected
    kept.save(update_fields=["is_suspected"])


def _since(merge: VenueMerge, model: type) -> QuerySet:
    noted = merge.rows.filter(content_type=_kind(model)).values("object_id")
    new = model.objects.filter(venue=merge.kept, created_at__gte=merge.created_at)
    return new.exclude(pk__in=noted)


def _words(counted) -> str:
    return "、".join(f"{count} {MEASURES[model]}" for model, count in counted if count)


def _kind(model: type) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))
