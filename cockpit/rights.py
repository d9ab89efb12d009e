"""Rights of the roof."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

VIEW = right("cockpit.view", "查看驾驶舱", Role.LEADER, Role.OFFICE, Role.SUPERVISOR)
