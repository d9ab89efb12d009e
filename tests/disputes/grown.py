"""Many disputes at once, as they stand after a year: most are closed, the others late, red, silent, sent or settled."""

import datetime as dt

from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.records import clock
from baiyi.transfers.kinds import SIGN
from baiyi.transfers.models import Transfer
from disputes.kinds import RESOLVE
from disputes.models import Dispute, DisputeCategory, RiskLevel, State
from tests.factories import Force

OPEN_EVERY, SENT_EVERY, DAYS = 20, 3, 300
OPEN = (State.HANDLING, State.HANDLING, State.REGISTERED, State.RESOLVED)


def grow(force: Force, total: int) -> None:
    """Until there are `total` at alice's station."""
    levels, category = list(RiskLevel.objects.all()), DisputeCategory.objects.first()
    numbers = range(Dispute.objects.count(), total)
    made = Dispute.objects.bulk_create([_dispute(n, force, levels, category) for n in numbers], batch_size=500)
    rules = {rule.code: rule for rule in Rule.objects.all()}
    _owe(made, RESOLVE, rules["dispute_resolve"], [each.found_on for each in made], [each.ended_on for each in made])
    sent = Transfer.objects.bulk_create([_transfer(each, force) for each in made[::SENT_EVERY]], batch_size=500)
    _owe(sent, SIGN, rules["transfer_sign_1d"], [each.sent_on for each in sent], [each.accepted_on for each in sent])


def _state(n: int) -> str:
    """One in twenty is in hand."""
    return State.CLOSED if n % OPEN_EVERY else OPEN[n // OPEN_EVERY % len(OPEN)]


def _dispute(n: int, force: Force, levels: list, category) -> Dispute:
    state, found_on = _state(n), clock.today() - dt.timedelta(days=n % DAYS)
    ended_on = found_on if state in {State.CLOSED, State.RESOLVED} else None
    return Dispute(
        unit=force.station,
        officer=force.alice,
        created_by=force.alice,
        created_at=clock.now(),
        number=f"云公（东）纠字〔2026〕第{n}号",
        category=category,
        risk=levels[n // OPEN_EVERY % len(levels)],
        place=f"文庙路{n % 97}段",
        title=f"文庙路{n % 97}段{category.name}纠纷",
        found_on=found_on,
        first_found_on=found_on,
        graded_on=None if state == State.REGISTERED else found_on,
        transferred_on=found_on if n % SENT_EVERY == 0 else None,
        resolved_on=ended_on,
        ended_on=ended_on,
        progressed_on=found_on,
        state=state,
    )


def _transfer(dispute: Dispute, force: Force) -> Transfer:
    is_signed = bool(dispute.ended_on)
    return Transfer(
        subject=dispute,
        unit=dispute.unit,
        created_by=force.alice,
        created_at=clock.now(),
        title=dispute.title,
        task="请调处",
        to_unit=force.partner_body,
        state=Transfer.State.SETTLED if is_signed else Transfer.State.SENT,
        sent_on=dispute.found_on,
        accepted_on=dispute.found_on if is_signed else None,
        settled_on=dispute.found_on if is_signed else None,
    )


def _owe(records: list, kind: str, rule: Rule, starts: list, ends: list) -> None:
    facts = [
        NewDeadline(record, kind, unit=record.unit, rule=rule, starts_on=start, period="1")
        for record, start in zip(records, starts, strict=True)
    ]
    rows: list[Deadline] = open_deadlines(facts, by=None)
    close_past(rows, ends)
