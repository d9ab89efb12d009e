"""What may be done with many hotspots at once."""

from functools import partial

from baiyi.exchange.bulk.acts import register
from baiyi.exchange.bulk.forms import PersonReasonForm
from baiyi.records import clock
from hotspots import rights
from hotspots.candidates import candidates
from hotspots.models import HotspotAssignment
from hotspots.services import assign
from hotspots.services.urging import chase_hotspot, refusal_of_chase

OWNER = HotspotAssignment.Post.OWNER

register(
    "hotspots.hotspot",
    "chase",
    name="催办",
    right=rights.CHASE,
    act=chase_hotspot,
    refusal=lambda hotspot, by: refusal_of_chase(hotspot),
    read=lambda rows: rows.with_week(clock.today()).select_related("unit"),
    icon="bell",
)
register(
    "hotspots.hotspot",
    "assign",
    name="指定整治责任人",
    right=rights.ASSIGN,
    act=partial(assign, post=OWNER),
    refusal=lambda hotspot, by: "" if hotspot.is_listed else f"当前状态为“{hotspot.get_state_display()}”，不能再改",
    form=PersonReasonForm,
    form_facts=lambda by: {"people": candidates(OWNER, clock.today())},
    icon="person",
)
