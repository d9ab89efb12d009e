"""What follows a notice: reinspections, deadlines with the real arithmetic, and the journal of it all."""

import datetime as dt

from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.services import NewDeadline, is_within_limit, open_deadlines
from baiyi.deadlines.serving import SERVE
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from inspections.demo import times
from inspections.demo.papers import Fate, Paper, Round
from inspections.demo.rows import BATCH, crew, form_number
from inspections.demo.visits import Visit
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import Hazard, RectificationNotice, Reinspection, ReinspectionResult
from inspections.models.notice import RECHECK_RULE, SERVE_RULE

OPINIONS = {
    Reinspection.Conclusion.PASSED: "逐项核对，已按要求整改完毕",
    Reinspection.Conclusion.PARTIAL: "部分隐患已整改，其余限期内继续整改",
    Reinspection.Conclusion.FAILED: "尚未整改到位，责令继续整改",
}


def write_reinspections(world: World, papers: list[Paper]) -> list[tuple[Paper, Reinspection]]:
    written, results, crews = [], [], []
    for paper in papers:
        left = list(range(paper.hazards))
        for number, planned in enumerate(paper.rounds, 1):
            people = crew(world, paper.station, paper.venue.responsible)
            row = _reinspection(world, paper, planned, number, left, people[0])
            written.append((paper, row))
            crews.append(people)
            results += [_result(row, paper, place, planned) for place in left]
            left = [place for place in left if place not in planned.rectified]
    Reinspection.objects.bulk_create([row for _, row in written], batch_size=BATCH)
    for result in results:
        result.reinspection = result.reinspection  # takes the key the row got
    ReinspectionResult.objects.bulk_create(results, batch_size=BATCH)
    through = Reinspection.inspectors.through
    pairs = [
        through(reinspection=row, user=person)
        for (_, row), people in zip(written, crews, strict=True)
        for person in people
    ]
    through.objects.bulk_create(pairs, batch_size=BATCH)
    return written


def _reinspection(world: World, paper: Paper, planned: Round, number: int, left: list[int], leader) -> Reinspection:
    conclusions = Reinspection.Conclusion
    found = conclusions.PARTIAL if planned.rectified else conclusions.FAILED
    conclusion = conclusions.PASSED if set(planned.rectified) == set(left) else found
    is_refused = paper.fate == Fate.OVERDUE and conclusion == conclusions.FAILED
    return Reinspection(
        unit=paper.station,
        created_by=leader,
        created_at=times.at(world, planned.day),
        client_uuid=form_number(world.rng),
        notice=paper.row,
        round=number,
        reinspected_on=planned.day,
        conclusion=conclusion,
        opinion=OPINIONS[conclusion],
        follow_up=Reinspection.FollowUp.INTERVIEW if is_refused else Reinspection.FollowUp.NONE,
    )


def _result(row: Reinspection, paper: Paper, place: int, planned: Round) -> ReinspectionResult:
    return ReinspectionResult(reinspection=row, hazard=paper.found[place].row, is_rectified=place in planned.rectified)


def write_deadlines(notices: list[RectificationNotice], papers: list[Paper]) -> None:
    """Every issued notice has its rectification deadline and the day of reinspection, and what was not served yet the
    day of its service; the imported ones wait for the worker.
    """
    recheck, serve = (Rule.objects.select_related("basis").get(code=code) for code in (RECHECK_RULE, SERVE_RULE))
    by_notice = {paper.row.pk: paper for paper in papers}
    replaced = {paper.row.inspection_id: paper for paper in papers if paper.fate == Fate.REPLACED}
    wanted = []
    for notice in notices:
        paper = by_notice.get(notice.pk) or replaced[notice.inspection_id]
        if paper.fate not in {Fate.DRAFT, Fate.IMPORTED}:
            wanted.append(
                NewDeadline(
                    notice, RECTIFY, unit=notice.unit, rule=notice.rule, starts_on=paper.issued_on, length=paper.length
                )
            )
            wanted.append(
                NewDeadline(notice, RECHECK, unit=notice.unit, rule=recheck, starts_on=paper.due_on, period="1")
            )
        if paper.fate == Fate.UNSERVED:
            wanted.append(NewDeadline(notice, SERVE, unit=notice.unit, rule=serve, starts_on=paper.issued_on))
    opened = open_deadlines(wanted, by=None)
    for deadline, new in zip(opened, wanted, strict=True):
        _settle(deadline, new.subject, by_notice.get(new.subject.pk))
    Deadline.objects.bulk_update(opened, ["closed_on", "is_within_limit", "voided_at"], batch_size=BATCH)


def _settle(deadline: Deadline, notice: RectificationNotice, paper: Paper | None) -> None:
    deadline.voided_at = notice.voided_at
    done_on = None
    if deadline.kind == RECTIFY:
        done_on = notice.closed_on
    elif paper and paper.rounds:
        done_on = max(paper.rounds[0].day, deadline.starts_on)
    if done_on:
        deadline.closed_on, deadline.is_within_limit = done_on, is_within_limit(deadline, done_on)


def write_journal(world: World, ledger, visits: list[Visit], written: list) -> int:
    events = [
        PastEvent(venue, "登记", by=venue.created_by, at=venue.created_at, is_first=True) for venue in ledger.venues
    ]
    for visit in visits:
        events.append(_first(visit.row, "登记"))
        events += [_first(each.row, _first_verb(each.row)) for each in visit.found]
    for notice in RectificationNotice.objects.select_related("created_by", "number").order_by("pk"):
        events += _of_notice(world, notice)
    for paper, row in written:
        events += _of_round(paper, row)
    return log_past(sorted(events, key=lambda event: event.at))


def _first(record, verb: str) -> PastEvent:
    return PastEvent(record, verb, by=record.created_by, at=record.created_at, is_first=True)


def _first_verb(hazard: Hazard) -> str:
    return {Hazard.Disposal.ON_SITE: "销号", Hazard.Disposal.REFERRAL: "移送"}.get(hazard.disposal, "登记")


def _of_notice(world: World, notice: RectificationNotice) -> list[PastEvent]:
    by, issued_at = notice.created_by, notice.created_at
    events = [_first(notice, "草拟" if notice.state == notice.State.DRAFT else "签发")]
    if notice.served_on:
        events.append(PastEvent(notice, "送达", by=by, at=issued_at + dt.timedelta(seconds=1)))
    if notice.voided_at:
        events.append(
            PastEvent(notice, "作废", by=world.chief(notice.unit), at=notice.voided_at, reason=notice.void_reason)
        )
    if notice.requested_on:
        events.append(PastEvent(notice, "申请复查", by=by, at=times.at(world, notice.requested_on)))
    return events


def _of_round(paper: Paper, row: Reinspection) -> list[PastEvent]:
    verb = "销号" if row.conclusion == Reinspection.Conclusion.PASSED else "复查未通过"
    after = row.created_at + dt.timedelta(seconds=1)
    done = [found.row for found in paper.found if found.rectified_on == row.reinspected_on]
    events = [_first(row, "登记"), PastEvent(paper.row, verb, by=row.created_by, at=after)]
    return events + [PastEvent(hazard, "销号", by=row.created_by, at=after) for hazard in done]
