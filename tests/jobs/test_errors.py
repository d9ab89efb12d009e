import pytest
from django.core.management import call_command
from django.urls import reverse

from baiyi.jobs.errors import AWAY, DISK, UNKNOWN, Explained, explain
from baiyi.jobs.health import Finding


@pytest.mark.parametrize(
    ("text", "words", "technical"),
    [
        ("走时正常", "走时正常", ""),
        ("ValueError: no table", UNKNOWN, "ValueError: no table"),
        ("OSError: disk: full", DISK, "OSError: disk: full"),
        (
            "甲 于 09:00 出错：OperationalError: locked；乙 出错：KeyError: 'x'",
            f"甲 于 09:00 出错：{AWAY}；乙 出错：{UNKNOWN}",
            None,
        ),
        ("Redis连不上：ConnectionError；记录照常保存", f"Redis连不上：{AWAY}；记录照常保存", "ConnectionError"),
        ("每周督导：ValueError: x。消除原因后重试", f"每周督导：{UNKNOWN}。消除原因后重试", "ValueError: x"),
        ("执行中途被终止，多次重试都没有进展", "执行中途被终止，多次重试都没有进展", ""),
    ],
)
def test_error_is_said_in_words_and_named_beside_them(text, words, technical):
    assert explain(text) == Explained(
        words, "OperationalError: locked；KeyError: 'x'" if technical is None else technical
    )


@pytest.fixture
def failing(monkeypatch):
    finding = Finding("fail", "期限提醒", "上一次出错：OperationalError: database is locked；下次 09:00")
    monkeypatch.setattr("baiyi.jobs.health.health_checks._checks", [lambda: finding])


def test_page_says_the_words_first(failing, force, sign_in):
    page = sign_in(force.people["office"]).get(reverse("jobs:health")).content.decode()
    assert page.index(f"上一次出错：{AWAY}；下次 09:00") < page.index("技术信息：OperationalError: database is locked")
    assert "出错：OperationalError" not in page


def test_doctor_says_the_same(failing, capsys, db):
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert (
        capsys.readouterr()
        .out.strip()
        .endswith(f"上一次出错：{AWAY}；下次 09:00（技术信息：OperationalError: database is locked）")
    )
