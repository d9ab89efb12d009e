"""The inspections' lines of the menu, the bottom bar's ＋, and where their drafts go on."""

from functools import partial

from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.journal.acts import ActKind, own_acts
from baiyi.records.hooks import DraftKind, NavItem, draft_kinds, navigation, quick_entries
from baiyi.records.own import OwnKind, own_kinds, own_more
from inspections import rights
from inspections.models import ExtensionRequest, FailedVisit, Inspection, RectificationNotice, Reinspection, Venue
from inspections.reading.withdrawal import take_back_action, withdraw_action, withdraw_round_action
from inspections.services import DRAFT, keep_sent

DESK, STATION = (Role.OFFICE, Role.SUPERVISOR), (Role.CHIEF, Role.CLERK)
# what was referred to a partner body it finds among its transfers
line = partial(NavItem, "场所检查", icon="clipboard-check", hidden_from=(Role.PARTNER,))
navigation += [
    line("检查登记", "inspections:inspection-entry", right=rights.RECORD, order=30, first_for=STATION),
    line("场所台账", "inspections:venue-list", right=rights.VIEW, order=31, first_for=(Role.CLERK,)),
    line("六位编码", "inspections:code-type", right=rights.RECORD, order=31),
    line("检查记录", "inspections:inspection-list", right=rights.VIEW, order=32, first_for=(Role.CLERK,)),
    line(
        "隐患·整改",
        "inspections:hazard-list",
        right=rights.VIEW,
        order=33,
        first_for=(*DESK, *STATION),
    ),
    line("通知书", "inspections:notice-list", right=rights.VIEW, order=34, first_for=(Role.SUPERVISOR, *STATION)),
    line("集中清查", "inspections:sweep_group-list", right=rights.SWEEP, order=35),
    NavItem("系统", "场所类别", "inspections:category-list", right=rights.ARRANGE, icon="sliders", order=95),
    line("清查战报", "inspections:sweep_report-list", right=rights.SWEEP, order=36),
]

own_kinds += [
    OwnKind(
        Inspection,
        about=lambda each: f"{each.venue}，{each.get_outcome_display()}",
        related=("venue",),
        undo=withdraw_action,
    ),
    OwnKind(
        FailedVisit,
        about=lambda each: f"{each.venue}，{each.get_outcome_display()}",
        related=("venue",),
        undo=take_back_action,
    ),
    OwnKind(
        Reinspection,
        about=lambda each: f"{each.notice.venue}，{each.get_conclusion_display()}",
        related=("notice__venue",),
        undo=withdraw_round_action,
    ),
    OwnKind(
        ExtensionRequest,
        label="申请延期",
        about=lambda each: f"{each.notice.venue}，{each}，{each.get_state_display()}",
        related=("notice__venue",),
    ),
    OwnKind(Venue, label="新增场所"),
]
ACTS = [
    ActKind(
        RectificationNotice,
        {"送达": "送达", "补充送达凭证": "补充送达凭证"},
        about=lambda each: f"{each.venue}，{each}",
        related=("venue", "number"),
    ),
    ActKind(Inspection, {"撤回": "撤回检查"}, about=lambda each: f"{each.venue}", related=("venue",)),
    ActKind(FailedVisit, {"撤回": "撤回到访"}, about=lambda each: f"{each.venue}", related=("venue",)),
    ActKind(
        Reinspection,
        {"撤回": "撤回复查"},
        about=lambda each: f"{each.notice.venue}，{each}",
        related=("notice__venue",),
    ),
]
own_more.append(partial(own_acts, kinds=ACTS))

quick_entries.append(line("场所检查", "inspections:inspection-entry", right=rights.RECORD))


def entry_of(draft) -> str:
    return f"{reverse('inspections:inspection-entry')}?draft={draft.client_uuid}"


draft_kinds[DRAFT] = DraftKind("检查登记", entry_of, keep_sent)
