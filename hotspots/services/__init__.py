"""What can be done with hotspots, their people, their weeks and visits."""

from hotspots.services.drafts import DRAFT, draft_of_day, drafts_at, keep_draft
from hotspots.services.duties import campaign_of, close_week, open_duties, open_week, open_week_of, remind_week
from hotspots.services.hotspots import (
    assign,
    change_hotspot,
    delist,
    list_hotspot,
    refusal_of,
    sign,
    void_hotspot,
)
from hotspots.services.supervisions import (
    BACK_DAYS,
    SLOT,
    SupervisionFacts,
    SupervisionRefused,
    duty_again,
    find_problems,
    is_first_of_week,
    last_visit,
    may_void,
    record_supervision,
    recorded_with,
    refusal_of_supervisor,
    void_supervision,
)
from hotspots.services.timetable import arrange, has_duties
from hotspots.services.urging import chase, owners_to_chase, start_chase, to_chase

__all__ = [
    "BACK_DAYS",
    "DRAFT",
    "SLOT",
    "SupervisionFacts",
    "SupervisionRefused",
    "arrange",
    "assign",
    "campaign_of",
    "change_hotspot",
    "chase",
    "close_week",
    "delist",
    "draft_of_day",
    "drafts_at",
    "duty_again",
    "find_problems",
    "has_duties",
    "is_first_of_week",
    "keep_draft",
    "last_visit",
    "list_hotspot",
    "may_void",
    "open_duties",
    "open_week",
    "open_week_of",
    "owners_to_chase",
    "record_supervision",
    "recorded_with",
    "refusal_of",
    "refusal_of_supervisor",
    "remind_week",
    "sign",
    "start_chase",
    "to_chase",
    "void_hotspot",
    "void_supervision",
]
