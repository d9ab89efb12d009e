"""The page of a job leads to what came of each row."""

from baiyi.exchange.bulk.services import KIND
from baiyi.exchange.models import BulkRun
from baiyi.records.hooks import actions
from baiyi.records.page_parts import PageAction


@actions.register("jobs.backgroundjob")
def way_to_the_rows(request, job) -> PageAction | None:
    run = BulkRun.objects.visible_to(request.user).filter(job=job).first() if job.kind == KIND else None
    return PageAction("逐条结果", run.get_absolute_url(), "list-ul", is_primary=True) if run else None
