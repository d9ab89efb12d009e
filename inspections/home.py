"""What the rooms of inspections put on the first page: 今日任务, the station's notices, what was lent to a partner
body.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.accounts.services import open_drafts
from baiyi.accounts.territory import stations
from baiyi.deadlines.receipts import near_until
from baiyi.figures import get
from baiyi.figures.evaluation import Ask, evaluate_once
from baiyi.figures.links import list_link
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Problem, Problems, Row, Tile, Way, worst_of
from baiyi.records.hooks import Panel, SetupStep, exceptions, home_panels, setup_steps
from baiyi.records.models import Draft
from campaigns.rights import MANAGE
from inspections import rights, today_tasks
from inspections.kinds import RECTIFY
from inspections.models import Hazard, RectificationNotice, SweepForce, Venue
from inspections.reading.at_hand import groups_now, shares_now
from inspections.services import DRAFT

STATION = {Role.CHIEF, Role.CLERK}
SHOWN = 6
MOST_SHARES = 5  # of a partner body on its first page
OVERDUE = "hazards_overdue"
State = RectificationNotice.State


setup_steps.append(
    SetupStep(
        label="场所台账",
        note="导入各所的场所，或逐家登记",
        url_name="inspections:venue-list",
        right=MANAGE,
        rows=Venue.objects.current,
        order=50,
    )
)


@home_panels.append
def today(request) -> Panel | None:
    """今日任务: for those who go out. Six statements. Chief and clerk have their station instead."""
    user = request.user
    if not user.has_perm(rights.RECORD) or (STATION & user.roles and Role.OFFICER not in user.roles):
        return None
    on, unsent = clock.today(), open_drafts(user)
    drafts = [each.draft for each in unsent if each.draft.kind == DRAFT]
    facts = {
        "tasks": today_tasks.tasks_of(user, on=on, drafts=drafts),
        "rechecks": today_tasks.rechecks_of(user, on=on),
        "unsent": unsent,
        "on": on,
    }
    return Panel("inspections/_today.html", facts, order=10)


@home_panels.append
def notices_of_station(request) -> Panel | None:
    """What stands badly with the station's notices, by venue and officer: overdue, to reinspect, not served. Two
    statements.
    """
    user = request.user
    if not STATION & user.roles:
        return None
    on, notices = clock.today(), RectificationNotice.objects.visible_to(user)
    counts = notices.tab_counts(["draft", "issued", "overdue", "recheck"], on)
    rows = _notices_behind(notices, on)[:SHOWN]
    return Card(
        "通知书与隐患",
        more=Way("隐患·整改", f"{address_of('inspections:hazard-list')}?tab=overdue"),
        tiles=_tiles(counts, is_chief=Role.CHIEF in user.roles),
        rows=[_row_of_notice(each, on) for each in rows],
        empty="没有超期、到期复查和待送达的通知书",
        way=Way("看全部通知书", address_of("inspections:notice-list")),
    ).panel(order=12)


def _tiles(counts: dict, *, is_chief: bool) -> list[Tile]:
    base = address_of("inspections:notice-list")
    red, yellow = lamps.overdue("整改超期"), lamps.near("待办")
    asked = [
        ("draft", "待签发" if is_chief else "草拟未签发", yellow),
        ("issued", "待送达", yellow),
        ("overdue", "整改超期", red),
        ("recheck", "到期复查", yellow),
    ]
    return [
        Tile(label, counts[tab], f"{base}?tab={tab}", measure="份", lamp=lamp if counts[tab] else None)
        for tab, label, lamp in asked
    ]


def _notices_behind(notices, on: dt.date):
    """Worst first; `is_to_reinspect` tells those of 到期复查."""
    again = RectificationNotice.objects.to_reinspect(near_until(on)).order_by().values("pk")
    late = RectificationNotice.objects.overdue(on, kind=RECTIFY).order_by().values("pk")
    chosen = notices.current().filter(Q(pk__in=again) | Q(pk__in=late) | Q(state=State.ISSUED)).with_due()
    found = chosen.annotate(is_to_reinspect=Exists(RectificationNotice.objects.filter(pk=OuterRef("pk"), pk__in=again)))
    return found.select_related("venue__responsible", "inspection__created_by", "number").order_by(
        "effective_due_on", "pk"
    )


def _row_of_notice(notice: RectificationNotice, on: dt.date) -> Row:
    officer = notice.venue.responsible or notice.inspection.created_by
    number = notice.number.text if notice.number_id else "补录"
    label = "待送达" if notice.state == State.ISSUED else "到期复查" if notice.is_to_reinspect else ""
    return Row(notice.venue.name, notice.get_absolute_url(), f"{officer} · {number}", label=label, lamp=notice.due_lamp)


@home_panels.append
def drafts_of_station(request) -> Panel | None:
    """未提交草稿 of the station's people, for its clerk: whose, of which venue, since when. One statement."""
    user = request.user
    if Role.CLERK not in user.roles:
        return None
    people = User.objects.posted_at(user.unit_ids(rights.RECORD), clock.today()).order_by().values("pk")
    rows = (
        Draft.objects.filter(kind=DRAFT, user__in=people)
        .select_related("user")
        .defer("payload")
        .order_by("updated_at", "pk")
    )
    return Card(
        "未提交草稿",
        note="检查登记",
        rows=[_row_of_draft(draft, user) for draft in rows[:SHOWN]],
        empty="本所的检查登记都已提交",
        way=Way("登记检查", address_of("inspections:inspection-entry")),
        foot="开了头没有提交的，最早的在前；只有本人能继续",
    ).panel(order=14, is_aside=True)


