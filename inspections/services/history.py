"""Old books of inspections, hazards and notices (历史台账): what came in is over. Nothing is sent, nothing numbered."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.timezone import make_aware

from baiyi.accounts.models import Unit
from baiyi.deadlines import services as deadlines
from baiyi.exchange.imports.past import UNDONE, VERB, check_past
from baiyi.exchange.imports.sources import imported
from baiyi.exchange.imports.undoing import what_hangs_on
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections.kinds import RECTIFY
from inspections.models import Hazard, Inspection, RectificationNotice, Venue
from inspections.services.merged import refuse_merged
from inspections.services.recording import names_on_paper

MOST_CONTENT = 1000


@transaction.atomic
def add_past_inspection(
    *, by, venue: Venue, inspected_on: dt.date, inspectors: list, outcome: str, note: str
) -> Inspection:
    """The hour is not known: the day begins. Raises PermissionDenied, MoveRefused."""
    check_past(("检查日期", inspected_on), unit=venue.unit, by=by)
    refuse_merged(venue)
    inspection = Inspection(
        **_made(venue.unit, by),
        client_uuid=uuid.uuid4(),
        venue=venue,
        inspected_at=make_aware(dt.datetime.combine(inspected_on, dt.time())),
        inspected_on=inspected_on,
        outcome=outcome,
        note=note,
        backfill_reason=VERB,
    )
    inspection.save(verb=VERB)
    inspection.inspectors.set(inspectors)
    return inspection


@transaction.atomic
def add_past_hazard(
    *,
    by,
    inspection: Inspection,
    description: str,
    disposal: str,
    rectified_on: dt.date,
    referred_to: Unit | None = None,
) -> Hazard:
    """已销号; 已移送 with whom it was referred to, on that day. Raises PermissionDenied, MoveRefused."""
    found_on, is_referral = inspection.inspected_on, disposal == Hazard.Disposal.REFERRAL
    check_past(("检查日期", found_on), ("整改完成日", rectified_on), unit=inspection.unit, by=by)
    if is_referral and referred_to is None:
        raise MoveRefused("移送的，请填写移送单位")
    referred = {"state": Hazard.State.REFERRED, "referred_to": referred_to, "referred_on": rectified_on}
    closed = {"state": Hazard.State.CLOSED, "rectified_on": rectified_on}
    hazard = Hazard(
        **_made(inspection.unit, by),
        inspection=inspection,
        venue=inspection.venue,
        description=description,
        disposal=disposal,
        found_on=found_on,
        **(referred if is_referral else closed),
    )
    hazard.save(verb=VERB)
    return hazard


@transaction.atomic
def add_past_notice(
    *,
    by,
    inspection: Inspection,
    document_type: str,
    content: str,
    issued_on: dt.date,
    due_on: dt.date | None,
    closed_on: dt.date,
) -> RectificationNotice:
    """已销号, without a number of ours. Its rectification term is there, met on its day: 按期 is counted by it. The
    imported hazards it is about become its own. Raises PermissionDenied, MoveRefused, LengthRefused.
    """
    days = ("检查日期", inspection.inspected_on), ("签发日", issued_on), ("销号日", closed_on)
    check_past(*days, unit=inspection.unit, by=by)
    hazards = _hazards_of(inspection, content)
    notice = _notice(inspection, issued_on, by)
    notice.document_type, notice.closed_on = document_type, closed_on
    notice.content = content or _content_of(hazards)
    notice.save(verb=VERB)
    _link(hazards, notice, by)
    term = deadlines.NewDeadline(
        notice, RECTIFY, unit=notice.unit, rule=notice.rule, starts_on=issued_on, due_on=due_on
    )
    deadlines.close_past(deadlines.open_deadlines([term], by=by), [closed_on])
    return notice


@transaction.atomic
def take_back_notice(notice: RectificationNotice, *, by) -> None:
    """撤销导入: its hazards stay without it. Raises MoveRefused when something else hangs on it."""
    if used := what_hangs_on(RectificationNotice, [notice.pk], but=("hazards",)):
        raise MoveRefused(f"已有{used[notice.pk]}")
    _link(list(imported(notice.hazards.all())), None, by)
    log_bulk([notice], verb=UNDONE, by=by)
    notice.delete()


def _made(unit, by) -> dict:
    return {"unit": unit, "created_by": by, "created_at": clock.now()}


def _notice(inspection: Inspection, issued_on: dt.date, by) -> RectificationNotice:
    venue = inspection.venue
    bases = venue.category.bases_in_force(issued_on)
    if not bases:
        raise MoveRefused(f"{venue.category}在签发日没有可用的依据条款")
    return RectificationNotice(
        **_made(inspection.unit, by),
        inspection=inspection,
        venue=venue,
        recipient_name=venue.name,
        inspector_names=names_on_paper(inspection.inspectors.order_by("pk"))[:200],
        basis=bases[0],
        rule=venue.category.rule,
        state=RectificationNotice.State.CLOSED,
        is_imported=True,
        issued_on=issued_on,
    )


def _hazards_of(inspection: Inspection, content: str) -> list[Hazard]:
    """Imported ones that no notice has yet; those that its words name, all where it has none."""
    rows = imported(inspection.hazards.current()).filter(disposal=Hazard.Disposal.BY_DATE, notice=None)
    return [each for each in rows.order_by("pk") if not content or each.description in content]


def _content_of(hazards: list[Hazard]) -> str:
    if not hazards:
        raise MoveRefused("没有填写隐患内容，也没有导入过这次检查的限期整改隐患")
    return "；".join(each.description for each in hazards)[:MOST_CONTENT]


def _link(hazards: list[Hazard], notice: RectificationNotice | None, by) -> None:
    """Not a change of theirs: an import that is taken back later still finds them as it made them."""
    Hazard.objects.filter(pk__in=[each.pk for each in hazards]).update(notice=notice)
    log_bulk(hazards, verb="归入导入的通知书" if notice else UNDONE, by=by)
