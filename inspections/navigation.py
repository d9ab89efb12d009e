"""The inspections' lines of the menu, the bottom bar's ＋, and where their drafts go on."""

from django.urls import reverse

from baiyi.records.hooks import DraftKind, NavItem, draft_kinds, navigation, quick_entries
from inspections import rights
from inspections.services import DRAFT

navigation += [
    NavItem("场所检查", "检查登记", "inspections:inspection-entry", rights.RECORD, icon="clipboard-check", order=30),
    NavItem("场所检查", "场所台账", "inspections:venue-list", rights.VIEW, icon="clipboard-check", order=31),
    NavItem("场所检查", "检查记录", "inspections:inspection-list", rights.VIEW, icon="clipboard-check", order=32),
    NavItem("场所检查", "隐患·整改", "inspections:hazard-list", rights.VIEW, icon="clipboard-check", order=33),
    NavItem("场所检查", "通知书", "inspections:notice-list", rights.VIEW, icon="clipboard-check", order=34),
]

quick_entries.append(NavItem("场所检查", "登记", "inspections:inspection-entry", rights.RECORD, icon="plus-lg"))


def entry_of(draft) -> str:
    return f"{reverse('inspections:inspection-entry')}?draft={draft.client_uuid}"


draft_kinds[DRAFT] = DraftKind("检查登记", entry_of)
