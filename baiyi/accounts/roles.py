"""Roles are postings at a unit; what each may do stands beside the rights (`records.rights`)."""

from django.db import models


class Role(models.TextChoices):
    LEADER = "leader", "分局领导"
    OFFICE = "office", "专班管理员"
    CHIEF = "chief", "所长"
    OFFICER = "officer", "民警"
    CLERK = "clerk", "内勤"
    SUPERVISOR = "supervisor", "督导员"
    PARTNER = "partner", "协作部门"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"
    AUDITADMIN = "auditadmin", "审计管理员"


POLICE = (Role.LEADER, Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK, Role.SUPERVISOR)

# The three administrators run the system and see no record of the work; a partner body sees only what is lent to it.
SEES_SUBTREE = frozenset(POLICE)
# One person holds at most one of these (separation of the three administrators).
SEPARATED = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN})
