"""检查记录, 隐患 and 通知书: what holds for the pages of every record."""

from baiyi.records import clock
from inspections import services
from inspections.models import Inspection
from inspections.views.inspections import HAZARDS, INSPECTIONS
from inspections.views.notices import NOTICES
from tests.factories import Force, make_hazard, make_inspection, make_venue
from tests.records.contract import RecordPagesContract, Sample


def make_visit(force: Force, **facts) -> Inspection:
    return make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], **facts
    )


def make_notice(force: Force, state: str = "issued"):
    """Drafted, issued or served."""
    notice = make_visit(force, issue_now=state != "draft").notices.get()
    if state == "served":
        services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person")
    return notice


class TestInspectionPages(RecordPagesContract):
    sample = Sample(INSPECTIONS, who="alice", make=make_visit)


class TestHazardPages(RecordPagesContract):
    sample = Sample(HAZARDS, who="alice", make=lambda force: make_visit(force).hazards.get())


class TestDraftNoticePages(RecordPagesContract):
    sample = Sample(
        NOTICES,
        who="alice",
        make=lambda force: make_notice(force, "draft"),
        changed={"content": "监控录像仅留存十五日"},
        moves={"issue": {}},
    )


class TestNoticePages(RecordPagesContract):
    sample = Sample(
        NOTICES,
        who="chief",
        make=lambda force: make_notice(force, "served"),
        moves={
            "request_reinspection": {},
            "extend": {"length": "3", "reason": "配件未到"},
            "void": {"reason": "写错单位"},
        },
    )
