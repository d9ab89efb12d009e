"""指定责任人 and 签收."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.views import MovePage
from hotspots import rights, services
from hotspots.candidates import candidates, words_of
from hotspots.forms.hotspots import AssignForm
from hotspots.models import Hotspot, HotspotAssignment
from hotspots.views.hotspots import HOTSPOTS

Post = HotspotAssignment.Post


class HotspotAssign(MovePage):
    """Who answers for it now, what moves with it, and who is to answer for it."""

    policy = Needs(rights.ASSIGN)
    model = Hotspot
    form_class = AssignForm
    template_name = "hotspots/hotspot_assign.html"
    breadcrumbs = ((HOTSPOTS.title, "hotspots:hotspot-list"),)
    submit_label = "确定指定"

    def get_queryset(self):
        return super().get_queryset().with_week(clock.today()).select_related("unit")

    @property
    def post_asked(self) -> str:
        asked = self.request.GET.get("post", Post.OWNER)
        if asked not in Post.values:
            raise Http404
        return asked

    def get_title(self) -> str:
        return f"指定{Post(self.post_asked).label}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"hotspot": self.record, "post": self.post_asked}

    def get_context_data(self, **kwargs):
        hotspot, today = self.record, clock.today()
        facts = {
            "post": Post(self.post_asked),
            "other_post": next(each for each in Post if each != self.post_asked),
            "held": hotspot.held_by(self.post_asked),
            "last": services.last_visit(hotspot),
            "people": [words_of(person) for person in candidates(self.post_asked, today)],
        }
        return super().get_context_data(**facts, **kwargs)

    def perform(self, form):
        facts = {name: form.cleaned_data[name] for name in ("person", "reason", "version")}
        made = services.assign(self.record, post=self.post_asked, by=self.request.user, **facts)
        self.success_text = f"已指定{made.person.name}为{made.get_post_display()}，已通知签收"
        return self.record


class HotspotSign(View):
    """签收 by the person who was assigned; for everybody else there is nothing here."""

    policy = Needs(rights.VIEW)
    http_method_names = ["post"]

    def post(self, request, pk):
        mine = HotspotAssignment.objects.filter(person=request.user).select_related("hotspot")
        assignment = get_object_or_404(mine, pk=pk)
        try:
            services.sign(assignment, by=request.user)
            messages.success(request, f"已签收：{assignment.hotspot} {assignment.get_post_display()}")
        except MoveRefused as refusal:
            messages.warning(request, str(refusal))
            if assignment.ends_on is not None:
                return redirect("hotspots:hotspot-list")
        return redirect(assignment.get_absolute_url())
