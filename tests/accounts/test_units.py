"""Units: the tree, adding, renaming, moving and ending one, with what hangs on it and what was done to it."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from baiyi.accounts import holdings, services
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.people.services import add_posting
from baiyi.accounts.roles import Role
from baiyi.accounts.units import services as organisation
from baiyi.records.moves import StaleRecord
from tests.factories import make_issued_notice, make_unit, make_user, make_venue

DAY = dt.date(2026, 6, 10)
TREE, ADD = "/accounts/units/", "/accounts/units/new/"


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.BAIYI_TODAY = "2026-06-10"


@pytest.fixture
def admin(force, sign_in):
    return sign_in(force.people["sysadmin"])


@pytest.fixture
def post(force) -> Unit:
    return make_unit("东街夜市警务室", kind="post", parent=force.station)


def adding(force, **changes) -> dict:
    facts = {"kind": "station", "parent": force.branch.pk, "name": "北塘派出所", "short_name": "北塘所"}
    return facts | {"on": "2026-06-10", "reason": "区划调整"} | changes


def page_of(unit: Unit, name: str = "detail") -> str:
    return reverse(f"accounts:unit-{name}", args=[unit.pk])


def again(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def last_line(row) -> tuple[str, str]:
    note = LogEntry.objects.get_for_object(row).first().additional_data
    return note["verb"], note["reason"]


def test_tree_shows_units_where_they_stand_with_their_people(force, admin, post, django_assert_max_num_queries):
    gone = make_unit("旧街派出所", parent=force.branch, ends_on=dt.date(2021, 1, 1))
    admin.get(TREE)
    with django_assert_max_num_queries(8):
        page = admin.get(TREE).content.decode()
    assert page.index(force.branch.name) < page.index(force.station.name) < page.index(post.name)
    assert "派出所，4 人" in page  # alice, amy, chief, clerk
    assert page.index("已撤销") < page.index(gone.name)


def test_unit_is_added_from_a_day_on(force, admin):
    assert admin.post(ADD, adding(force)).status_code == 302
    made = Unit.objects.get(name="北塘派出所")
    assert (made.parent, made.kind, made.starts_on, made.short_name) == (force.branch, "station", DAY, "北塘所")
    assert last_line(made) == ("新设", "区划调整")
    assert made in services.valid_units()
    page = admin.get(page_of(made)).content.decode()
    assert "新设" in page, "the timeline"
    assert "区划调整" in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"kind": ""}, "kind", "请选择单位类型"),
        ({"kind": "post"}, "parent", "警务室的上级须是派出所"),
        ({"parent": ""}, "parent", "派出所的上级须是分局"),
        ({"kind": "partner"}, "parent", "协作部门没有上级单位"),
        ({"kind": "branch"}, "parent", "分局没有上级单位"),
        ({"name": "东街派出所"}, "name", "已存在"),
        ({"short_name": "东街派出所"}, "__all__", "已有单位使用"),
        ({"on": "2026-06-01"}, "on", "确认补登"),
        ({"reason": ""}, "reason", "请填写理由"),
    ],
)
def test_unit_that_does_not_fit_is_refused_in_words(force, admin, changes, field, words):
    before = Unit.objects.count()
    refused = admin.post(ADD, adding(force, **changes))
    assert refused.status_code == 422
    assert words in "".join(refused.context["form"].errors[field])
    assert Unit.objects.count() == before


def editing(unit: Unit, **changes) -> dict:
    return {"name": unit.name, "short_name": unit.short_name, "reason": "上级批复", "version": unit.version} | changes


def test_rename_keeps_the_former_name_and_the_papers(force, admin):
    notice = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    organ = notice.organ_name
    assert admin.post(page_of(force.branch, "edit"), editing(force.branch, name="云溪公安分局")).status_code == 302
    branch = again(force.branch)
    former = branch.former_names.get()
    assert (branch.name, former.name, former.until) == ("云溪公安分局", "云溪区公安分局", dt.date(2026, 6, 9))
    assert type(notice).objects.get(pk=notice.pk).organ_name == organ
    assert last_line(branch) == ("更名", "上级批复")
    page = admin.get(page_of(branch)).content.decode()
    assert "用至 2026年6月9日" in page
    assert "云溪区公安分局 → 云溪公安分局" in page, "the timeline says before and after"


def test_other_facts_make_no_former_name(force, admin):
    admin.post(page_of(force.station, "edit"), editing(force.station, document_code="云公（东街）"))
    assert again(force.station).document_code == "云公（东街）"
    assert not force.station.former_names.exists()
    assert last_line(again(force.station)) == ("修改单位", "上级批复")


def test_two_who_change_the_same_unit_do_not_overwrite_each_other(force, admin):
    assert admin.post(page_of(force.station, "edit"), editing(force.station, name="甲派出所")).status_code == 302
    stale = admin.post(page_of(force.station, "edit"), editing(force.station, name="乙派出所"))
    assert stale.status_code == 409
    assert "乙派出所" in stale.content.decode()
    with pytest.raises(StaleRecord):
        organisation.end_unit(force.station, by=None, version=1, on=DAY, reason="x")


def test_unit_moves_under_another_and_is_seen_from_there(force, admin, post):
    facts = {"parent": force.other_station.pk, "reason": "划片调整", "version": 1}
    assert admin.post(page_of(post, "move"), facts).status_code == 302
    assert again(post).parent == force.other_station
    assert post.pk in User.objects.get(pk=force.bob.pk).unit_ids()
    assert post.pk not in User.objects.get(pk=force.alice.pk).unit_ids()
    assert last_line(post) == ("改变隶属：东街派出所 → 西街派出所", "划片调整")


def test_unit_moves_only_where_its_kind_stands(force, admin, post):
    for parent in (force.branch, force.station, post, force.partner_body):
        refused = admin.post(page_of(post, "move"), {"parent": parent.pk, "reason": "试", "version": 1})
        assert "parent" in refused.context["form"].errors
    with pytest.raises(ValidationError, match="上级须是派出所"):
        organisation.move_unit(post, by=None, version=1, parent=force.branch, reason="试")
    gone = make_unit("旧街派出所", parent=force.branch, ends_on=dt.date(2021, 1, 1))
    with pytest.raises(ValidationError, match="已撤销"):
        organisation.move_unit(post, by=None, version=1, parent=gone, reason="试")


def ending(unit: Unit, **changes) -> dict:
    return {"on": "2026-06-10", "reason": "并入", "version": unit.version} | changes


def test_unit_is_ended_and_chosen_no_more(force, admin, post, settings):
    assert admin.post(page_of(post, "end"), ending(post)).status_code == 302
    assert again(post).ends_on == DAY
    settings.BAIYI_TODAY = "2026-06-11"
    assert post not in services.valid_units()
    assert last_line(post) == ("撤销", "并入")
    refused = admin.post(page_of(post, "end"), ending(again(post), on="2026-06-11"))
    assert "已定于 2026-06-10 撤销" in refused.content.decode()


def test_unit_with_anything_on_it_is_not_ended_and_says_what(force, admin, post, monkeypatch):
    monkeypatch.setattr(holdings, "work_of_units", [lambda unit: [("未办结案件", 3), ("在办纠纷", 0)]])
    refused = admin.post(page_of(force.station, "end"), ending(force.station))
    said = "".join(refused.context["form"].errors["__all__"])
    assert "下级单位 东街夜市警务室" in said
    assert "在任人员" in said
    assert "人员amy" in said
    assert "未办结案件 3" in said
    assert "在办纠纷" not in said
    assert again(force.station).ends_on is None
    assert "未办结案件 3" in admin.get(page_of(force.station, "end")).content.decode()


def test_who_leaves_in_time_does_not_hold_the_unit(force, admin, post):
    person = make_user("last", post)
    held = person.postings.get()
    assert admin.post(page_of(post, "end"), ending(post)).status_code == 422
    Posting.objects.filter(pk=held.pk).update(ends_on=DAY)
    assert admin.post(page_of(post, "end"), ending(post)).status_code == 302


def test_nobody_is_posted_at_a_unit_that_is_over(force, post):
    organisation.end_unit(post, by=None, version=1, on=DAY, reason="并入")
    facts = {"unit": post, "role": Role.OFFICER, "on": dt.date(2026, 6, 11), "reason": "x", "version": 1}
    with pytest.raises(ValidationError, match="已撤销"):
        add_posting(force.amy, by=None, **facts)
    with pytest.raises(ValidationError, match="已定于 2026-06-10 撤销"):
        add_posting(force.amy, by=None, **facts | {"on": DAY})


def test_pages_of_units_are_the_system_administrators(force, sign_in, post):
    for who in ("office", "chief", "auditadmin", "alice"):
        client = sign_in(force.people[who])
        assert {client.get(page).status_code for page in (TREE, ADD, page_of(post), page_of(post, "end"))} == {403}
