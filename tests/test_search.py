"""What is looked for is found however it was typed, and only that: every search box, by its address, signed in."""

from collections.abc import Callable
from dataclasses import dataclass

import django_filters
import pytest
from django.urls import reverse

from baiyi.notifications.models import Notification
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.policies import walk_urls
from baiyi.transfers import services as transfers
from tests.campaigns.samples import make_operation, running_campaign
from tests.cases.samples import make_case
from tests.disputes.made import make_dispute
from tests.factories import Force, make_hazard, make_hotspot, make_inspection, make_user, make_venue


@dataclass(frozen=True)
class Box:
    """A search box: how a row that says `text` is made, where it is looked for, by whom."""

    make: Callable[[Force, str], object]
    address: str
    who: str = "alice"
    field: str = "q"


def of_number(force: Force, text: str):
    notice = make_inspection(place(force, "名"), [force.alice, force.amy], hazards=[make_hazard()]).notices.get()
    notice.number.text = text
    notice.number.save(update_fields=["text"])
    return notice


def place(force: Force, name: str, **facts):
    return make_venue(force.station, force.alice, **({"name": name, "address": "文庙路"} | facts))


def hotspot(force: Force, name: str):
    running_campaign(force)
    return make_hotspot(force.station, force.people["office"], name=name, area="")


def found_hazard(force: Force, text: str):
    hazards = [make_hazard(description=text)]
    return make_inspection(place(force, "名"), [force.alice, force.amy], hazards=hazards).hazards.get()


def transfer(force: Force, text: str):
    made = transfers.send_transfer(make_case(force), by=force.alice, to_unit=force.partner_body, task="请协助查证")
    made.title = text
    made.save(update_fields=["title"])
    return made


BOXES = {
    "venue": Box(place, "inspections:venue-list"),
    "choice": Box(place, "inspections:inspection-entry"),
    "address": Box(lambda force, text: place(force, "名", address=text), "inspections:venue-list"),
    "inspection": Box(
        lambda force, text: make_inspection(place(force, text), [force.alice, force.amy]), "inspections:inspection-list"
    ),
    "hazard": Box(found_hazard, "inspections:hazard-list"),
    "notice": Box(of_number, "inspections:notice-list"),
    "person": Box(
        lambda force, text: make_user("w1", force.station, name=text), "accounts:user-list", "sysadmin", "name"
    ),
    "hotspot": Box(hotspot, "hotspots:hotspot-list"),
    "case": Box(lambda force, text: make_case(force, name=text), "cases:case-list"),
    "case number": Box(lambda force, text: make_case(force, external_number=text), "cases:case-list"),
    "dispute": Box(lambda force, text: make_dispute(force, place=text), "disputes:dispute-list"),
    "dispute number": Box(
        lambda force, text: make_dispute(force, source="hotline", source_number=text), "disputes:dispute-list"
    ),
    "operation": Box(lambda force, text: make_operation(force, name=text), "campaigns:operation-list", field="name"),
    "transfer": Box(transfer, "transfers:transfer-list"),
}
NUMBER = "云公（东）限字〔2026〕第012号"
FOUND = [
    ("venue", "飞鸿KTV", "飞鸿ＫＴＶ"),
    ("venue", "飞鸿KTV", "飞鸿 KTV"),
    ("venue", "飞鸿ＫＴＶ", "飞鸿ktv"),
    ("venue", "飞鸿 ＫＴＶ", "飞鸿KTV"),
    ("venue", "飞鸿　KTV", "ktv 飞鸿"),
    ("venue", "飞\u200b鸿KTV", "飞鸿KTV"),
    ("venue", "飞鸿KTV", "\u202e飞鸿\u200bKTV"),
    ("venue", "飞鸿KTV（解放路店）", "飞鸿ktv\x28解放路店\x29"),
    ("venue", "飞鸿KTV（解放路店）", "解放路店，飞鸿"),
    ("venue", "朝阳大酒店", "zydjd"),
    ("venue", "朝阳大酒店", "chaoyangdajiudian"),
    ("venue", "重庆小面", "cqxm"),
    ("venue", "重阳茶楼", "chongyang"),
    ("venue", "乐家棋牌室", "yjqps"),
    ("venue", "𠮷祥网吧", "𠮷祥"),
    ("venue", "葛\U000e0100记足浴", "葛记足浴"),
    ("venue", "买买提·艾力烤肉", "买买提・艾力"),
    ("choice", "飞鸿KTV", "飞鸿 ＫＴＶ"),
    ("choice", "长青旅馆", "cqlg"),
    ("choice", "长青旅馆", "zhangqing"),
    ("choice", "飞鸿KTV", "文庙路 feihong"),
    ("address", "解放路12—3号", "解放路12-3号"),
    ("address", "解放路１２－３号", "12-3号 解放路"),
    ("address", "六安路8号", "lal8h"),
    ("inspection", "飞鸿ＫＴＶ", "feihongktv"),
    ("hazard", "监控录像仅留存１８日", "留存18日"),
    ("notice", NUMBER, "云公\x28东\x29限字[2026]第012号"),
    ("notice", NUMBER, "限字【2026】第012号"),
    ("notice", NUMBER, "〔２０２６〕第012"),
    ("notice", NUMBER, "012"),
    ("notice", NUMBER, "2026第012号"),
    ("person", "曾测试", "zengceshi"),
    ("person", "曾测试", "zcs"),
    ("person", "单测试", "shanceshi"),
    ("person", "解测试", "xieceshi"),
    ("person", "仇测试", "qcs"),
    ("person", "查测试", "zhaceshi"),
    ("person", "区测试", "ouceshi"),
    ("hotspot", "朝阳夜市（北区）", "夜市 北区"),
    ("hotspot", "朝阳夜市", "cyys"),
    ("case", "7·19 盗窃电动车案", "7.19盗窃"),
    ("case number", "A4502 0500-2026/07001", "A450205002026 07001"),
    ("case number", "Ａ４５０２０５００２０２６", "a45020500"),
    ("dispute", "重庆路小区（二期）", "chongqinglu"),
    ("dispute", "单家村", "sjc"),
    ("dispute number", "110〔2026〕0001", "110(2026)0001"),
    ("dispute number", "110-2026-0001", "11020260001"),
    ("operation", "“夜鹰”集中清查", "夜鹰集中清查"),
    ("transfer", "朝阳路欠薪（三人）", "欠薪\x28三人\x29"),
]
NOT_FOUND = [
    ("venue", "飞鸿KTV", "飞鸿网吧"),
    ("venue", "飞鸿KTV", "飞鸿 酒吧"),
    ("venue", "吉祥网吧", "𠮷祥网吧"),
    ("venue", "朝阳大酒店", "zydfd"),
    ("venue", "飞鸿KTV", "（）"),
    ("venue", "飞鸿KTV", "%"),
    ("venue", "飞鸿KTV", "_"),
    ("address", "解放路1-23号", "解放路12-3号"),
    ("address", "解放路12-3号", "解放路123号"),
    ("notice", NUMBER, "〔2025〕第012号"),
    ("notice", NUMBER, "〔202〕6第012号"),
    ("person", "曾测试", "张测试"),
    ("case number", "A450205002026", "A450205002027"),
    ("dispute number", "110-2026-0001", "110-2026-0002"),
]


