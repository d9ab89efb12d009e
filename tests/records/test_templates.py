"""The face: pages say their errors twice, work without a request, and use only what old browsers know."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from baiyi.records import context_processors, errors
from baiyi.records.hooks import navigation

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
TOO_NEW_FOR_86 = (
    ":has(",
    ":is(",
    ":where(",
    "@container",
    "@layer",
    "inset:",
    "aspect-ratio",
    "color-mix(",
    "dvh",
    "margin-inline:",
    "overflow: clip",
)
TEXT_ON_GROUND = [
    *[
        ("--" + ink, "--" + ground)
        for ink in ("ink", "ink-2", "ink-3", "brand", "brand-deep", "danger", "good", "warn")
        for ground in ("card", "page")
    ],
    *[(f"--tag-{tone}-ink", f"--tag-{tone}") for tone in ("red", "yellow", "green", "blue", "grey")],
    ("--brand-deep", "--brand-soft"),
    ("--card", "--brand"),
]
SHAPES_ON_GROUND = [
    ("--control", "--card"),
    ("--control", "--page"),
    ("--lamp-red", "--card"),
    ("--lamp-green", "--card"),
    ("--lamp-yellow-edge", "--card"),
]


def tokens() -> dict[str, str]:
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", text))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def icon_names() -> set[str]:
    return set((settings.BASE_DIR / "static" / "icons.txt").read_text().split())


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(ink, ground):
    # the page is a shade darker than white: 4.5 holds there for the weak hint too
    assert contrast(tokens()[ink], tokens()[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), SHAPES_ON_GROUND)
def test_edges_and_lamps_stand_out_from_their_ground(edge, ground):
    assert contrast(tokens()[edge], tokens()[ground]) >= 3


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_stylesheet_uses_only_what_chromium_86_knows(path: Path):
    text = path.read_text()
    assert not [word for word in TOO_NEW_FOR_86 if word in text]
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_template_is_short_and_keeps_to_the_policy(path: Path):
    text = path.read_text()
    assert len(text.splitlines()) <= 120
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


def test_every_icon_in_use_is_in_the_sprite():
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    used |= {item.icon for item in navigation}
    assert used <= icon_names()


def test_error_page_needs_neither_user_nor_request():
    page = render_to_string("records/error.html", {"status": 500, "title": "系统出错了", "text": "错误号 1a2b3c4d"})
    assert "错误号 1a2b3c4d" in page
    assert "回首页" in page


def test_server_error_is_a_calm_page_when_the_page_facts_fail(monkeypatch):
    def broken(request):
        raise RuntimeError("database away")

    monkeypatch.setattr(context_processors, "_facts", broken)
    answer = errors.server_error(RequestFactory().get("/anything/"))
    assert answer.status_code == 500
    assert "请稍后重试" in answer.content.decode()


def test_missing_page_for_a_visitor_is_a_calm_page(db):
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有找到这个页面或记录" in answer.content.decode()
    assert 'aria-label="主菜单"' not in answer.content.decode()


def test_empty_form_says_each_error_at_the_top_and_at_its_field(force, sign_in):
    page = sign_in(force.alice).post(reverse("accounts:password"), {}).content.decode()
    top = re.findall(r'<a href="#([^"]+)">(错误：[^<]+)</a>', page)
    at_fields = re.findall(r'<p class="field-error">(错误：[^<]+)</p>', page)
    assert len(top) == 3
    assert [text for _, text in top] == at_fields
    assert all(f'id="{target}"' in page for target, _ in top)
    assert "<title>错误：修改口令" in page
    assert "有 3 处要改" in page
    assert "已填内容都还在" in page


def test_form_without_errors_says_none(force, sign_in):
    page = sign_in(force.alice).get(reverse("accounts:password")).content.decode()
    assert "错误：" not in page


def test_wrong_password_says_how_many_tries_are_left(force):
    page = (
        Client()
        .post(reverse("accounts:login"), {"username": "alice", "password": "wrong", "next": "/deadlines/"})
        .content.decode()
    )
    assert "错误：账号或口令不正确，还可尝试" in page
    assert 'value="alice"' in page
    assert '<input type="hidden" name="next" value="/deadlines/">' in page
    assert "wrong" not in page


def test_list_labels_its_cells_and_marks_the_sorted_column(force, sign_in):
    page = sign_in(force.people["sysadmin"]).get(reverse("accounts:user-list"), {"sort": "-name"}).content.decode()
    assert re.search(r'<td class="title"><a href="/accounts/users/[0-9]+/">人员alice</a></td>', page)
    assert '<td class="fact" data-label="账号">alice</td>' in page
    assert page.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in page
    assert 'aria-current="page">机构人员' in page
    assert "共 12 条，第 1—12 条" in page


def test_list_without_rows_offers_the_next_step(force, sign_in):
    page = sign_in(force.people["sysadmin"]).get(reverse("accounts:user-list"), {"name": "查无此人"}).content.decode()
    assert "没有符合条件的记录" in page
    assert "清空条件" in page
    assert 'value="查无此人"' in page


def test_rows_cost_no_statement_of_their_own(force, sign_in, django_assert_max_num_queries):
    client = sign_in(force.people["sysadmin"])
    client.get(reverse("accounts:user-list"))  # the session's idle clock is written once a minute
    with django_assert_max_num_queries(8):
        client.get(reverse("accounts:user-list"))


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999", "", "9" * 5000])
def test_list_shows_a_page_whatever_number_is_asked_for(force, sign_in, page):
    answer = sign_in(force.people["sysadmin"]).get(reverse("accounts:user-list"), {"page": page, "per_page": page})
    assert answer.status_code == 200
    assert "共 12 条，第 1—12 条" in answer.content.decode()
