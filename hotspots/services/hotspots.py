"""Verbs on hotspots: list, change, delist, void; assign who answers for one, and sign for it."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from baiyi.accounts.models import Posting
from baiyi.accounts.roles import POLICE, Role
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move
from baiyi.records.rights import roles_with
from campaigns.models import Campaign
from hotspots import messages, rights
from hotspots.models import Hotspot, HotspotAssignment, Timetable
from hotspots.services.duties import campaign_of, open_duties, open_week_of

Post = HotspotAssignment.Post
YEAR = 365  # days: the term ends within a year of the listing
EARLIEST = dt.date(2000, 1, 1)  # nothing of this system is older
FIELDS = ("name", "unit", "reason", "level", "area", "description", "listed_on", "published_as", "rectify_by")


def list_hotspot(*, by, owner=None, leader=None, supervised_from: dt.date | None = None, **facts) -> Hotspot:
    """挂牌: with the people who answer for it; the duty of a week that has begun is opened at once.

    `facts` are `FIELDS`. Raises PermissionDenied, MoveRefused.
    """
    hotspot = Hotspot(created_by=by, created_at=clock.now(), **facts)
    if not by.has_perm(rights.MANAGE, hotspot):
        raise PermissionDenied(rights.MANAGE)
    campaign = _set_days(hotspot, supervised_from)
    with transaction.atomic():
        _save(hotspot, verb="挂牌")
        for post, person in ((Post.LEADER, leader), (Post.OWNER, owner)):
            if person is not None:
                _begin(hotspot, post=post, person=person, reason="挂牌时指定", by=by)
        _open_current(hotspot, campaign)
    return hotspot


def change_hotspot(hotspot: Hotspot, *, by, version: int, supervised_from: dt.date | None = None, **facts) -> Hotspot:
    """Put right what was typed while it is listed. Raises PermissionDenied, MoveRefused, StaleRecord."""
    with transaction.atomic():
        locked = _locked(hotspot, by=by, right=rights.MANAGE, version=version)
        for name, value in facts.items():
            setattr(locked, name, value)
        if not by.has_perm(rights.MANAGE, locked):
            raise PermissionDenied(rights.MANAGE)
        campaign = _set_days(locked, supervised_from or locked.supervised_from)
        _save(locked)
        _open_current(locked, campaign)
        return locked


def delist(hotspot: Hotspot, *, by, reason: str, on: dt.date, version: int | None = None) -> Hotspot:
    """摘牌: what is open for the week asks for nothing any more. Raises PermissionDenied, MoveRefused, StaleRecord."""
    if not hotspot.listed_on <= on <= clock.today():
        raise MoveRefused(f"摘牌日须在公布日（{hotspot.listed_on}）和今天之间")
    return move(hotspot, "delist", by=by, reason=reason, version=version, on=on)


def void_hotspot(hotspot: Hotspot, *, by, reason: str, version: int | None = None) -> Hotspot:
    """Listed by mistake. Raises PermissionDenied, MoveRefused (it was visited already), StaleRecord."""
    if hotspot.supervisions.current().exists():
        raise MoveRefused("已有督导记录，不能作废；整治结束请用“摘牌”")
    return move(hotspot, "void", by=by, reason=reason, version=version, at=clock.now())


def assign(hotspot: Hotspot, *, post: str, person, reason: str, by, version: int | None = None) -> HotspotAssignment:
    """指定责任人: the one of now ends today, the new one begins and is told; what is open moves with it.

    Raises PermissionDenied, StaleRecord, MoveRefused.
    """
    with transaction.atomic():
        locked = _locked(hotspot, by=by, right=rights.ASSIGN, version=version)
        held = (
            locked.assignments.current()
            .select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .order_by("pk")
        )
        locked.current_assignments = list(held)
        before = locked.held_by(post)
        if before is not None and before.person_id == person.pk:
            raise MoveRefused(f"{person.name}已经是这里的{Post(post).label}，不用再指定")
        if before is not None:
            _end(before, reason=reason)
        made = _begin(locked, post=post, person=person, reason=reason, by=by)
        if before is not None:
            _release(before, made, by=by)
        locked.save()
        return made


def sign(assignment: HotspotAssignment, *, by) -> HotspotAssignment:
    """签收 by the person himself. Raises PermissionDenied, MoveRefused."""
    with transaction.atomic():
        locked = (
            HotspotAssignment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("hotspot", "person")
            .get(pk=assignment.pk)
        )
        if locked.person_id != by.pk:
            raise PermissionDenied(rights.VIEW)
        if locked.signed_at is not None:
            raise MoveRefused("你已经签收过了")
        if locked.ends_on is not None or not locked.hotspot.is_listed:
            raise MoveRefused("这项责任已经移交或结束，不用签收")
        locked.signed_at = clock.now()
        locked.save(update_fields=["signed_at"], verb="签收")
        return locked


def refusal_of(person, post: str, *, on: dt.date) -> str:
    """Why this person cannot hold the post; empty when he can."""
    roles = set(Posting.objects.in_force(on).filter(user=person).values_list("role", flat=True))
    if not person.is_active or not roles & set(POLICE):
        return f"{person.name}没有在岗任职，不能指定"
    if post == Post.LEADER and Role.LEADER not in roles:
        return f"分管领导须是分局领导，{person.name}不是"
    if post == Post.OWNER and person.police_status != person.PoliceStatus.POLICE:
        return f"整治责任人须是民警，{person.name}不是"
    if post == Post.OWNER and not roles & roles_with(rights.SUPERVISE):
        return f"整治责任人须能登记督导，{person.name}的岗位不能"
    return ""


def _locked(hotspot: Hotspot, *, by, right: str, version: int | None) -> Hotspot:
    locked = lock(hotspot, version=version)
    if not by.has_perm(right, locked):
        raise PermissionDenied(right)
    if not locked.is_listed:
        raise MoveRefused(f"“{locked}”当前状态为“{locked.get_state_display()}”，不能再改")
    return locked


def _save(hotspot: Hotspot, *, verb: str = "") -> None:
    same = Hotspot.objects.listed().filter(name=hotspot.name).exclude(pk=hotspot.pk)
    refusal = MoveRefused(f"“{hotspot.name}”已经挂牌，同名的区域不能再挂一次")
    with rows.unless_taken(same.first, lambda other: refusal):
        hotspot.save(verb=verb)


def _set_days(hotspot: Hotspot, first: dt.date | None) -> Campaign:
    """Check the days and set the first week to be supervised; `first` is any day of it. Returns the campaign it
    follows.
    """
    if hotspot.listed_on > clock.today():
        raise MoveRefused("公布日不能晚于今天")
    if hotspot.listed_on < EARLIEST:
        raise MoveRefused("公布日过早，请核对年份")
    if hotspot.rectify_by < hotspot.listed_on:
        raise MoveRefused("整治期限不能早于公布日")
    if (hotspot.rectify_by - hotspot.listed_on).days >= YEAR:
        raise MoveRefused("整治期限须在公布日起一年以内，请核对年份")
    if first is not None and first > hotspot.rectify_by:
        raise MoveRefused("首次督导周不能晚于整治期限")
    campaign = campaign_of(hotspot, hotspot.listed_on)
    if campaign is None:
        raise MoveRefused("这个单位还没有专项行动，不能挂牌；请先新建行动")
    week = (
        Timetable.objects.weeks_of(campaign).first_supervised(hotspot.listed_on)
        if first is None
        else campaign.week_of(max(first, EARLIEST))
    )
    if week < campaign.week_of(hotspot.listed_on):
        raise MoveRefused("首次督导周不能早于公布日所在的一周")
    hotspot.supervised_from = week.starts_on
    return campaign


def _open_current(hotspot: Hotspot, campaign: Campaign) -> None:
    """The week of today, when it is one to be supervised and has begun for this hotspot."""
    today = clock.today()
    week = campaign.week_of(today)
    is_running = campaign.starts_on <= today <= campaign.ends_on and Timetable.objects.weeks_of(campaign).has_duty(week)
    if is_running and hotspot.supervised_from <= week.ends_on:
        open_duties([hotspot], week)


def _end(assignment: HotspotAssignment, *, reason: str) -> None:
    assignment.ends_on = clock.today()
    assignment.save(update_fields=["ends_on"], verb=f"移交{assignment.get_post_display()}", reason=reason)


def _release(before: HotspotAssignment, made: HotspotAssignment, *, by) -> None:
    """The one of before hears that it is no longer his; the address is one he may still open."""
    facts = {"by": by.name, "hotspot": made.hotspot.name, "post": made.get_post_display(), "person": made.person.name}
    send(
        [before.person],
        kind=messages.RELEASED,
        subject=made.hotspot,
        period=str(made.pk),
        facts=facts,
        url=reverse("notifications:inbox"),
    )


def _begin(hotspot: Hotspot, *, post: str, person, reason: str, by) -> HotspotAssignment:
    if refusal := refusal_of(person, post, on=clock.today()):
        raise MoveRefused(refusal)
    made = HotspotAssignment(
        hotspot=hotspot, post=post, person=person, starts_on=clock.today(), assigned_by=by, assigned_at=clock.now()
    )
    made.reason = reason
    made.save(verb=f"指定{made.get_post_display()}", reason=reason)
    hotspot.__dict__.pop("current_assignments", None)
    send([person], kind=messages.ASSIGNED, subject=hotspot, period=str(made.pk), facts=_facts(made, by))
    return made


def _facts(made: HotspotAssignment, by) -> dict:
    week = open_week_of(made.hotspot, clock.today()) if made.post == Post.OWNER else None
    still = f"本周（{week}）还没有督导，由你完成。" if week else ""
    return {"by": by.name, "hotspot": made.hotspot.name, "post": made.get_post_display(), "open": still}
