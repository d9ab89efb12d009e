"""Start-up checks: a deadline that nobody could be reminded of stops the program instead of passing in silence."""

from django.core import checks

from baiyi.accounts.answering import answerers
from baiyi.deadlines import kinds
from baiyi.deadlines.models import Pause
from baiyi.deadlines.reminders import remindable
from baiyi.deadlines.subjects import BEGIN, models_with_deadlines
from baiyi.records.moves import steps_of


@checks.register("baiyi")
def deadlines_of_records_are_complete(app_configs, **kwargs):
    return [
        checks.Error(f"{model._meta.label}: {problem}", id="baiyi.E006")
        for model in models_with_deadlines()
        for problem in problems_of(model)
    ]


def problems_of(model) -> list[str]:
    """What is missing for the obligations of a model: kinds, moves, and somebody to remind."""
    label, steps = model._meta.label_lower, steps_of(model)
    found = [] if model.OBLIGATIONS else ["it has deadlines and declares no obligation"]
    if label not in answerers and label not in remindable:
        found.append("nobody answers for it (accounts.answering) and no source of reminders is registered")
    for each in model.OBLIGATIONS:
        if not kinds.is_known(each.kind):
            found.append(f"kind of deadline {each.kind} is not registered")
        if not each.opened_by:
            found.append(f"nothing opens {each.kind}: name a move, or BEGIN for the first save")
        if each.paused_by and not each.resumed_by:
            found.append(f"{each.kind} is paused and no move resumes it")
        found += [
            f"{each.kind} is paused on a ground that is none: {ground}"
            for ground in each.paused_by.values()
            if ground not in Pause.Ground.values
        ]
        moves = {*each.opened_by, *each.closed_by, *each.voided_by, *each.paused_by, *each.resumed_by}
        found += [
            f"{each.kind} hangs on the move {name}, which is no step" for name in sorted(moves - set(steps) - {BEGIN})
        ]
    return found
