"""行动成效: what the campaign came to, section by section as it is told, every number from records."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from baiyi.accounts.models import Unit
from campaigns.models import Campaign
from cockpit.sheet import Sections, Sheet, read_sheet

SECTIONS: Sections = (
    ("部署推进", ("responsibility_items", "operations_held")),
    (
        "集中清查",
        (
            "checkpoints_opened",
            "venues_inspected",
            "hazmat_firms_inspected",
            "hotspots_tackled",
            "violations_handled",
            "hazards_found",
            "hazards_rectified",
            "notices_issued",
        ),
    ),
    ("道路交通", ("night_sheets", "drink_driving_persons", "drunk_driving_persons")),
    (
        "严打攻势",
        (
            "gangs_broken",
            "fraud_coerced_persons",
            "cable_theft_suspects",
            "brawl_persons",
            "vice_coerced_persons",
            "vice_penalised_persons",
            "illegal_foreigners",
        ),
    ),
    ("矛盾化解", ("disputes_found", "latent_disputes_found", "disputes_transferred", "disputes_resolved")),
    (
        "夏季夜巡",
        (
            "patrol_zones",
            "patrol_beats",
            "patrol_shifts",
            "patrol_force",
            "volunteers_on_patrol",
            "armed_night_patrols",
            "response_on_time_rate",
            "street_thefts",
            "street_theft_change",
        ),
    ),
    ("防溺水", ("waters_kept", "drowning_devices", "water_patrols", "dissuaded_persons", "dissuaded_minors")),
    ("平安宣传", ("publicity_held", "elder_fraud_publicity_held", "publicity_audience", "publicity_sheets")),
)


@dataclass(frozen=True)
class Results:
    campaign: Campaign
    sheet: Sheet

    @property
    def text(self) -> str:
        """A sentence a section, to be sent on: what is zero is left out."""
        told = [(title, self.sheet.said(lines)) for title, lines in SECTIONS]
        return "".join(f"{title}：{'，'.join(said)}。" for title, said in told if said)


def results(request, campaign: Campaign, units: Sequence[Unit], on: dt.date) -> Results:
    """Up to the end of that day, of these units. One statement for all figures. Raises FiguresUnread."""
    return Results(campaign, read_sheet(request, SECTIONS, campaign.period(on), units))
