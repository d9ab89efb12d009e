"""延期申请 of the demonstration: one waits for the chief, one was not granted."""

from baiyi.deadlines.services import compute_due
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import ONE_DAY, World
from inspections.demo import times
from inspections.demo.papers import Fate, Paper
from inspections.models import ExtensionRequest
from inspections.services.terms import rectify_deadline

DAYS = 3
ASKED = "整改所需配件外地发货，预计三日后到货"
REFUSED = "余下事项三日内可以完成，按原期限整改"
State = ExtensionRequest.State


def write_requests(world: World, papers: list[Paper]) -> None:
    """Of notices whose term is near."""
    near = [paper for paper in papers if paper.fate == Fate.NEAR and paper.row.issued_on < world.as_of - ONE_DAY]
    decided = {"state": State.REFUSED, "opinion": REFUSED, "decided_at": times.at(world, world.as_of)}
    refused = _request(world, near[1], decided_by=world.chief(near[1].row.unit), **decided)
    rows = ExtensionRequest.objects.bulk_create([_request(world, near[0]), refused])
    log_past([PastEvent(row, "申请延期", by=row.created_by, at=row.created_at, is_first=True) for row in rows])


def _request(world: World, paper: Paper, **decided) -> ExtensionRequest:
    notice, term = paper.row, rectify_deadline(paper.row)
    wanted, latest = (
        compute_due(term.rule, term.starts_on, length).due_on for length in (term.length + DAYS, term.rule.max_length)
    )
    facts = {"due_on": term.effective_due_on, "wanted_on": wanted, "latest_on": latest, "length": DAYS}
    facts |= {"reason": ASKED, "created_by": notice.created_by, "created_at": times.at(world, world.as_of - ONE_DAY)}
    return ExtensionRequest(unit=notice.unit, notice=notice, **facts, **decided)
