"""What runs by itself, as the tests of every page meet it."""

from baiyi.jobs.models import BackgroundJob, Heartbeat, ScheduledRun
from tests.moment import machine_now
from tests.samples import Subject
from tests.world import World, once


@once
def job(world: World) -> BackgroundJob:
    facts = {"kind": "import", "title": "导入场所台账", "once": "a"}
    return BackgroundJob.objects.create(created_by=world.force.alice, created_at=machine_now(), **facts)


@once
def run(world: World) -> ScheduledRun:
    return ScheduledRun.objects.create(name="duty", slot=machine_now())


def happen(world: World) -> None:
    Heartbeat.objects.create(name="sample", at=machine_now())


SUBJECTS = {"jobs:job-": Subject(job), "jobs:run-": Subject(run, is_for_all=True)}
