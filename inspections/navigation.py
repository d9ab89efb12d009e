"""The inspections' lines of the menu."""

from baiyi.records.hooks import NavItem, navigation
from inspections import rights

navigation += [
    NavItem("场所检查", "检查登记", "inspections:inspection-entry", rights.RECORD, icon="clipboard-check", order=30),
    NavItem("场所检查", "场所台账", "inspections:venue-list", rights.VIEW, icon="clipboard-check", order=31),
    NavItem("场所检查", "检查记录", "inspections:inspection-list", rights.VIEW, icon="clipboard-check", order=32),
    NavItem("场所检查", "隐患·整改", "inspections:hazard-list", rights.VIEW, icon="clipboard-check", order=33),
    NavItem("场所检查", "通知书", "inspections:notice-list", rights.VIEW, icon="clipboard-check", order=34),
]
