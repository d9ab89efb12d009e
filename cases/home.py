"""What cases put on first pages: a leader's own cases, a station's cases, and the exceptions."""

import datetime as dt

from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.records import clock, lamps
from baiyi.records.home import MOST_PROBLEMS, Card, Problem, Problems, Row, Tile, Way
from baiyi.records.hooks import Panel, exceptions, home_panels
from cases import rights
from cases.models import Case

SHOWN = 5


@home_panels.append
def cases_i_lead(request) -> Panel | None:
    """我包的案件, the silent and the late ones first. One statement; nothing for who leads none."""
    user, today = request.user, clock.today()
    if not user.has_perm(rights.SUPERVISE):
        return None
    rows = Case.objects.led_by(user).with_due().select_related("unit", "officer")
    found = sorted(rows.order_by("progressed_on", "pk"), key=lambda each: (not each.is_silent, not each.is_late))
    if not found:
        return None
    silent, late = sum(each.is_silent for each in found), sum(each.is_late for each in found)
    mine = reverse("cases:case-mine")
    return Card(
        "我包的案件",
        more=Way("全部", mine),
        tiles=[
            Tile("在办", len(found), mine, measure="起"),
            Tile("停滞", silent, f"{mine}?tab=silent", measure="起", lamp=lamps.overdue("停滞") if silent else None),
            Tile("超期", late, f"{mine}?tab=overdue", measure="起", lamp=lamps.overdue("超期") if late else None),
        ],
        rows=[_row(each) for each in found[:SHOWN]],
        foot=f"截至 {today:%m-%d}",
    ).panel(order=15)


def _row(case: Case) -> Row:
    lamp = case.silence_lamp or case.due_lamp
    return Row(case.name, case.get_absolute_url(), f"{case.unit} · 主办 {case.officer.name}", lamp=lamp)


@home_panels.append
def cases_of_station(request) -> Panel | None:
    """在办案件 of the station for its chief and clerk: counts and the worst. Two statements."""
    user, today = request.user, clock.today()
    if not {Role.CHIEF, Role.CLERK} & user.roles:
        return None
    cases = Case.objects.visible_to(user)
    counts = cases.tab_counts(["open", "overdue", "near", "silent"], today)
    late = cases.filter(pk__in=Case.objects.overdue(today).values("pk")).with_due().select_related("unit", "officer")
    base = reverse("cases:case-list")
    wrong = {"overdue": lamps.overdue("超期"), "near": lamps.near("临期"), "silent": lamps.overdue("停滞")}
    tiles = [
        Tile(lamp.text, counts[tab], f"{base}?tab={tab}", measure="起", lamp=lamp if counts[tab] else None)
        for tab, lamp in wrong.items()
    ]
    return Card(
        "案件",
        more=Way("案件台账", base),
        tiles=[Tile("在办", counts["open"], base, measure="起"), *tiles],
        rows=[_row(each) for each in late.order_by("grave_due_on", "pk")[:SHOWN]],
        empty="没有超期的案件",
    ).panel(order=16)


@exceptions.append
def silent_cases(request, period, units) -> Problems | None:
    """停滞 of the units, the longest silence first. One statement."""
    today: dt.date = clock.today()
    rows = list(
        Case.objects.silent(today)
        .filter(unit__in=[unit.pk for unit in units])
        .select_related("unit", "officer")
        .order_by("progressed_on", "pk")
    )
    shown = [
        Problem(each.silence_lamp, each.name, f"{each.unit} · 主办 {each.officer.name}", each.get_absolute_url())
        for each in rows[:MOST_PROBLEMS]
    ]
    url = f"{reverse('cases:case-list')}?tab=silent"
    return Problems(title="案件停滞", rows=shown, total=len(rows), measure="起", url=url, order=15)
