"""What the background work has to tell: that something died, that a job somebody started is done."""

from django.dispatch import receiver
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.jobs import background, rights
from baiyi.jobs.events import job_finished, run_died
from baiyi.notifications import kinds
from baiyi.notifications.services import send
from baiyi.records import clock

RUN_DIED = kinds.register(
    "run_died",
    label="后台任务搁置",
    text="{label}三次都没有执行成功，已搁置：{error}。请系统管理员查明原因后在系统健康页重试。",
    is_urgent=True,
)
JOB_DIED = kinds.register(
    "job_died", label="任务未完成", text="你发起的“{title}”没有完成，管理员已收到通知。", is_urgent=True
)
JOB_FINISHED = kinds.register("job_finished", label="任务完成", text="你发起的“{title}”已完成。{result}")
MOST_ERROR = 120  # characters: the sentence stays readable, the whole error stands on 系统健康


@receiver(run_died)
def tell_who_runs_the_system(sender, run, label: str, error: str, **kwargs) -> None:
    """Each death once; a run that was offered again and dies again is told again."""
    today, period = clock.today(), f"{run.finished_at:%Y-%m-%dT%H:%M:%S.%f}"
    recipients = User.objects.holding(rights.MANAGE, today) | User.objects.holding(rights.VIEW_HEALTH, today)
    facts = {"label": label, "error": error[:MOST_ERROR]}
    send(recipients, kind=RUN_DIED, subject=run, period=period, facts=facts, url=reverse("jobs:health"))
    if (starter := getattr(run, "created_by", None)) is not None:
        send([starter], kind=JOB_DIED, subject=run, period=period, facts={"title": run.title})


@receiver(job_finished)
def tell_who_started_it(sender, job, **kwargs) -> None:
    period = f"{job.finished_at:%Y-%m-%dT%H:%M:%S.%f}"
    send(
        [job.created_by],
        kind=JOB_FINISHED,
        subject=job,
        period=period,
        facts={"title": job.title, "result": job.result},
        url=background.result_url(job),
    )
