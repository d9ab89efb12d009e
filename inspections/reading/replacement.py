"""What took the place of a voided notice: the draft for its hazards, or the notice of the visit recorded again."""

from inspections.models import RectificationNotice
from inspections.services import reopened_number

WITHDRAWN = "检查已由登记人撤回，隐患和通知书随检查一起撤回，填写的内容已回到登记页的草稿"
REDRAFTED = "待整改的隐患已转入重新草拟的通知书"


def words_of_voided(notice: RectificationNotice) -> str:
    """For a row with its inspection."""
    words = WITHDRAWN if notice.inspection.voided_at else REDRAFTED
    return f"文号不再使用；{words}" if notice.number_id else words


def replacement_of(notice: RectificationNotice) -> RectificationNotice | None:
    """Of a voided one, for a row with its inspection: one statement."""
    visit, rows = notice.inspection, RectificationNotice.objects.current().select_related("number")
    if visit.voided_at is None:
        return rows.filter(inspection=visit).last()
    again = {"inspection__created_by": visit.created_by_id, "inspection__client_uuid": reopened_number(visit)}
    return rows.filter(**again).last()
