"""清查现场: how the sweep stands now, for the command room. The page asks for its table again by itself."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.policies import Needs
from baiyi.records.views import Page, PageAction
from inspections import rights
from inspections.reading.operations import open_to
from inspections.reading.sweep_standing import read_sweep


class LiveFacts:
    """What both the page and its table show: one operation as it stands at this instant."""

    policy = Needs(rights.SWEEP)

    @cached_property
    def operation(self):
        return get_object_or_404(open_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        now = clock.now()
        sweep = read_sweep(self.operation, user=self.request.user, at=now)
        facts = {
            "operation": self.operation,
            "sweep": sweep,
            "as_of": now,
            "is_running": self.operation.is_running(now),
        }
        return super().get_context_data(**(facts | kwargs))


class Live(LiveFacts, Page, TemplateView):
    template_name = "inspections/sweep_live.html"
    breadcrumbs = (("集中清查", "inspections:sweep_group-list"),)

    def get_title(self) -> str:
        return f"{self.operation}：清查现场"

    def page_actions(self) -> list[PageAction]:
        key, found = self.operation.pk, []
        if self.request.user.has_perm(rights.DEPLOY):
            found.append(
                PageAction("覆盖情况", f"{address_of('inspections:sweep-coverage', key)}?days=30&assigned=no", "shop")
            )
        return [*found, PageAction("战报上报", address_of("inspections:sweep-matrix", key), "list-check")]


class LiveTable(LiveFacts, TemplateView):
    """Asked for by the page."""

    is_polled = True
    template_name = "inspections/_sweep_live.html"
