"""Venues, inspections, hazards, notices: through the services, as the product makes them."""

import itertools
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.exchange.photos import add_photo
from baiyi.records import clock
from inspections import services
from inspections.models import (
    ChecklistItem,
    Hazard,
    Inspection,
    RectificationNotice,
    Reinspection,
    Venue,
    VenueCategory,
)
from inspections.services.evidence import slot_of
from tests.exchange.pictures import another_jpeg

_serial = itertools.count(1)


def make_category(
    code: str = "test-ktv", *, group: str = "entertainment", rule: str = "rectify_working"
) -> VenueCategory:
    category, is_new = VenueCategory.objects.get_or_create(
        code=code,
        defaults={
            "name": f"测试{code}"[:20],
            "group": group,
            "rule": Rule.objects.get(code=rule),
            "document_type": "by_date",
            "inspect_every": 14,
        },
    )
    if is_new:
        category.bases.add(LegalBasis.objects.get(code="yule_44"))
        for place, name in enumerate(("监控运行正常", "疏散通道畅通"), 1):
            ChecklistItem.objects.create(category=category, name=name, position=place)
    return category


def make_venue(unit, by, *, category: VenueCategory | None = None, **facts) -> Venue:
    number = next(_serial)
    facts = {"name": f"星河歌舞厅{number}", "address": f"文庙路{number}号"} | facts
    return services.add_venue(unit=unit, by=by, category=category or make_category(), **facts)


def make_hazard(disposal: str = Hazard.Disposal.BY_DATE, **facts) -> services.HazardFacts:
    return services.HazardFacts(**({"description": "监控录像仅留存18日", "disposal": disposal} | facts))


def make_inspection(venue: Venue, inspectors, *, hazards=(), issue_now: bool = True, **facts) -> Inspection:
    by_date = any(each.disposal == Hazard.Disposal.BY_DATE for each in hazards)
    notice = None
    if by_date:
        basis = LegalBasis.objects.get(code="yule_44")
        notice = services.NoticeFacts(
            basis=basis, recipient_name=venue.name, content="监控录像仅留存18日", issue_now=issue_now
        )
    reported = services.InspectionFacts(
        **(
            {
                "venue": venue,
                "inspected_at": clock.now(),
                "inspectors": list(inspectors),
                "hazards": list(hazards),
                "notice": notice,
            }
            | facts
        )
    )
    return services.record_inspection(reported, by=inspectors[0], client_uuid=uuid.uuid4())


def make_issued_notice(venue: Venue, inspectors) -> RectificationNotice:
    inspection = make_inspection(venue, inspectors, hazards=[make_hazard()])
    return inspection.notices.get()


def make_round(notice: RectificationNotice, inspectors, found=True, **facts) -> Reinspection:
    """A reinspection today: all that is open was found so, or each hazard as `found` says; what is rectified was
    photographed.
    """
    results = found if isinstance(found, dict) else dict.fromkeys(notice.hazards.open(), found)
    known = {"by": inspectors[0], "client_uuid": uuid.uuid4(), "on": clock.today(), "inspectors": list(inspectors)}
    known |= facts
    for hazard, is_rectified in results.items():
        if is_rectified:
            take_after(hazard, known["client_uuid"], known["by"])
    return services.record_reinspection(notice, results=results, **known)


def take_after(hazard: Hazard, client_uuid: uuid.UUID, by):
    """整改后照片, of a form that is not sent yet."""
    upload = SimpleUploadedFile("after.jpg", another_jpeg())
    return add_photo(upload=upload, client_uuid=client_uuid, slot=slot_of(hazard), kind="after", by=by)
