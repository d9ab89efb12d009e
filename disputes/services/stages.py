"""The stages of the mechanism: entered, completed by a move or by hand, with the papers they ask for."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.records.moves import MoveRefused, lock, move_locked
from baiyi.records.signals import moved
from disputes import rights
from disputes.models import Dispute, PaperKind, Passage, Stage

Actor, Ends = Stage.Actor, Stage.Ends


def enter_first_stage(dispute: Dispute) -> None:
    """Of a row that is not saved yet: the first stage that registering does not complete."""
    stages = dispute.mechanism.stages.order_by("position") if dispute.mechanism else []
    dispute.stage = next((each for each in stages if each.ends_with != Ends.REGISTERED), None)
    dispute.stage_since = dispute.found_on if dispute.stage else None


def may_complete(user: User, dispute: Dispute) -> bool:
    """Whether the stage is this person's to complete by hand. No statement when it was read with the dispute."""
    return dispute.stage is not None and dispute.stage.ends_with == Ends.BY_HAND and _is_actor(user, dispute)


def _is_actor(user: User, dispute: Dispute) -> bool:
    if dispute.stage.actor == Actor.OFFICER:
        return user.has_perm(rights.RECORD, dispute)
    right = rights.DECIDE if dispute.stage.actor == Actor.CHIEF else rights.ARRANGE
    return user.holds_at(right, dispute.unit_id)


@transaction.atomic
def complete_stage(dispute: Dispute, *, by: User, version: int, on: dt.date) -> Dispute:
    """完成本环节 by hand. Raises PermissionDenied, StaleRecord; MoveRefused while a paper is missing, or when the
    stage is completed by a move of its own.
    """
    locked = lock(dispute, version=version)
    if locked.stage is None or locked.stages_done:
        return _pass(locked, None, on=on)
    if not _is_actor(by, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.stage.ends_with != Ends.BY_HAND:
        raise MoveRefused(f"环节“{locked.stage}”以“{locked.stage.get_ends_with_display()}”为完成标志，请办理该事项")
    if on < locked.stage_since:
        raise MoveRefused(f"完成日不能早于进入环节日（{locked.stage_since}）")
    return _pass(locked, locked.stage, on=on)


def follow(sender, *, record, name: str, facts: dict, **kwargs) -> None:
    """A move that is the mark of a stage completes it, and those before it; closing completes all. Raises MoveRefused,
    which takes the move back.
    """
    if name not in Ends.values or record.stage is None or record.stages_done:
        return
    ahead = record.mechanism.stages.filter(position__gte=record.stage.position).order_by("position")
    marked = ahead.last() if name == Ends.CLOSED else ahead.filter(ends_with=name).first()
    if marked is not None:
        _pass(record, marked, on=facts["on"])


def _pass(dispute: Dispute, until: Stage | None, *, on: dt.date) -> Dispute:
    """Through all stages up to `until`, which is completed; the next one begins. Without one the step says why not."""
    if until is None:
        return move_locked(dispute, "advance", by=None, on=on, following=None)
    stages = list(dispute.mechanism.stages.filter(position__gte=dispute.stage.position).order_by("position"))
    passed = [each for each in stages if each.position <= until.position]
    _refuse_without_papers(dispute, passed)
    following = stages[len(passed)] if len(passed) < len(stages) else None
    Passage.objects.bulk_create([_passage(dispute, each, passed[0], on) for each in passed])
    return move_locked(dispute, "advance", by=None, on=on, following=following)


def _passage(dispute: Dispute, stage: Stage, first: Stage, on: dt.date) -> Passage:
    entered_on = dispute.stage_since if stage == first else on
    return Passage(dispute=dispute, stage=stage, entered_on=min(entered_on, on), left_on=on)


def _refuse_without_papers(dispute: Dispute, stages: list[Stage]) -> None:
    asked = PaperKind.objects.filter(pk__in=Stage.papers.through.objects.filter(stage__in=stages).values("paperkind"))
    missing = asked.exclude(pk__in=dispute.papers.values("kind"))
    if names := "、".join(each.name for each in missing):
        raise MoveRefused(f"{'、'.join(each.name for each in stages)}环节还缺材料：{names}")


moved.connect(follow, sender=Dispute, dispatch_uid="disputes.stages")
