"""交接: what hangs on a person, who takes it, and what became of it."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.accounts import rights
from baiyi.accounts.handover import services
from baiyi.accounts.handover.forms import TAKE, HandoverForm, TakeForm, WithdrawForm
from baiyi.accounts.handover.models import Handover, HandoverPart
from baiyi.accounts.holdings import held_by, holdings
from baiyi.accounts.models import User, with_posting
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.policies import SignedIn
from baiyi.records.views import FormPage, Page, PageAction

HANDOVERS = ("交接", "accounts:handovers")
MOST = 50  # handovers on one page


def known_to(user: User):
    """What the person gives, takes or made, and what is of the units where he may hand over."""
    mine = Q(giver=user) | Q(made_by=user) | Q(parts__taker=user)
    units = user.unit_ids(rights.HAND_OVER) if user.has_perm(rights.HAND_OVER) else []
    return Handover.objects.filter(mine | Q(unit__in=units)).distinct()


class Handovers(Page, TemplateView):
    """The person's own, and those of the units he answers for: the newest fifty."""

    policy = SignedIn()
    template_name = "accounts/handovers.html"
    title = "交接"

    def page_actions(self):
        user = self.request.user
        own = [PageAction("交出本人事项", address_of("accounts:handover-add", user.pk), "arrow-left-right")]
        more = [PageAction("替他人办理", reverse("accounts:handover-people"), "people")]
        return own + (more if user.has_perm(rights.HAND_OVER) else [])

    def get_context_data(self, **kwargs):
        waiting = HandoverPart.objects.waiting().filter(taker=self.request.user).with_words()
        rows = known_to(self.request.user).select_related("giver", "made_by", "unit").prefetch_related("parts__taker")
        return super().get_context_data(waiting=waiting, rows=rows.order_by("-pk")[:MOST], **kwargs)


class HandoverPeople(Page, TemplateView):
    """For whom the head of a unit, or the office, hands over: who works or worked there."""

    policy = SignedIn()
    template_name = "accounts/handover_people.html"
    title = "替他人办理交接"
    breadcrumbs = (HANDOVERS,)

    def get_context_data(self, **kwargs):
        user = self.request.user
        if not user.has_perm(rights.HAND_OVER):
            raise Http404
        people = User.objects.filter(postings__unit__in=user.unit_ids(rights.HAND_OVER)).exclude(pk=user.pk)
        rows = with_posting(people.distinct(), clock.today()).order_by("name", "pk")
        return super().get_context_data(people=rows, **kwargs)


class HandoverAdd(FormPage):
    """All that hangs on the person, and who takes which kind."""

    policy = SignedIn()
    template_name = "accounts/handover_form.html"
    form_class = HandoverForm
    submit_label = "确认交出"
    breadcrumbs = (HANDOVERS,)
    cancel_url_name = "accounts:handovers"
    success_text = "已交出，等接收人确认"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and self.sent_before is not None:
            return self.to_first(self.sent_before)
        self.giver = get_object_or_404(with_posting(User.objects.all(), clock.today()), pk=kwargs["pk"])
        if not services.may_hand_over(self.giver, request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"办理交接：{self.giver}"

    @cached_property
    def held(self) -> dict[str, list]:
        return held_by(self.giver)

    def get_form_kwargs(self):
        people = with_posting(services.takers(self.giver), clock.today())
        return super().get_form_kwargs() | {"held": self.held, "people": people}

    def perform(self, form):
        return services.hand_over(self.giver, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return address_of("accounts:handover-detail", done.pk)

    def get_context_data(self, **kwargs):
        shown = [(holdings[kind], rows) for kind, rows in self.held.items()]
        return super().get_context_data(person=self.giver, held=shown, **kwargs)


class HandoverDetail(Page, TemplateView):
    policy = SignedIn()
    template_name = "accounts/handover.html"
    breadcrumbs = (HANDOVERS,)

    def get(self, request, *args, **kwargs):
        rows = Handover.objects.select_related("giver", "made_by", "unit")
        self.handover = get_object_or_404(rows.filter(pk__in=known_to(request.user).values("pk")), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return str(self.handover)

    def get_context_data(self, **kwargs):
        may = services.may_hand_over(self.handover.giver, self.request.user)
        parts = list(self.handover.parts.with_words())
        return super().get_context_data(handover=self.handover, parts=parts, may_withdraw=may, **kwargs)


class AboutPart(FormPage):
    """A decision about one part that waits."""

    policy = SignedIn()
    template_name = "accounts/handover_part.html"
    breadcrumbs = (HANDOVERS,)

    def dispatch(self, request, *args, **kwargs):
        self.part = get_object_or_404(HandoverPart.objects.with_words(), pk=kwargs["pk"])
        if not self.is_for(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def is_for(self, user) -> bool:
        raise NotImplementedError

    def get_title(self) -> str:
        return f"{self.title}：{self.part}"

    def next_url(self, done) -> str:
        return address_of("accounts:handover-detail", self.part.handover_id)

    def get_cancel_url(self) -> str:
        return self.next_url(None)

    def get_context_data(self, **kwargs):
        kind = holdings.get(self.part.kind)
        keys = set(self.part.rows)
        rows = [row for row in kind.rows(self.part.handover.giver) if row.pk in keys] if kind else []
        return super().get_context_data(part=self.part, held_rows=rows, **kwargs)


class PartTake(AboutPart):
    form_class = TakeForm
    title = "接收交接"
    submit_label = "提交"

    def is_for(self, user) -> bool:
        return self.part.taker_id == user.pk

    def perform(self, form):
        if form.cleaned_data["decision"] == TAKE:
            return services.take(self.part, by=self.request.user)
        return services.decline(self.part, by=self.request.user, note=form.cleaned_data["note"])

    def success_text(self, part) -> str:
        if part.state == part.State.DECLINED:
            return "已答复不接收"
        return f"已接收 {part.given} 项" + (f"，{len(part.left)} 项没有交接成，原因见下" if part.left else "")


class PartWithdraw(AboutPart):
    form_class = WithdrawForm
    title = "收回交接"
    submit_label = "收回"

    def is_for(self, user) -> bool:
        return services.may_hand_over(self.part.handover.giver, user)

    def perform(self, form):
        return services.withdraw(self.part, by=self.request.user, **form.facts())
