"""整改延期: the pages on which it is asked for and decided, with the days that are at stake."""

from baiyi.deadlines.services import most_extension
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.hooks import continuations
from baiyi.records.views import MovePage
from inspections.kinds import RECTIFY
from inspections.models import ExtensionRequest, RectificationNotice
from inspections.services.extensions import latest_due
from inspections.views.notice_page import AFTER_TERM


class ExtensionPage(MovePage):
    """Above the form: the present due day, the latest lawful day, and what waits for a decision."""

    template_name = "inspections/extension.html"

    def get_queryset(self):
        return super().get_queryset().select_related("number", "venue", "unit")

    def get_context_data(self, **kwargs):
        asked = ExtensionRequest.objects.waiting().filter(notice=self.record).select_related("created_by").first()
        return super().get_context_data(asked=asked, **term_facts(self.record), **kwargs)


class DecisionPage(ExtensionPage):
    """One page with both answers; the words typed go with either button."""

    def get_title(self) -> str:
        return "审批延期申请"


def term_facts(notice: RectificationNotice) -> dict:
    """Due day, latest day and measure of the term, and whether it is over. Three statements."""
    term = notice.deadlines.filter(kind=RECTIFY, voided_at=None).select_related("rule").order_by("-pk").first()
    if term is None:
        return {}
    is_past = clock.today() > term.effective_due_on
    facts = {"term": term, "latest_on": latest_due(term), "measure": term.rule.get_measure_display()}
    facts |= {"most": most_extension(term)}
    return facts | {"is_past": is_past, "instead": AFTER_TERM}


def form_of_asking(request, notice: RectificationNotice) -> str:
    """Where 申请延期 as the follow-up of a reinspection goes on."""
    return address_of("inspections:notice-ask-extension", notice.pk)


continuations["extend"] = form_of_asking
