"""Visits: the phone page that records one, their list and page, taking one back, and the weeks that were missed."""

import datetime as dt

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import photos_of_form, show_photos
from baiyi.exchange.uploads import store_files
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.draft_views import DraftDiscard, DraftSave
from baiyi.records.form_payload import as_uuid, payload_of
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, ListPage, MovePage, PageAction, RecordFormPage, Section
from hotspots import rights, services
from hotspots.forms.filters import DutyFilter, SupervisionFilter
from hotspots.forms.supervisions import SupervisionForm
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from hotspots.tables import DutyTable, SupervisionTable


class SupervisionRecord(RecordFormPage):
    """登记督导. Without a script it works the same, less the autosave."""

    policy = Needs(rights.SUPERVISE)
    model = Hotspot
    form_class = SupervisionForm
    template_name = "hotspots/supervision_record.html"
    draft_kind = services.DRAFT
    title = "登记督导"
    submit_label = "提交"

    def get_queryset(self):
        return super().get_queryset().with_week(clock.today()).select_related("unit")

    def get(self, request, *args, **kwargs):
        if services.recorded_with(request.user, self.number):
            return HttpResponseRedirect(self.record.get_absolute_url())
        if refusal := services.refusal_of_supervisor(self.record, request.user):
            messages.warning(request, refusal)
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Photos come first and stay, whatever else has to be mended."""
        self.refused = store_files(request, {services.SLOT: Photo.Kind.SCENE}, self.number)
        return super().post(request, *args, **kwargs)

    @cached_property
    def voided(self) -> Supervision | None:
        """What this form became, when it was taken back since."""
        visit = services.recorded_with(self.request.user, self.number)
        return visit if visit and visit.voided_at else None

    @cached_property
    def sent_before(self) -> Draft | None:
        return None if self.voided else super().sent_before

    def to_first(self, first):
        if self.voided is None:
            return super().to_first(first)
        return self.refuse(self.get_form(), MoveRefused("这张表单登记的督导已经作废，请重新打开登记页再登记"))

    @property
    def draft_subject(self) -> int:
        return self.record.pk

    def keep(self, number, typed, ticket) -> Draft | None:
        facts = {"hotspot": self.record, "typed": typed, "ticket": ticket}
        return services.keep_draft(by=self.request.user, client_uuid=number, **facts)

    @cached_property
    def drafts(self) -> list[Draft]:
        return services.drafts_at(self.record, self.request.user)

    @cached_property
    def draft(self) -> Draft | None:
        """The draft the page goes on with: the one asked for, or the one begun for the same day, unless a new form was
        asked for.
        """
        if self.request.method != "GET" or "new" in self.request.GET:
            return None
        if "draft" in self.request.GET:
            return next((each for each in self.drafts if each.client_uuid == self.number), None)
        return services.draft_of_day(self.drafts, self.day_asked)

    @property
    def day_asked(self) -> dt.date:
        """Of the form at first. A made-up day does not exist (404)."""
        if "on" not in self.request.GET:
            return clock.today()
        try:
            return dt.date.fromisoformat(self.request.GET["on"])
        except ValueError as error:
            raise Http404 from error

    def get_initial(self):
        return {"supervised_on": self.day_asked}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"hotspot": self.record}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for _, refusal in getattr(self, "refused", ()):
            form.add_error(None, refusal)
        return form

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        number = as_uuid(context["form"]["client_uuid"].value())
        mine = next((each for each in self.drafts if each.client_uuid == number), None)
        facts = {
            "photos": photos_of_form(number, by=self.request.user) if number else [],
            "today": clock.today(),
            "day": self.day_asked,
        }
        facts |= {"draft": mine, "other_draft": next((each for each in self.drafts if each is not mine), None)}
        return context | facts | {"last": services.last_visit(self.record)}

    def perform(self, form):
        done = services.record_supervision(
            form.facts(), by=self.request.user, client_uuid=form.cleaned_data["client_uuid"]
        )
        self.success_text = self._success_of(done)
        return done

    @staticmethod
    def _success_of(done: Supervision) -> str:
        if done.duty is None:
            return "已登记；这一周不要求督导，不计入应督导的周数"
        week, is_first, is_now = done.duty.week, services.is_first_of_week(done), clock.today() in done.duty.week
        if is_now:
            return "已登记，本周督导完成" if is_first else "已登记；本周此前已经督导过"
        if done.entered_late and is_first:
            return f"已补录；{week} 仍记漏督，注明已补"
        return f"已登记；{week} 此前已经督导过"

    def next_url(self, done) -> str:
        return f"{self.record.get_absolute_url()}?recorded=1"


class SupervisionDraft(DraftSave):
    """Autosave of the record page."""

    policy = Needs(rights.SUPERVISE)
    needs_ticket = False

    def dispatch(self, request, *args, **kwargs):
        get_object_or_404(Hotspot.objects.visible_to(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def keep(self, ticket, number):
        facts = {"typed": payload_of(self.request), "ticket": ticket, "hotspot_id": self.kwargs["pk"]}
        return services.keep_sent(by=self.request.user, client_uuid=number, **facts)


class SupervisionDiscard(DraftDiscard):
    """放弃: the draft goes, with the photos of its form."""

    policy = Needs(rights.SUPERVISE)
    next_url = "home"


class SupervisionList(FigureListMixin, ListPage):
    template_name = "hotspots/visit_list.html"
    empty_text = "没有符合条件的督导记录"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-supervised_on", "-pk")


class DutyList(FigureListMixin, ListPage):
    """漏督: weeks that ended without a visit, also those made up for since."""

    policy = Needs(rights.VIEW)
    model = WeeklyDuty
    table_class = DutyTable
    filterset_class = DutyFilter
    title = "漏督清单"
    empty_text = "没有漏督"

    def chosen(self):
        return super().chosen().missed()

    def get_queryset(self):
        held = HotspotAssignment.objects.current().filter(
            post=HotspotAssignment.Post.OWNER, hotspot=OuterRef("hotspot")
        )
        rows = super().get_queryset().with_made_up().select_related("hotspot", "unit")
        return rows.annotate(owner_name=Subquery(held.values("person__name")[:1])).order_by("-starts_on", "-pk")


class SupervisionPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().select_related("hotspot__unit")

    def page_actions(self):
        visit = self.object
        found = [PageAction("看区域", visit.hotspot.get_absolute_url(), "geo-alt")]
        may_open = self.request.user.has_perm(rights.SUPERVISE, visit)
        if visit.voided_at is None and may_open and services.may_void(visit, self.request.user):
            found.append(PageAction("作废", reverse("hotspots:supervision-void", args=[visit.pk]), "trash"))
        return found

    def sections(self):
        visit = self.object
        show_photos([visit])
        facts = [
            ("督导周", str(visit.duty.week) if visit.duty else "这一周不要求督导"),
            ("督导方式", visit.get_method_display()),
            ("督导结果", visit.get_outcome_display()),
            ("登记人", f"{visit.created_by.name} {timezone.localtime(visit.created_at):%Y-%m-%d %H:%M}"),
            ("补录原因", f"{visit.late_reason or '非补录'}{'；这一周仍记漏督' if visit.entered_late else ''}"),
        ]
        if visit.has_problems:
            problems = [
                ("问题数", f"{visit.problem_count} 处"),
                ("发现的问题", visit.findings),
                ("问题整改期限", visit.rectify_by),
            ]
            facts[3:3] = problems
        facts.insert(-2, ("下一步措施", visit.next_step or "无"))
        return [
            Section("督导情况", facts),
            Section("现场照片", template="exchange/_photos.html", context={"photos": visit.shown_photos}),
        ]


class SupervisionVoid(MovePage):
    """Says what becomes of the week."""

    def perform(self, form):
        voided = super().perform(form)
        again = services.duty_again(voided)
        if again is None:
            self.success_text = "已作废"
        else:
            self.success_text = (
                "已作废，这一周的督导重新待办" if clock.today() in again.week else "已作废，这一周记为漏督"
            )
        return voided


SUPERVISIONS = RecordViews(
    model=Supervision,
    name="supervision",
    title="督导记录",
    right=rights.VIEW,
    table=SupervisionTable,
    filterset=SupervisionFilter,
    related=("hotspot", "unit", "duty", "created_by"),
    list_page=SupervisionList,
    detail_page=SupervisionPage,
    acts={
        "void": Act(verb=services.void_supervision, right=rights.SUPERVISE, label="作废督导记录", page=SupervisionVoid)
    },
)
