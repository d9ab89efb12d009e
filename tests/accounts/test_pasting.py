"""成批新建账号: a block of people is looked at line by line, then written; what is wrong stays to be mended."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from baiyi.accounts import services
from baiyi.accounts.models import UnitName, User
from baiyi.accounts.people.paste_views import digest
from baiyi.accounts.people.pasting import MOST_LINES, add_people, read_block
from baiyi.records import clock
from tests.factories import make_unit

PAGE = "/accounts/users/paste/"


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.BAIYI_TODAY = "2026-06-10"


@pytest.fixture
def admin(force, sign_in):
    return sign_in(force.people["sysadmin"])


LINES = [
    ("\t", ["姓名", "警号", "单位", "岗位"]),
    ("\t", ["张三", "012345", "东街派出所", "民警"]),
    ("，", ["李四", "", "东街派出所", "内勤", "辅警"]),
    (",", ["王五", "", "区应急管理局", "协作部门"]),
]
GOOD = "\n".join(between.join(cells) for between, cells in LINES) + "\n"


def look(client, block: str):
    return client.post(PAGE, {"block": block, "way": "look"})


def write(client, block: str, **more):
    return client.post(PAGE, {"block": block, "looked": digest(block)} | more)


def test_block_is_looked_at_before_anything_is_written(force, admin):
    before = User.objects.count()
    answer = look(admin, GOOD)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "可以登记 3 人" in page
    assert "账号 zhangsan" in page
    assert User.objects.count() == before
    refused = admin.post(PAGE, {"block": GOOD})
    assert (refused.status_code, User.objects.count()) == (422, before)
    assert "请先点“核对”" in refused.content.decode()
    assert "李四，，东街派出所，内勤，辅警" in refused.content.decode()
    changed = admin.post(PAGE, {"block": GOOD + "赵六\t9\t东街派出所\t民警", "looked": digest(GOOD)})
    assert changed.status_code == 422


def test_lines_become_accounts_with_their_posting(force, admin):
    assert write(admin, GOOD).url == reverse("accounts:user-list")
    made = {user.name: user for user in User.objects.filter(name__in=["张三", "李四", "王五"])}
    assert [made[name].username for name in ("张三", "李四", "王五")] == ["zhangsan", "lisi", "wangwu"]
    assert [made[name].police_status for name in ("张三", "李四", "王五")] == ["police", "auxiliary", "other"]
    assert [str(made[name].home_unit) for name in ("张三", "李四", "王五")] == ["东街派出所"] * 2 + ["区应急管理局"]
    assert made["李四"].role_label == "内勤"
    assert not any(user.has_usable_password() for user in made.values())
    assert all(user.must_change_password for user in made.values())


def test_accounts_of_one_name_are_numbered(force, admin):
    write(admin, "张三\t1\t东街派出所\t民警\n张三\t2\t西街派出所\t民警")
    assert set(User.objects.filter(name="张三").values_list("username", flat=True)) == {"zhangsan", "zhangsan2"}
    write(admin, "章三\t3\t东街派出所\t民警")
    assert User.objects.get(name="章三").username == "zhangsan3"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("张三\t1\t东街派出所", "有 3 项"),
        ("张三\t1\t东街派出所\t民警\t民警\tzs\t多", "有 7 项"),
        ("张三\t1\t北街派出所\t民警", "不是现有单位"),
        ("张三\t1\t东街派出所\t警长", "岗位“警长”不在"),
        ("张三\t1\t东街派出所\t分局领导", "只能任职于分局"),
        ("张三\t\t东街派出所\t民警", "没有警号的"),
        ("张三\t\t东街派出所\t民警\t协警", "人员身份“协警”不在"),
        ("\t1\t东街派出所\t民警", "请填写"),
        ("张三\t1234567890123\t东街派出所\t民警", "最多 12 个字"),
        ("张三\t777\t东街派出所\t民警", "警号 777 已是人员amy的"),
        ("张三\t1\t东街派出所\t民警\t民警\talice", "已经有人使用"),
        ("人员amy\t\t东街派出所\t内勤\t民警", "东街派出所已有人员amy"),
        ("张三\t1\t旧街派出所\t民警", "不是现有单位"),
    ],
)
def test_wrong_line_says_why(force, line, words):
    User.objects.filter(pk=force.amy.pk).update(police_number="777")
    make_unit("旧街派出所", parent=force.branch, ends_on=clock.today().replace(year=2021))
    (read,) = read_block(line)
    assert words in "；".join(read.problems)


def test_lines_know_those_before_them(force):
    lines = read_block("张三\t1\t东街派出所\t民警\n李四\t1\t东街派出所\t民警\n王五\t2\t东街派出所\t民警\t\tzhangsan")
    told = [[], ["警号 1 已是张三的"], ["账号 zhangsan 与前面的一行相同"]]
    assert [line.problems for line in lines] == told


def test_same_block_again_makes_nobody_twice(force, admin):
    write(admin, GOOD)
    again = look(admin, GOOD).content.decode()
    assert "可以登记 0 人，3 行有误" in again
    assert "警号 012345 已是张三的" in again
    assert "东街派出所已有李四" in again


def test_wrong_lines_are_kept_while_the_others_are_written(force, admin):
    block = "张三\t1\t东街派出所\t民警\n李四\t2\t北街派出所\t民警"
    shown = look(admin, block).content.decode()
    assert "可以登记 1 人，1 行有误" in shown
    assert "第 2 行" in shown
    answer = write(admin, block)
    page = admin.get(answer.url).content.decode()
    assert User.objects.filter(name="张三").exists()
    assert not User.objects.filter(name="李四").exists()
    assert "有误的 1 行还在下面" in page
    assert "李四\t2\t北街派出所\t民警" in page
    assert "张三\t1" not in page


def test_block_without_a_good_line_is_refused_and_keeps_everything(force, admin):
    refused = write(admin, "李四\t2\t北街派出所\t民警")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "没有一行可以登记" in page
    assert "第 1 行：单位“北街派出所”不是现有单位" in page
    assert "李四\t2\t北街派出所\t民警" in page
    assert write(admin, "\n \t\n").status_code == 422
    long = "\n".join(f"张三\t{number}\t东街派出所\t民警" for number in range(MOST_LINES + 1))
    assert f"一次最多 {MOST_LINES} 行" in write(admin, long).content.decode()


def test_former_name_of_a_unit_leads_to_it(force):
    UnitName.objects.create(unit=force.station, name="东街分驻所", short_name="东驻", until=clock.today())
    (line,) = read_block("张三\t1\t东驻\t民警")
    assert line.facts["unit"] == force.station


def test_account_that_came_meanwhile_refuses_all_of_it(force, admin):
    lines = read_block("张三\t1\t东街派出所\t民警\n李四\t2\t东街派出所\t民警")
    services.add_user(username="lisi", name="李四", password="x")
    with pytest.raises(ValidationError):
        add_people(lines, by=force.people["sysadmin"])
    assert not User.objects.filter(name="张三").exists()


def test_page_is_the_system_administrators(force, sign_in):
    for who in ("office", "chief", "auditadmin"):
        assert sign_in(force.people[who]).get(PAGE).status_code == 403
