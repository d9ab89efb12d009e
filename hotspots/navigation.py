"""The hotspots' lines of the menu, and where drafts of visits go on."""

from functools import partial

from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.records.hooks import DraftKind, NavItem, draft_kinds, navigation
from baiyi.records.own import OwnKind, own_kinds
from hotspots import rights
from hotspots.models import Supervision
from hotspots.services import DRAFT, keep_sent

own_kinds.append(OwnKind(Supervision, about=lambda each: str(each.hotspot), related=("hotspot",)))

line = partial(NavItem, "行动管理", icon="bullseye")
navigation += [
    line(
        "挂牌整治区域", "hotspots:hotspot-list", right=rights.VIEW, order=23, first_for=(Role.OFFICE, Role.SUPERVISOR)
    ),
    line("周督导", "hotspots:supervision-matrix", right=rights.VIEW, order=24, first_for=(Role.OFFICE,)),
    line("督导安排", "hotspots:arrangement", right=rights.MANAGE, order=25),
]


def record_page_of(draft) -> str:
    return f"{reverse('hotspots:supervision-record', args=[draft.subject_id])}?draft={draft.client_uuid}"


draft_kinds[DRAFT] = DraftKind("督导登记", record_page_of, keep_sent)