def _row_of_draft(draft: Draft, user) -> Row:
    url = (
        f"{address_of('inspections:inspection-entry')}?draft={draft.client_uuid}"
        if draft.user_id == user.pk
        else _venue_of(draft)
    )
    since = localtime(draft.updated_at)
    note = f"{draft.user} · {since.month}月{since.day}日 {since:%H:%M}"
    return Row(draft.label or "检查登记", url, note, lamp=lamps.near("未提交"))


def _venue_of(draft: Draft) -> str:
    if draft.subject_id is None:
        return address_of("inspections:inspection-list")
    return address_of("inspections:venue-detail", draft.subject_id)


@home_panels.append
def referrals(request) -> Panel | None:
    """What was handed over to the partner body, the newest first; nothing where nothing was. Two statements."""
    user = request.user
    if Role.PARTNER not in user.roles:
        return None
    lent = Hazard.objects.visible_to(user).current()
    counts = lent.tab_counts(["referred"], clock.today())
    if not counts["referred"]:
        return None
    rows = lent.filter(state=Hazard.State.REFERRED).select_related("venue", "unit").order_by("-referred_on", "-pk")
    return Card(
        "移送给本单位的隐患",
        more=Way("隐患·整改", address_of("inspections:hazard-list")),
        tiles=[
            Tile("已移送", counts["referred"], f"{address_of('inspections:hazard-list')}?tab=referred", measure="处")
        ],
        rows=[_row_of_referral(each) for each in rows[: 2 * SHOWN]],
        foot="你在这里能看：移送给本单位的隐患、照片、移送日和移送单位；签收、退回、反馈结果在“流转”里。",
    ).panel(order=10)


def _row_of_referral(hazard: Hazard) -> Row:
    day = hazard.referred_on
    moved = f"{day.month}月{day.day}日移送" if day else "移送日未记"
    lamp = (
        lamps.overdue(hazard.get_grade_display())
        if hazard.grade == Hazard.Grade.MAJOR
        else lamps.tag(hazard.get_grade_display())
    )
    return Row(
        hazard.venue.name, hazard.get_absolute_url(), f"{hazard.description} · {hazard.unit} · {moved}", lamp=lamp
    )


@exceptions.append
def overdue_hazards(request, period, units) -> Problems | None:
    """Overdue hazards (处) by station, the most first.
    At most one statement; none where the page ranks the stations.
    """
    at_stations = {unit: Ask(OVERDUE, period, ids) for unit, ids in stations(units).items()}
    everywhere = Ask(OVERDUE, period, tuple(unit.pk for unit in units))
    found = evaluate_once(request, [everywhere, *at_stations.values()])
    counts = {unit: found[ask] for unit, ask in at_stations.items() if found[ask]}
    link = list_link(get(OVERDUE), period)

    def problem(unit) -> Problem:
        said = f"{unit.short_name} {counts[unit]} 处"
        return Problem(lamps.overdue("整改超期"), said, "超期未整改", f"{link}&within={unit.pk}")

    worst = worst_of(sorted(counts, key=counts.get, reverse=True), problem, by=counts.get)
    url = f"{link}&within={units[0].pk}"
    return Problems(title="隐患整改超期", total=found[everywhere], measure="处", url=url, order=10, **worst)


@home_panels.append
def sweep_now(request) -> Panel | None:
    """The running sweep of who goes out: signing on, the next venue, the report. One statement."""
    user = request.user
    if not user.has_perm(rights.RECORD):
        return None
    groups = groups_now(user, clock.now())
    return Panel("inspections/_sweep_now.html", {"groups": groups}, order=8) if groups else None


@home_panels.append
def joined_sweeps(request) -> Panel | None:
    """What a partner body still has to come to or to confirm of its share in sweeps; nothing where it has none of
    these days. One statement.
    """
    user, at = request.user, clock.now()
    if not user.has_perm(rights.JOIN):
        return None
    shares = shares_now(user, at)
    if not shares:
        return None
    page = address_of("inspections:sweep-joined")
    waiting = [share for share in shares if not share.has_confirmed or share.group.operation.ends_at > at]
    return Card(
        "协同清查",
        more=Way("本单位的份额", page),
        rows=[_row_of_share(share, page) for share in waiting[:MOST_SHARES]],
        empty="近期参加的清查都已确认实到人数",
        foot=f"另有 {len(waiting) - MOST_SHARES} 组" if len(waiting) > MOST_SHARES else "",
    ).panel(order=8)


def _row_of_share(share: SweepForce, page: str) -> Row:
    operation = share.group.operation
    begins = localtime(operation.starts_at)
    note = f"{share.group} · {begins.month}月{begins.day}日 {begins:%H:%M} · 计划 {share.planned} 人"
    lamp = lamps.good("已确认") if share.has_confirmed else lamps.near("待确认实到")
    return Row(operation.name, page, note, lamp=lamp)
