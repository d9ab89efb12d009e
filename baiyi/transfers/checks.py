"""Start-up check: a sendable record whose named moves are none would leave its transfers open for ever."""

from django.core import checks

from baiyi.records.moves import steps_of
from baiyi.transfers.sendable import Sendable, everything


@checks.register("baiyi")
def moves_of_sendable_records_are_steps(app_configs, **kwargs):
    return [checks.Error(problem, id="baiyi.E008") for each in everything() for problem in problems_of(each)]


def problems_of(sendable: Sendable) -> list[str]:
    named = {*sendable.ended_by, *sendable.resumed_by}
    return [f"{sendable.label}: {name} is no step" for name in sorted(named - set(steps_of(sendable.model)))]
