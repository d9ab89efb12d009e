"""A reason to read personal data says which work, and holds no number that must not stand in the journal."""

import pytest

from baiyi.records.forms import RevealForm
from baiyi.records.reasons import COPIED, EXAMPLE, HINT, POOR, why_refused


@pytest.mark.parametrize(
    "reason",
    [
        "核对责令整改通知书签收人身份",
        "周五到星河歌舞厅复查，电话通知负责人到场",
        "电话通知负责人到所领取文书",
        "联系负责人约定复查时间",
        "6月12日上午组织双方调解，通知到场",
        "群众举报该店转让，核实现负责人是否变更",
        "送达整改通知书，约定时间",
        "消防大队来函（云消函〔2026〕12号）请协助找到店主",
        "处理拖欠工资纠纷，逐一通知 11 名工人领款",
    ],
)
def test_reason_that_says_which_work_is_taken(reason):
    assert why_refused(reason) == ""


@pytest.mark.parametrize(
    "reason",
    [
        "查看",
        "工作需要",
        "通知整改",
        "因工作需要查看个人完整信息",
        "办案需要查询当事人身份证号码",
        "领导要求核实负责人电话号码情况",
        "由于日常工作需要，想了解一下有关情况",
        "aaaaaaaa",
        "11111111",
        "12345678",
        "asdfghjkl need it for work",
        "。。。。。。。。。。",
        "？！……———，，，",
        "查查查查查查查查查查",
        "复查整改复查整改复查整改",
        "东街夜市场所，东街夜市场所！东街夜市场所",
        "工作需要工作需要工作需要工作需要",
        "复 查 整 改",
        "　　　　　　　　复查",
    ],
)
def test_reason_that_says_nothing_is_refused_with_what_a_good_one_looks_like(reason):
    assert why_refused(reason) == POOR
    assert EXAMPLE in POOR


@pytest.mark.parametrize(
    "reason", [EXAMPLE, HINT, f"“{EXAMPLE}”。", EXAMPLE[:12], POOR.partition("：")[2], EXAMPLE[4:]]
)
def test_copy_of_the_example_is_refused(reason):
    assert why_refused(reason) == COPIED


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("000000201001010018", "身份证号"),
        ("000000 20100101 001X", "身份证号"),
        ("０００００0-2010-0101-0018", "身份证号"),
        ("13912345678", "手机号"),
        ("139 1234-5678", "手机号"),
        ("+86１３９１２３４５６７８", "手机号"),
        ("1 3 9 1 2 3 4 5 6 7 8", "手机号"),
        ("4111 1111 1111 1111", "银行卡号"),
        ("13912345678和4111111111111111", "手机号、银行卡号"),
    ],
)
def test_reason_with_a_number_is_refused_and_the_sentence_does_not_repeat_it(typed, kinds):
    refusal = why_refused(f"核对责令整改通知书签收人身份（{typed}）是否一致")
    assert refusal.startswith(f"事由里有{kinds}，请删去")
    assert not any(char.isdigit() for char in refusal)


def test_other_numbers_may_stand_in_a_reason():
    assert why_refused("核对〔2026〕139号通知书（202606100012）签收人，2026-06-10 10:30 送达") == ""


def test_form_keeps_to_the_rule_and_to_200_characters():
    assert RevealForm({"reason": "  电话通知负责人到所领取文书 "}).is_valid()
    form = RevealForm({"reason": "工作需要"})
    assert form.errors["reason"] == [POOR]
    assert form["reason"].value() == "工作需要"
    assert "最多 200 个字" in RevealForm({"reason": "甲乙丙丁戊己" * 40}).errors["reason"][0]
    assert RevealForm({"reason": " "}).errors["reason"] == ["请填写查看事由"]
