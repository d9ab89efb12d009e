"""协同清查: what a partner body sees of sweeps — its own share, and nothing else."""

from django.views.generic import TemplateView

from baiyi.records.addresses import address_of
from baiyi.records.policies import Needs
from baiyi.records.views import MovePage, Page
from inspections import rights
from inspections.forms.sweeps import ConfirmForm
from inspections.models import SweepForce
from inspections.reading.joined import shares_of, with_turnouts
from inspections.services.sweeps import reports

SHOWN = 50  # the latest


class Joined(Page, TemplateView):
    policy = Needs(rights.JOIN)
    template_name = "inspections/joined.html"
    title = "协同清查"

    def get_context_data(self, **kwargs):
        shares = with_turnouts(shares_of(self.request.user))
        return super().get_context_data(shares=shares[:SHOWN], **kwargs)


class Confirm(MovePage):
    """The body's own number of a reporting day."""

    policy = Needs(rights.JOIN)
    model = SweepForce
    form_class = ConfirmForm
    related = ("group__operation",)
    verb = staticmethod(reports.confirm_turnout)
    title = "确认实到人数"
    submit_label = "确认"
    success_text = "已确认，谢谢"
    breadcrumbs = (("协同清查", "inspections:sweep-joined"),)

    def get_queryset(self):
        return super().get_queryset().current().filter(group__voided_at=None, group__operation__voided_at=None)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"days": reports.days_open(self.record.group)}

    def get_initial(self):
        return super().get_initial() | {"count": self.record.planned}

    def next_url(self, done) -> str:
        return self.get_cancel_url()

    def get_cancel_url(self) -> str:
        return address_of("inspections:sweep-joined")
