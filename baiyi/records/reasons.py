"""Whether a reason says why somebody must read personal data in full.

A machine cannot judge a reason; the head of the unit reads it every week. It can refuse what says nothing: too short,
the same again and again, words that fit every reading, the example itself. And what must not stand in the journal.
"""

import re

from baiyi.records.crypto import normalised
from baiyi.records.personal_numbers import numbers_in

LETTERS = 8  # letters and digits; what is repeated counts once
OWN = 4  # different Chinese characters beside the words below
EXAMPLE = "周五到店复查，先打电话请负责人到场开门"
HINT = f"写明办哪件事、为什么必须看完整内容，至少 {LETTERS} 个字，例如“{EXAMPLE}”；不要写证件号和电话号码"
POOR = f"事由太笼统：请写明办哪件事、为什么必须看完整内容，至少 {LETTERS} 个字，例如“{EXAMPLE}”"
COPIED = "请写这一次查看的事由，不要照抄示例"
NUMBERS = "事由里有{kinds}，请删去再提交：事由会记入日志，并由本单位负责人查看"

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
REPEATED = re.compile(r"(.{2,}?)\1+|(.)\2{2,}")
FITS_ALWAYS = """
工作 需要 公务 业务 日常 正常 办理 办案 案件 办公 履职 执法 领导 上级 要求 安排 交办 指示
查看 查询 查阅 查一下 看看 看一下 看 查 核对 核实 核查 确认 了解 掌握 知道 使用 用途 测试 试试 试用 演示
个人 完整 全部 详细 具体 信息 资料 内容 情况 数据 姓名 名字 电话 手机 号码 身份证 联系方式 联系 负责人 当事人 人员 场所
有关 相关 其他 一些 一下 事由 理由 原因 因为 由于 为了 根据 按照 进行 本人 我 想 要 请 的 了 因 为 按 需
"""
SAYS_NOTHING = re.compile("|".join(sorted(FITS_ALWAYS.split(), key=len, reverse=True)))


def why_refused(reason: str) -> str:
    """The sentence for the person; empty for a reason that will do."""
    if kinds := dict.fromkeys(found.kind.value for found in numbers_in(reason)):
        return NUMBERS.format(kinds="、".join(kinds))
    plain = normalised(reason)
    if len(REPEATED.sub(r"\1\2", plain)) < LETTERS or _own_characters(plain) < OWN:
        return POOR
    return COPIED if any(plain in normalised(text) for text in (HINT, POOR)) else ""


def _own_characters(plain: str) -> int:
    return len(set(HAN.findall(SAYS_NOTHING.sub(" ", plain))))