def looked_for(box: Box, typed: str, force: Force, sign_in) -> list:
    page = sign_in(force.people[box.who]).get(reverse(box.address), {box.field: typed})
    assert page.status_code == 200
    if "venues" in page.context:
        return page.context["venues"]
    return [row.record for row in page.context["table"].page]


@pytest.mark.parametrize(("box", "stored", "typed"), FOUND)
def test_it_is_found_however_it_is_typed(box, stored, typed, force, sign_in):
    row = BOXES[box].make(force, stored)
    assert row.pk in [each.pk for each in looked_for(BOXES[box], typed, force, sign_in)]


@pytest.mark.parametrize(("box", "stored", "typed"), NOT_FOUND)
def test_something_else_is_not_found(box, stored, typed, force, sign_in):
    BOXES[box].make(force, stored)
    assert looked_for(BOXES[box], typed, force, sign_in) == []


def test_messages_are_found_by_their_words_and_by_who_got_them(force, sign_in):
    hotspot(force, "夜市")
    transfer(force, "欠薪（三人）")
    message = Notification.objects.exclude(unit=None).latest("pk")
    Notification.objects.filter(pk=message.pk).update(text="请签收“欠薪（三人）”", unit=force.station)
    chief = sign_in(force.people["chief"])
    for typed in ("欠薪\x28三人\x29", "签收 欠薪", message.recipient.name):
        found = chief.get(reverse("notifications:ledger"), {"q": typed}).context["table"].page
        assert message.pk in [row.record.pk for row in found], typed


def filtersets() -> set[type]:
    """Of every list in the address space."""
    views = [pattern.callback for _, pattern in walk_urls() if hasattr(pattern.callback, "view_class")]
    given = [view.view_initkwargs.get("filterset_class") for view in views]
    return {each for each in [*given, *(getattr(view.view_class, "filterset_class", None) for view in views)] if each}


def test_every_list_takes_what_is_typed_the_one_way():
    """A filter of words that asks the text itself would miss what its key finds."""
    assert len(filtersets()) > 15
    assert [each for each in filtersets() if not issubclass(each, Filters)] == []
    bare = [
        (each.__name__, name)
        for each in filtersets()
        for name, one in each.base_filters.items()
        if isinstance(one, django_filters.CharFilter) and "contains" in one.lookup_expr
    ]
    assert bare == []
    assert any(isinstance(one, SearchFilter) for each in filtersets() for one in each.base_filters.values())
