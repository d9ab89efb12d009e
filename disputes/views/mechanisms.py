"""排查化解机制: the versions with their stages, a new one, and withdrawing one that nothing runs under."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, Page, PageAction
from disputes import rights, services
from disputes.forms.mechanisms import MechanismForm, WithdrawForm, filled_from
from disputes.models import Mechanism

PAGE = "disputes:mechanisms"


class Mechanisms(Page, TemplateView):
    policy = Needs(rights.VIEW)
    template_name = "disputes/mechanisms.html"
    title = "排查化解机制"
    breadcrumbs = (("矛盾纠纷", "disputes:dispute-list"),)

    def page_actions(self) -> list[PageAction]:
        if not self.request.user.has_perm(rights.ARRANGE):
            return []
        return [PageAction("制定新版本", reverse("disputes:mechanism-add"), "plus-lg", is_primary=True)]

    def get_context_data(self, **kwargs):
        rows = Mechanism.objects.visible_to(self.request.user).select_related("created_by")
        in_force = Mechanism.objects.of_day(clock.today()).values_list("pk", flat=True).first()
        return super().get_context_data(
            mechanisms=rows.prefetch_related("stages__papers"),
            in_force=in_force,
            may_arrange=self.request.user.has_perm(rights.ARRANGE),
            **kwargs,
        )


class MechanismAdd(FormPage):
    """Filled with the version in force."""

    policy = Needs(rights.ARRANGE)
    form_class = MechanismForm
    title = submit_label = "制定新版本"
    breadcrumbs = (("排查化解机制", PAGE),)
    cancel_url_name = PAGE
    success_text = "已制定，从启用日期起发现的纠纷按新版本走"
    verb = staticmethod(services.add_mechanism)

    def get_initial(self):
        return super().get_initial() | filled_from(Mechanism.objects.of_day(clock.today()).first())

    def next_url(self, done) -> str:
        return reverse(PAGE)


class MechanismWithdraw(FormPage):
    policy = Needs(rights.ARRANGE)
    form_class = WithdrawForm
    title = submit_label = "撤销"
    breadcrumbs = (("排查化解机制", PAGE),)
    cancel_url_name = PAGE
    success_text = "已撤销"

    @cached_property
    def mechanism(self) -> Mechanism:
        return get_object_or_404(Mechanism.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def perform(self, form):
        return services.withdraw_mechanism(self.mechanism, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return reverse(PAGE)

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.mechanism), **kwargs)
