"""What the rooms around hear of: boxes at lists, the page of a job, the job itself."""

from baiyi.exchange.bulk import offers, panels, work  # noqa: F401
