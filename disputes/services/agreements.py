"""Agreements: reached in a session, with the elements the law asks for, and what is to be performed by when."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from baiyi.records.moves import MoveRefused, lock, move_locked
from disputes.models import Agreement, Dispute, Form, Kind, Manner, Mediation, Outcome
from disputes.services.instalments import Due, open_instalment
from disputes.services.mediations import lock_pair, note_session, progress, start_mediation

FORMS = {
    Kind.PUBLIC_ORDER: {Form.WRITTEN},
    Kind.PEOPLE: {Form.WRITTEN, Form.ORAL},
    Kind.ON_SCENE: {Form.WRITTEN, Form.RECORDED},
}  # which form an agreement of each kind may have
REQUIRED = {"place": "签订地点", "host": "主持人", "happened": "主要事实", "content": "协议内容"}


@transaction.atomic
def agree(
    mediation: Mediation,
    *,
    by,
    version: int,
    on: dt.date,
    mediators: str,
    manner: str,
    parts: Iterable[Due] = (),
    **elements,
) -> Mediation:
    """达成协议 in a session of that day. Performed at once it is at its end; else each part has its day.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    return _agree(lock_pair(mediation, version=version), by=by, on=on, mediators=mediators, manner=manner,
                  parts=list(parts), elements=elements)  # fmt: skip


@transaction.atomic
def mediate_on_scene(
    dispute: Dispute,
    *,
    by,
    version: int,
    on: dt.date,
    organ: str,
    mediators: str,
    conditions=(),
    exclusions=(),
    guardians_told: bool = False,
    **elements,
) -> Mediation:
    """现场调解: accepted, agreed and performed on the spot. Raises as `start_mediation` and `agree` do."""
    facts = {"organ": organ, "mediators": mediators, "guardians_told": guardians_told, "accepted_on": on}
    grounds = {"conditions": conditions, "exclusions": exclusions}
    mediation = start_mediation(dispute, by=by, version=version, kind=Kind.ON_SCENE, **grounds, **facts)
    return _agree(lock(mediation), by=by, on=on, mediators=mediators, manner=Manner.AT_ONCE, parts=[],
                  elements=elements)  # fmt: skip


def _agree(
    locked: Mediation, *, by, on: dt.date, mediators: str, manner: str, parts: list[Due], elements: dict
) -> Mediation:
    _refuse(locked, on, manner, parts, elements)
    at_once = manner == Manner.AT_ONCE
    agreed = move_locked(locked, "agree", by=by, on=on, at_once=at_once)
    note_session(agreed, Outcome.AGREED, place=elements["place"], mediators=mediators)
    last = max((part.due_on for part in parts), default=None)
    Agreement(mediation=agreed, manner=manner, perform_by=last, **elements).save()
    for part in parts:
        open_instalment(agreed, part, by=by)
    progress(agreed.dispute, on, f"{agreed.get_kind_display()}达成协议")
    return move_locked(agreed, "perform", by=by, on=on) if at_once else agreed


def _refuse(mediation: Mediation, on: dt.date, manner: str, parts: list[Due], elements: dict) -> None:
    form = elements.get("form", Form.WRITTEN)
    if form not in FORMS[mediation.kind]:
        raise MoveRefused(f"{mediation.get_kind_display()}的协议不能是{Form(form).label}形式")
    for name, word in REQUIRED.items():
        if not elements.get(name):
            raise MoveRefused(f"协议缺少{word}")
    if form == Form.WRITTEN and not elements.get("number"):
        raise MoveRefused("书面协议须填写协议编号")
    _refuse_parts(on, manner, parts)


def _refuse_parts(on: dt.date, manner: str, parts: list[Due]) -> None:
    wanted = {Manner.AT_ONCE: (0, 0), Manner.BY_DAY: (1, 1)}.get(manner, (2, 60))
    if not wanted[0] <= len(parts) <= wanted[1]:
        words = {Manner.AT_ONCE: "当场履行的不填履行期限", Manner.BY_DAY: "限期一次履行的填一个履行日"}
        raise MoveRefused(words.get(manner, "分期履行的至少填两期"))
    if any(part.due_on <= on for part in parts):
        raise MoveRefused(f"履行期限须在达成协议日（{on}）以后；当天履行的请选“当场履行”")
    days = [part.due_on for part in parts]
    if days != sorted(set(days)):
        raise MoveRefused("各期履行日须依次在后，不能重复")
