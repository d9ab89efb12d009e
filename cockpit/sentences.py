"""The three sentences of 驾驶舱: written from the values, each with its denominator and its list."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass

from baiyi.records.addresses import address_of
from baiyi.records.ranked import first_of
from campaigns.plan import SubActionState, plan_url
from campaigns.planline import GREEN, NONE, RED, WORDS, lamp_of_progress, number, progress
from cockpit.cockpit import OVERDUE, Cockpit
from cockpit.ranking import SMALL_BASE, Station


@dataclass(frozen=True)
class Sentence:
    """`subject` is printed bold; `kind` is the lamp in front."""

    label: str
    _: KW_ONLY
    subject: str
    text: str
    kind: str
    url: str
    link: str


def station_kind(cockpit: Cockpit, station: Station) -> str:
    """The lamp of a station's rate: against the same plan line as the item of the list that the rate drives."""
    if cockpit.rate_item is None or not station.has_base:
        return NONE
    return lamp_of_progress(progress(station.share * 100, cockpit.rate_item.due), cockpit.plan.thresholds)


def sentences(cockpit: Cockpit) -> list[Sentence]:
    return [_worst_action(cockpit), _worst_station(cockpit), _what_changed(cockpit)]


def action_url(action: SubActionState) -> str:
    """Its red items when it has any, else all of them."""
    return plan_url(sub_action=action.sub_action.code, lamp=RED if action.red else "")


def _worst_action(cockpit: Cockpit) -> Sentence:
    worst, *equals = cockpit.plan.worst_sub_actions or [None]
    if worst is None:
        return Sentence(
            "最差行动",
            subject="还说不出",
            text="责任清单没有数据，各子行动都无数据。",
            kind=NONE,
            url=plan_url(),
            link="看清单",
        )
    if worst.share >= 1:
        return Sentence(
            "最差行动", subject="没有落后的", text="有数据的条目全部达序时。", kind=GREEN, url=plan_url(), link="看清单"
        )
    text = f"{worst.on_plan}/{worst.known} 项达序时（{worst.percent}%）"
    text += f"，{worst.red} 项{WORDS[RED]}" if worst.red else ""
    text += f"，{worst.without_data} 项无数据" if worst.without_data else ""
    text += f"；{_lagging(worst)}{_tied(str(each.sub_action) for each in equals)}。"
    return Sentence(
        "最差行动",
        subject=str(worst.sub_action),
        text=text,
        kind=worst.kind,
        url=action_url(worst),
        link=f"看 {worst.red or len(worst.states)} 项",
    )


def _lagging(action: SubActionState) -> str:
    """Its farthest item, and how many others are as far."""
    known = sorted((state for state in action.states if state.share is not None), key=lambda state: state.share)
    first, *equals = first_of(known, 1, by=lambda state: state.share)
    return f"差得最多的是“{first.item.title}”，{first.gap}" + (f"（另有 {len(equals)} 项并列）" if equals else "")


def _tied(names: Iterable[str]) -> str:
    named = "、".join(names)
    return f"；{named}与之并列" if named else ""


def _worst_station(cockpit: Cockpit) -> Sentence:
    rate, (worst, *equals) = cockpit.rate, cockpit.ranking.worst or [None]
    if worst is None:
        text = f"检查满 {SMALL_BASE} 家且发现过隐患的所不足两个，不作排名。"
        return Sentence(
            "最差单位", subject="基数不足", text=text, kind=NONE, url=cockpit.link("hazards_found"), link="看隐患"
        )
    tied = _tied(each.unit.short_name for each in equals)
    text = f"隐患整改率 {worst.percent}%（{worst.base}），全区 {rate.now}%（{rate.base}）"
    if worst.overdue:
        text += f"；超期 {worst.overdue} 处，全区 {cockpit.overdue} 处{tied}。"
        return Sentence(
            "最差单位",
            subject=worst.unit.short_name,
            text=text,
            kind=station_kind(cockpit, worst),
            url=cockpit.link(OVERDUE, worst.unit),
            link=f"看 {worst.overdue} 处",
        )
    text += f"；没有超期未整改的{tied}。"
    url = cockpit.link("hazards_found", worst.unit)
    return Sentence(
        "最差单位",
        subject=worst.unit.short_name,
        text=text,
        kind=station_kind(cockpit, worst),
        url=url,
        link=f"看 {worst.found} 处",
    )


def _what_changed(cockpit: Cockpit) -> Sentence:
    week = _week(cockpit)
    url, rate = address_of("figures:board"), cockpit.rate
    if rate.change is None:
        return Sentence(
            "有何变化", subject="", text=f"{week}；整改率还没有上周同日可比。", kind=NONE, url=url, link="看数据"
        )
    turn = f"{'↑' if rate.change > 0 else '↓'} {number(abs(rate.change))} 个百分点" if rate.change else "持平"
    text = f"较上周同日 {turn}（{rate.before}%，{rate.base_before} → {rate.now}%，{rate.base}）；{week}。"
    return Sentence(
        "有何变化", subject="隐患整改率", text=text, kind=GREEN if rate.change >= 0 else RED, url=url, link="看数据"
    )


def _week(cockpit: Cockpit) -> str:
    """What was added this week, and what became fewer: a hotspot that was delisted is no new one."""
    more = [f"{each.figure.label} {each.change}" for each in cockpit.headlines if each.growth and each.growth > 0]
    fewer = [f"{each.figure.label} {each.change}" for each in cockpit.headlines if each.growth and each.growth < 0]
    added = f"本周新增 {'，'.join(more)}" if more else "本周各数没有新增"
    return f"{added}；减少 {'，'.join(fewer)}" if fewer else added
