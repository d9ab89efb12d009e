"""Rights of the campaign."""

from baiyi.accounts.roles import POLICE
from baiyi.records.rights import right

VIEW = right("campaigns.view", "查看行动情况", *POLICE)
