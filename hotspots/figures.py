"""Figures of hotspots and their weekly supervision. Every one hangs on an event day, so that any past day can be
recomputed.
"""

from django.db.models import F, Q

from baiyi.figures import Definition, Flow, Matching, Stock, Sum, register
from hotspots import rights
from hotspots.models import Hotspot, Supervision, WeeklyDuty


def _visits():
    return Supervision.objects.current()


def _hotspots():
    return Hotspot.objects.current()


def _was_listed(period) -> Q:
    """On any day of the period: a hotspot delisted since stays among them."""
    still_listed = Q(delisted_on=None) | Q(delisted_on__gte=period.since)
    return still_listed & Q(listed_on__lte=period.until)


register(
    Stock(
        key="hotspots_listed",
        label="挂牌整治区域",
        measure="处",
        definition=Definition("截至当日已公布挂牌、尚未摘牌的治安乱点区域；作废的不计"),
        right=rights.VIEW,
        rows=_hotspots,
        since="listed_on",
        until="delisted_on",
        list_url="hotspots:hotspot-list",
        order=40,
        headline=True,
    )
)
register(
    Matching(
        key="hotspots_tackled",
        label="累计挂牌整治",
        measure="处",
        definition=Definition(
            "行动期间挂过牌的治安乱点区域，一处计一次：行动开始时已挂牌的计入，摘牌后仍计；作废的不计"
        ),
        right=rights.VIEW,
        rows=_hotspots,
        happened=_was_listed,
        list_url="hotspots:hotspot-list",
        order=40,
    )
)
register(
    Flow(
        key="supervisions_held",
        label="督导检查",
        measure="次",
        definition=Definition("督导日在行动期间的督导检查，一处督导几次计几次；作废的不计"),
        right=rights.VIEW,
        rows=_visits,
        when="supervised_on",
        list_url="hotspots:supervision-list",
        order=41,
    )
)
register(
    Sum(
        key="supervision_problems",
        label="督导发现问题",
        measure="处",
        definition=Definition("督导日在行动期间的督导检查所记问题数之和；作废的不计"),
        right=rights.VIEW,
        rows=_visits,
        when="supervised_on",
        column=F("problem_count"),
        list_url="hotspots:supervision-list",
        order=42,
    )
)
register(
    Flow(
        key="supervisions_missed",
        aside="supervisions_made_up",
        label="漏督",
        measure="次",
        definition=Definition(
            "最后一天在行动期间、到 24 时没有督导记录的督导周，一处缺一周计一次；事后补录的仍计，另列已补"
        ),
        right=rights.VIEW,
        rows=lambda: WeeklyDuty.objects.missed(),
        when="ends_on",
        list_url="hotspots:duty-list",
        order=43,
    )
)
register(
    Flow(
        key="supervisions_made_up",
        label="其中已补",
        measure="次",
        definition=Definition("漏督的督导周中，事后补录过督导的"),
        right=rights.VIEW,
        rows=lambda: WeeklyDuty.objects.made_up(),
        when="ends_on",
        part_of="supervisions_missed",
        list_url="hotspots:duty-list",
        order=43,
    )
)
