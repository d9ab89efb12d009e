"""Rights of the figures."""

from baiyi.accounts.roles import POLICE
from baiyi.records.rights import right

VIEW = right("figures.view", "查看行动数据", *POLICE)
