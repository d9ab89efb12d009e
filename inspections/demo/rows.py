"""From plan to rows, in bulk: visits with their answers and hazards, notices with their numbers."""

import random
from collections import Counter
from uuid import UUID

from baiyi.accounts.services import issuing_organ
from baiyi.deadlines.models import LegalBasis
from baiyi.deadlines.services import compute_due, load_calendar
from baiyi.deadlines.serving import Way
from baiyi.exchange.models import DocumentNumber, DocumentSeries
from campaigns.demo import World
from inspections import seeds, services
from inspections.demo import times
from inspections.demo.papers import CLOSED, Fate, Paper
from inspections.demo.visits import Found, Visit
from inspections.models import Answer, Hazard, Inspection, RectificationNotice
from inspections.models.notice import REMEDY
from inspections.models.venue import DocumentType

UNCHECKED_SHARE = 0.02
BATCH = 500
DRAFTS = 3  # 份 waiting to be issued
VOID_REASON = "被检查单位名称填写有误，另行开具"
STATES = dict.fromkeys(CLOSED, RectificationNotice.State.CLOSED) | {
    Fate.OVERDUE: RectificationNotice.State.SERVED,
    Fate.NEAR: RectificationNotice.State.SERVED,
    Fate.LATER: RectificationNotice.State.SERVED,
    Fate.REPLACED: RectificationNotice.State.SERVED,
    Fate.LEFT: RectificationNotice.State.SERVED,
    Fate.AWAITING: RectificationNotice.State.AWAITING,
    Fate.UNSERVED: RectificationNotice.State.ISSUED,
    Fate.DRAFT: RectificationNotice.State.DRAFT,
}


