"""纠纷漏斗: 排查 → 流转 → 化解 for any days and all units of the reader."""

from baiyi.figures.periods import Period
from baiyi.figures.views import OfDays
from baiyi.records.policies import Needs
from disputes import rights
from disputes.reading.funnel import funnel


class FunnelPage(OfDays):
    policy = Needs(rights.OVERSEE)
    template_name = "disputes/funnel.html"
    title = "纠纷漏斗"
    breadcrumbs = (("矛盾纠纷", "disputes:dispute-list"),)

    def read(self, period: Period) -> dict:
        return {"funnel": funnel(self.request.user.units(rights.OVERSEE), period)}
