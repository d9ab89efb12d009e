"""Pages of what belongs to a dispute lead to it; what follows a mediation begins with how it ended."""

from baiyi.records.views import DetailPage, MovePage, PageAction
from disputes.reading.mediation_page import reason_after


class OfDispute(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_gravest()

    @property
    def dispute(self):
        return self.object.dispute

    def page_actions(self):
        return [PageAction("纠纷", self.dispute.get_absolute_url(), "chat-dots"), *super().page_actions()]


class AfterMediation(MovePage):
    """转处罚 and 引导诉讼 of a dispute: filled with how its last mediation ended, so that nothing is typed twice."""

    def get_initial(self):
        name = "words" if "words" in self.form_class.base_fields else "reason"
        return super().get_initial() | {name: reason_after(self.record)}
