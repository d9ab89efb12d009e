"""系统健康 for people and for monitors, and the pages of background jobs."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView, TemplateView, View

from baiyi.jobs import background, clockguard, leases, schedules
from baiyi.jobs.health import health_checks
from baiyi.jobs.models import BackgroundJob, Leased, ScheduledRun
from baiyi.jobs.publish import hint
from baiyi.jobs.rights import MANAGE, VIEW_HEALTH
from baiyi.jobs.tables import JobFilter, JobTable
from baiyi.records.policies import Needs, Public, SignedIn, policy
from baiyi.records.views import ListPage, Page, PageAction, Scoped

SHOWN_RUNS = 20
NOT_ASIDE = "这项任务已经不在搁置状态，没有再次安排"


class HealthView(Page, TemplateView):
    policy = Needs(VIEW_HEALTH)
    template_name = "jobs/health.html"
    title = "系统健康"
    caption = "manage.py doctor 说的是同样的话"

    def page_actions(self) -> list[PageAction]:
        return [PageAction("后台任务", reverse("jobs:job-list"), "list-check")]

    def get_context_data(self, **kwargs) -> dict:
        runs = list(ScheduledRun.objects.order_by("-slot", "-pk")[:SHOWN_RUNS])
        return super().get_context_data(
            groups=[(name, list(rows)) for name, rows in groupby(health_checks.run(), key=lambda each: each.group)],
            runs=[(schedules.label_of(row.name), row) for row in runs],
            dead=[(schedules.label_of(row.name), row) for row in ScheduledRun.objects.dead().order_by("slot")],
            dead_jobs=list(BackgroundJob.objects.dead().select_related("created_by").order_by("created_at")),
            has_jumped=bool(clockguard.jump(clockguard.anchor_of(clockguard.stored()), clockguard.read())),
            may_manage=self.request.user.has_perm(MANAGE),
            **kwargs,
        )


class ClockTrust(View):
    policy = Needs(MANAGE)
    http_method_names = ["post"]

    def post(self, request):
        clockguard.trust()
        messages.success(request, "已确认时钟无误，计划任务继续执行")
        return HttpResponseRedirect(reverse("jobs:health"))


class RunRetry(View):
    policy = Needs(MANAGE)
    http_method_names = ["post"]

    def post(self, request, pk: int):
        run = get_object_or_404(ScheduledRun, pk=pk)
        if leases.retry(ScheduledRun, run.pk, by=request.user):
            messages.success(request, f"“{schedules.label_of(run.name)}”已重新安排，一分钟内执行")
        else:
            messages.error(request, NOT_ASIDE)
        return HttpResponseRedirect(reverse("jobs:health"))


class JobList(ListPage):
    is_taken_away = False
    policy = SignedIn()
    model = BackgroundJob
    table_class = JobTable
    filterset_class = JobFilter
    title = "后台任务"
    empty_text = "没有后台任务"

    def get_queryset(self):
        return super().get_queryset().select_related("created_by").order_by("-created_at")


class JobDetail(Page, Scoped, DetailView):
    policy = SignedIn()
    model = BackgroundJob
    template_name = "jobs/job.html"
    context_object_name = "job"
    breadcrumbs = (("后台任务", "jobs:job-list"),)

    def get_title(self) -> str:
        return self.object.title

    def page_actions(self) -> list[PageAction]:
        found = background.result_url(self.object)
        return [PageAction("查看结果", found)] if found != self.object.get_absolute_url() else []

    def get_queryset(self):
        return super().get_queryset().select_related("created_by")

    def get_context_data(self, **kwargs):
        may_retry = self.object.state == Leased.State.DEAD and may_retry_job(self.request.user, self.object)
        kind = background.label_of(self.object.kind)
        return super().get_context_data(state=state_of(self.object), kind=kind, may_retry=may_retry, **kwargs)


class JobState(View):
    """What the page of a job asks every second: one statement besides those of signing in."""

    policy = SignedIn()
    is_polled = True
    http_method_names = ["get"]

    def get(self, request, pk: int):
        return JsonResponse(state_of(get_object_or_404(BackgroundJob.objects.visible_to(request.user), pk=pk)))


class JobRetry(View):
    """For who started it, and for who manages what runs by itself."""

    policy = SignedIn()
    http_method_names = ["post"]

    def post(self, request, pk: int):
        job = get_object_or_404(BackgroundJob.objects.visible_to(request.user), pk=pk)
        if not may_retry_job(request.user, job):
            raise PermissionDenied(MANAGE)
        if leases.retry(BackgroundJob, job.pk, by=request.user):
            hint(background.run_job, job.pk)
            messages.success(request, "已重新安排")
        else:
            messages.error(request, NOT_ASIDE)
        return HttpResponseRedirect(job.get_absolute_url())


def may_retry_job(user, job: BackgroundJob) -> bool:
    return job.created_by_id == user.pk or user.has_perm(MANAGE)


def state_of(job: BackgroundJob) -> dict:
    """`percent` is None while nobody knows how many there are."""
    percent = min(job.done * 100 // job.total, 100) if job.total else None
    count = f"{job.done} / {job.total}" if job.total else str(job.done) if job.done else ""
    return {
        "state": job.state,
        "label": job.get_state_display(),
        "percent": percent,
        "count": count,
        "is_over": job.is_over,
    }


@policy(Public())
def alive(request: HttpRequest) -> JsonResponse:
    """The web process answers; says nothing about the rest."""
    return JsonResponse({"status": "ok"})


alive.is_free = True