def form_number(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def crew(world: World, station, leader=None) -> list:
    """Two or three 民警 of the station, `leader` first, and now and then a 辅警."""
    officers = [person for person in world.officers(station) if person != leader]
    first = [leader] if leader else []
    crew = first + world.rng.sample(officers, world.rng.choice((2, 2, 3)) - len(first))
    return crew + (world.auxiliaries(station) if world.rng.random() < 0.4 else [])


def write_visits(world: World, visits: list[Visit], items: dict) -> None:
    for visit in visits:
        instant, operation = times.visit(world, visit.day, visit.venue.category.group)
        people = crew(world, visit.venue.unit, visit.venue.responsible)
        visit.row = Inspection(
            unit=visit.venue.unit,
            created_by=people[0],
            created_at=times.later(world, instant, 10, 35),
            client_uuid=form_number(world.rng),
            venue=visit.venue,
            inspected_at=instant,
            inspected_on=visit.day,
            operation=operation,
            outcome=Inspection.Outcome.HAZARD if visit.found else Inspection.Outcome.NORMAL,
        )
        visit.inspectors = people
    visits.sort(key=lambda visit: (visit.row.inspected_at, visit.venue.pk))
    Inspection.objects.bulk_create([visit.row for visit in visits], batch_size=BATCH)
    through = Inspection.inspectors.through
    pairs = [through(inspection=visit.row, user=person) for visit in visits for person in visit.inspectors]
    through.objects.bulk_create(pairs, batch_size=BATCH)
    Answer.objects.bulk_create(
        [answer for visit in visits for answer in _answers(world, visit, items)], batch_size=BATCH
    )


def _answers(world: World, visit: Visit, items: dict):
    bad = {found.item.pk for found in visit.found}
    for item in items[visit.venue.category_id]:
        good = Answer.Result.UNCHECKED if world.rng.random() < UNCHECKED_SHARE else Answer.Result.NORMAL
        yield Answer(inspection=visit.row, item=item, result=Answer.Result.HAZARD if item.pk in bad else good)


class NoticeRows:
    """Writes the notices in the order of their issue, so that numbers and days run together."""

    def __init__(self, world: World):
        self.world = world
        self.bases = {basis.code: basis for basis in LegalBasis.objects.all()}
        self.preferred = {row["code"]: row["bases"].split() for row in seeds.read("categories")}
        self.organs = {station.pk: issuing_organ(station) for station in world.stations}
        self.last: Counter = Counter()
        self.series: dict = {}
        self.drafts, self.calendar = 0, load_calendar()

    def write(self, visits: list[Visit]) -> list[RectificationNotice]:
        """All notices; a voided one stands before the paper that replaced it."""
        notices = []
        for visit in visits:
            for paper in visit.papers:
                if paper.fate == Fate.REPLACED:
                    notices.append(self._row(visit, paper, RectificationNotice.State.VOIDED))
                paper.row = self._row(visit, paper, STATES[paper.fate])
                notices.append(paper.row)
        self._save_numbers([notice for notice in notices if notice.number])
        RectificationNotice.objects.bulk_create(notices, batch_size=BATCH)
        return notices

    def _row(self, visit: Visit, paper: Paper, state: str) -> RectificationNotice:
        category, is_draft = visit.venue.category, paper.fate == Fate.DRAFT
        notice = RectificationNotice(
            unit=visit.venue.unit,
            created_by=visit.row.created_by,
            created_at=visit.row.created_at,
            inspection=visit.row,
            venue=visit.venue,
            document_type=category.document_type,
            remedy="" if is_draft else REMEDY,
            organ_name="" if is_draft else self.organs[visit.venue.unit_id][1].name,
            recipient_name=visit.venue.name,
            inspector_names=services.names_on_paper(visit.inspectors),
            content="\n".join(f"{place}. {found.text}" for place, found in enumerate(paper.found, 1)),
            basis=self._basis(category, paper),
            rule=category.rule,
            state=state,
            is_imported=paper.fate == Fate.IMPORTED,
            issued_on=None if is_draft else paper.issued_on,
            closed_on=paper.closed_on,
            requested_on=paper.requested_on,
        )
        self._serve(notice, paper)
        if is_draft:
            self._plan(notice, paper)
        elif not notice.is_imported:
            self._number(notice, paper)
        return notice

    def _plan(self, notice: RectificationNotice, paper: Paper) -> None:
        """The due day as planned on the day of drafting; the last draft is left for the worker to fill."""
        self.drafts += 1
        if self.drafts < DRAFTS:
            computed = compute_due(notice.rule, paper.issued_on, calendar=self.calendar)
            notice.planned_from, notice.planned_due_on, notice.planned_trace = (
                paper.issued_on,
                computed.due_on,
                computed.trace,
            )

    def _basis(self, category, paper: Paper) -> LegalBasis:
        """The first of the category's bases in force on the day."""
        known = [self.bases[code] for code in self.preferred[category.code]]
        day = paper.issued_on
        return next(basis for basis in known if (basis.effective_from or day) <= day <= (basis.effective_to or day))

    def _serve(self, notice: RectificationNotice, paper: Paper) -> None:
        if notice.state == RectificationNotice.State.VOIDED:
            notice.voided_at = times.later(self.world, notice.created_at, 5, 9)
            notice.void_reason = VOID_REASON
        elif paper.fate not in {Fate.UNSERVED, Fate.DRAFT}:
            notice.served_on, notice.served_at = paper.issued_on, notice.created_at
            notice.delivery = self.world.rng.choice((Way.IN_PERSON, Way.ELECTRONIC)).value
            if notice.delivery == Way.ELECTRONIC:
                notice.receipt_number = f"电子送达回执{notice.created_at:%Y%m%d%H%M}"
            else:
                notice.receiver_name = notice.venue.head_name

    def _number(self, notice: RectificationNotice, paper: Paper) -> None:
        organ, kind = self.organs[notice.unit_id][0], DocumentType(notice.document_type)
        key = (organ, kind.value, paper.issued_on.year)
        self.last[key] += 1
        self.series.setdefault(key, DocumentSeries(organ=organ, document_type=kind.value, year=paper.issued_on.year))
        is_void = notice.state == RectificationNotice.State.VOIDED
        notice.number = DocumentNumber(
            series=self.series[key],
            number=self.last[key],
            text=f"{organ.document_code}{kind.character}字〔{paper.issued_on.year}〕第{self.last[key]:03d}号",
            state=DocumentNumber.State.VOIDED if is_void else DocumentNumber.State.USED,
            reserved_for=notice.inspection.client_uuid
            if paper.fate != Fate.REPLACED or is_void
            else form_number(self.world.rng),
            reserved_by=notice.created_by,
            reserved_at=notice.created_at,
            void_reason=VOID_REASON if is_void else "",
        )

    def _save_numbers(self, notices: list[RectificationNotice]) -> None:
        for key, series in self.series.items():
            series.last_number = self.last[key]
            series.save()
        numbers = [notice.number for notice in notices]
        for number in numbers:
            number.series = number.series  # takes the key the series got
        DocumentNumber.objects.bulk_create(numbers, batch_size=BATCH)
        for notice in notices:
            notice.number = notice.number


def write_hazards(world: World, visits: list[Visit]) -> None:
    found = [(visit, each) for visit in visits for each in visit.found]
    for visit, each in found:
        each.row = _hazard(world, visit, each)
    Hazard.objects.bulk_create([each.row for _, each in found], batch_size=BATCH)


def _hazard(world: World, visit: Visit, found: Found) -> Hazard:
    is_referral = found.disposal == Hazard.Disposal.REFERRAL
    settled = Hazard.State.REFERRED if is_referral else Hazard.State.PENDING
    return Hazard(
        unit=visit.row.unit,
        created_by=visit.row.created_by,
        created_at=visit.row.created_at,
        inspection=visit.row,
        venue=visit.venue,
        item=found.item,
        description=found.text,
        measure=found.measure,
        grade=found.grade,
        disposal=found.disposal,
        state=Hazard.State.CLOSED if found.rectified_on else settled,
        found_on=visit.day,
        rectified_on=found.rectified_on,
        notice=found.paper.row if found.paper else None,
        referred_to=world.units[found.referred_to] if is_referral else None,
        referred_on=visit.day if is_referral else None,
    )
