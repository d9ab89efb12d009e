"""What stored installations call by another name than the code of today. A landing that renames adds its line here, and
nowhere else.

A stored name that is not here is still in use. Addresses, names of Celery tasks and keys of figures are never renamed.
"""

from django.apps import apps

HOTSPOTS = ("hotspot", "hotspotassignment", "weeklyduty", "supervision")
MODELS = {
    f"campaigns.{name}": f"hotspots.{name}" for name in HOTSPOTS
}  # "app.model" as it was stored → as it is called now, in lower case
SCHEDULES = {
    f"campaigns.{name}": f"hotspots.{name}" for name in ("open_week", "remind_week", "close_week")
}  # ScheduledRun.name
JOBS = {"campaigns.chase": "hotspots.chase"}  # BackgroundJob.kind
# What came later and no stored installation knows: left out where the two are compared.
# tables whose rows are about a record of any kind
NEW_SUBJECTS = {"transfers.transfer", "cases.case", "inspections.mergedrow"}
# ScheduledRun.name → its line of 系统健康
NEW_SCHEDULES = {
    "deadlines.open_periods": "开启下一期期限",
    "cases.silence": "案件停滞提醒",
    "disputes.silence": "纠纷停滞提醒",
    "notifications.readings": "个人信息查看周报",
    "prevention.close_water_day": "结算水域漏巡",
    "prevention.open_alarms": "下达警情报送",
    "prevention.remind_alarms": "催报警情",
}
NEW_KINDS = {"readings_of_week", "alarms_missing", "deadline_serve"}  # Notification.kind
# Words of 系统健康 in the week after that a later issue changed on purpose: as stored → (as they are now, why)
HEALTH = {
    "处理 11 条；下次 7月25日": ("处理 12 条；下次 7月25日", "a notice that lies unserved has a deadline of service")
}
# An answer that a later issue changed on purpose: (address, account) → (as stored, as it is now, why)
ANSWERS: dict[tuple[str, str], tuple[str, str, str]] = {
    ("/deadlines/rules/", "leader"): (
        "200/11",
        "200/40",
        "the rules of transfers, cases, disputes, waters and service",
    ),
    ("/deadlines/bases/", "leader"): ("200/31", "200/43", "the articles of cases, mediation, family violence, service"),
    ("/accounts/users/79/disable/", "sysadmin"): ("405", "200", "disabling asks with the name and for a reason"),
    ("/accounts/users/79/unlock/", "sysadmin"): ("405", "302>/accounts/users/", "who is not locked is not unlocked"),
    ("/inspections/entry/2354/withdraw/", "chief"): ("405", "409", "withdrawing has a page that asks, or says why not"),
    ("/campaign/operations/", "chief"): ("200", "200/4", "a station knows the joint operations of its branch"),
    ("/campaign/operations/3/", "chief"): ("404", "200", "a station knows the joint operations of its branch"),
    ("/campaign/operations/4/", "chief"): ("404", "200", "a station knows the joint operations of its branch"),
}


def stored_model(label: str) -> str:
    """As the installation called it."""
    return _stored(MODELS, label)


def stored_schedule(name: str) -> str:
    return _stored(SCHEDULES, name)


def stored_job(kind: str) -> str:
    return _stored(JOBS, kind)


def model_of(label: str):
    """Today's model for a stored label."""
    return apps.get_model(MODELS.get(label, label))


def _stored(names: dict[str, str], name: str) -> str:
    return next((before for before, now in names.items() if now == name), name)
