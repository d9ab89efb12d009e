"""Verbs on waters, their 四个一, patrols, devices and alerts: one import for pages, tests and the demo."""

from prevention.services.waters.alerts import (
    add_alert,
    change_dissuasion,
    confirm_alert,
    dismiss_alert,
    dissuade,
    reopen_alert,
    void_alert,
    void_dissuasion,
)
from prevention.services.waters.defects import fail_defect, mend_defect, report_defect, say_of_defect, settle_defect
from prevention.services.waters.devices import (
    add_device,
    change_device,
    issue_token,
    report_fault,
    revoke_token,
    void_device,
)
from prevention.services.waters.patrols import add_patrol, change_patrol, void_patrol
from prevention.services.waters.register import add_water, change_water, set_facilities, void_water

__all__ = [
    "add_alert",
    "add_device",
    "add_patrol",
    "add_water",
    "change_device",
    "change_dissuasion",
    "change_patrol",
    "change_water",
    "confirm_alert",
    "dismiss_alert",
    "dissuade",
    "fail_defect",
    "issue_token",
    "mend_defect",
    "reopen_alert",
    "report_defect",
    "report_fault",
    "revoke_token",
    "say_of_defect",
    "set_facilities",
    "settle_defect",
    "void_alert",
    "void_device",
    "void_dissuasion",
    "void_patrol",
    "void_water",
]
