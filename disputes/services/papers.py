"""The file of a dispute: which papers are there."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from disputes import rights
from disputes.models import Dispute, Paper, PaperKind


@transaction.atomic
def file_papers(dispute: Dispute, *, by: User, version: int, kinds: Iterable[PaperKind]) -> Dispute:
    """The file holds these papers from now on, and no others; what came and went stands in the journal.

    Raises PermissionDenied, StaleRecord, MoveRefused.
    """
    locked = lock(dispute, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再改")
    wanted, filed = {each.pk: each for each in kinds}, {each.kind_id: each for each in locked.papers.all()}
    for paper in [each for kind, each in filed.items() if kind not in wanted]:
        paper.delete()
    added = [kind for pk, kind in wanted.items() if pk not in filed]
    for kind in added:
        Paper(dispute=locked, kind=kind, filed_on=clock.today(), created_by=by).save(verb="归卷")
    locked.save(verb="整理卷宗", reason=_words(added))
    return locked


def _words(added: list[PaperKind]) -> str:
    return f"归入{'、'.join(each.name for each in added)}"[:200] if added else ""
