"""What inspections ask of those who lead a station or the campaign's office: notices to issue, extensions to decide,
venues that may be gone, major hazards nobody of them has looked at. One statement for all of it, and none where nothing
waits: it stands on first pages.
"""

import datetime as dt
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, DateField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from baiyi.deadlines.kinds import label_of
from baiyi.deadlines.receipts import lamp_of_day
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from inspections import rights
from inspections.kinds import RECTIFY
from inspections.models import ExtensionRequest, FailedVisit, Hazard, RectificationNotice
from inspections.services.reporting import MAJOR
from inspections.services.waiting import waiting_lately

NO_DAY = Cast(Value(None), DateField())
EMPTY = {
    "w_title": Value(""),
    "w_words": Value(""),
    "w_number": Value(""),
    "w_day": NO_DAY,
    "w_wanted": NO_DAY,
    "w_latest": NO_DAY,
    "w_message": Value(0),
}
COLUMNS = ("w_part", "w_key", *EMPTY)


@todo_sources.register
def waits_at_the_desk(user, on: dt.date) -> Iterator[Todo]:
    """待签发 in one row, 待批延期 a row a request, 停用核实 a row a venue, 重大隐患 a row a hazard until it is seen or
    closed. One statement.
    """
    asked = (_to_issue(user), _to_extend(user), _gone(user), _major(user))
    parts = [part for part in asked if part is not None]
    rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    said = {"issue": _issue_row, "extend": _extend_row, "gone": _gone_row, "major": _major_row}
    seen = set()
    for part, key, *columns in rows:
        if (part, key) not in seen:
            seen.add((part, key))
            yield said[part](key, dict(zip(EMPTY, columns, strict=True)), on)


def _to_issue(user) -> QuerySet | None:
    if not user.has_perm(rights.DECIDE):
        return None
    drafts = RectificationNotice.objects.visible_to(user).current().filter(state=RectificationNotice.State.DRAFT)
    mine = drafts.filter(unit__in=user.unit_ids(rights.DECIDE)).order_by().values(w_part=Value("issue"))
    return _columns(mine.annotate(w_key=Count("pk")).filter(w_key__gt=0))


def _to_extend(user) -> QuerySet | None:
    """What somebody else asked for."""
    if not user.has_perm(rights.DECIDE):
        return None
    asked = ExtensionRequest.objects.visible_to(user).waiting().filter(unit__in=user.unit_ids(rights.DECIDE))
    words = {"w_title": F("notice__venue__name"), "w_words": F("reason"), "w_day": F("due_on")}
    words |= {"w_wanted": F("wanted_on"), "w_latest": F("latest_on")}
    words |= {"w_number": Coalesce(F("notice__number__text"), Value(""))}
    mine = asked.exclude(created_by=user).order_by()
    return _columns(mine.annotate(w_part=Value("extend"), w_key=F("notice"), **words))


def _gone(user) -> QuerySet | None:
    units = user.unit_ids(rights.RETIRE)
    if not waiting_lately(MAJOR)[1].intersection(units):
        return None
    rows = FailedVisit.objects.visible_to(user).proposing().filter(unit__in=units).order_by()
    words = {"w_title": F("venue__name"), "w_words": F("outcome"), "w_day": F("visited_on")}
    return _columns(rows.annotate(w_part=Value("gone"), w_key=F("venue"), **words))


def _major(user) -> QuerySet | None:
    """Told to this person and not read, of hazards that are still open."""
    if user.pk not in waiting_lately(MAJOR)[0]:
        return None
    told = Notification.objects.visible_to(user).unread()
    message = told.filter(kind=MAJOR, content_type=ContentType.objects.get_for_model(Hazard), object_id=OuterRef("pk"))
    rows = Hazard.objects.visible_to(user).open().order_by().filter(grade=Hazard.Grade.MAJOR)
    rows = rows.annotate(w_message=Subquery(message.order_by().values("pk")[:1])).filter(w_message__isnull=False)
    words = {"w_title": F("venue__name"), "w_words": F("description"), "w_day": F("found_on")}
    return _columns(rows.annotate(w_part=Value("major"), w_key=F("pk"), **words))


def _columns(rows: QuerySet) -> QuerySet:
    """The same columns of every part."""
    missing = {name: value for name, value in EMPTY.items() if name not in rows.query.annotations}
    return rows.annotate(**missing).values_list(*COLUMNS)


def _issue_row(count: int, row: dict, on: dt.date) -> Todo:
    return Todo(f"签发通知书 {count} 份", f"{address_of('inspections:notice-list')}?tab=draft", label="待签发")


def _extend_row(notice: int, row: dict, on: dt.date) -> Todo:
    due_on, latest = row["w_day"], f"，最晚可延至{_said(row['w_latest'])}" if row["w_latest"] else ""
    days = f"现期限{_said(due_on)}，申请延至{_said(row['w_wanted'])}{latest}"
    return Todo(
        f"审批延期 {row['w_title']}",
        address_of("inspections:notice-extend", notice),
        note=" · ".join(filter(None, (row["w_number"], days, row["w_words"]))),
        due_on=due_on,
        lamp=lamp_of_day(due_on, on=on, word=label_of(RECTIFY)),
        label="待批延期",
    )


def _gone_row(venue: int, row: dict, on: dt.date) -> Todo:
    note = f"{_said(row['w_day'])}到访：{FailedVisit.Outcome(row['w_words']).label}"
    url = address_of("inspections:venue-detail", venue)
    return Todo(f"核实是否停用 {row['w_title']}", url, note=note, label="停用核实")


def _major_row(hazard: int, row: dict, on: dt.date) -> Todo:
    facts = {
        "note": f"{row['w_words']} · {_said(row['w_day'])}查出",
        "due_on": on,
        "lamp": lamps.overdue("重大隐患"),
        "label": "重大隐患",
    }
    url = address_of("inspections:hazard-detail", hazard)
    return Todo(row["w_title"], url, seen_url=address_of("notifications:message-open", row["w_message"]), **facts)


def _said(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
