"""Every form takes days and numbers as people type them, and saves no text that nobody can see."""

import datetime as dt
import itertools

import pytest
from django import forms

from baiyi.records.typed import accept
from tests.forms_of_pages import PAGES, fields_of, open_page, send
from tests.ours import our_models
from tests.world import World

FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
UNSEEN = set("\u202e\u200b\ufeff\x07")
NOTATIONS = [
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y-%m-%d}".translate(FULL),
    lambda day: f" {day.year} - {day.month} - {day.day}\u200b",
]


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


@pytest.fixture
def world(force) -> World:
    return World(force)


def otherwise(bound, typed: str, notation) -> str | None:
    """The same, typed otherwise."""
    try:
        if isinstance(bound.field, forms.DateTimeField):
            day, _, at = typed.partition("T")
            return f"{notation(dt.date.fromisoformat(day))} {at.replace(':', '：')}"
        if isinstance(bound.field, forms.DateField):
            return notation(dt.date.fromisoformat(typed))
        return f"{int(typed):,}".translate(FULL)
    except ValueError:
        return None


@pytest.mark.parametrize(("name", "notation"), list(zip(sorted(PAGES), itertools.cycle(NOTATIONS), strict=False)))
def test_days_and_numbers_are_taken_as_people_type_them(world, name, notation):
    page, client, fields, accepted = open_page(world, name)
    typed = fields_of("days", fields) | fields_of("numbers", fields)
    found = {
        bound.html_name: said
        for bound in typed.values()
        if not bound.is_hidden
        and isinstance(accepted.get(bound.html_name), str)
        and (said := otherwise(bound, accepted[bound.html_name], notation))
    }
    response = send(client, page, world, accepted | found)
    assert response.status_code in {200, 302}, (found, response.context["form"].errors)


@pytest.mark.parametrize("name", sorted(name for name in PAGES if PAGES[name].method == "post"))
def test_no_form_saves_what_nobody_can_see(world, name):
    page, client, fields, accepted = open_page(world, name)
    texts = {
        bound.html_name: f"\u202e{text[:1]}\u200b{text[1:]}\ufeff\x07"
        for bound in fields_of("texts", fields).values()
        if not bound.is_hidden
        and not isinstance(bound.field.widget, forms.PasswordInput)
        and isinstance(text := accepted.get(bound.html_name), str)
        and text
    }
    response = send(client, page, world, accepted | texts)
    assert response.status_code in {200, 302}, response.context["form"].errors
    assert seen_in_the_tables() == []


def seen_in_the_tables() -> list[tuple]:
    """Texts of all rows of ours with an unseen character."""
    found = []
    for model in our_models():
        names = [
            each.attname
            for each in model._meta.concrete_fields
            if each.get_internal_type() in {"CharField", "TextField"}
        ]
        for row in model._base_manager.values_list(*names) if names and model._meta.label != "records.Draft" else ():
            found += [(model._meta.label, text) for text in row if isinstance(text, str) and UNSEEN & set(text)]
    return found


@pytest.mark.parametrize(
    ("name", "field", "typed", "saved"),
    [
        ("head_phone", forms.CharField(), "138-0013-8000", "13800138000"),
        ("head_phone", forms.CharField(), "＋８６　138 0013 8000", "13800138000"),
        ("phone", forms.CharField(), "（0571）8800－1234", "0571-88001234"),
        ("phone", forms.CharField(), "0571-88001234", "0571-88001234"),
        ("police_number", forms.CharField(), "０１２－３４５", "012-345"),
        ("external_number", forms.CharField(), "Ａ４５〔２０２６〕", "A45〔2026〕"),
        ("username", forms.SlugField(), "ａｌｉｃｅ", "alice"),
        ("days", forms.IntegerField(), "２４００", 2400),
        ("days", forms.IntegerField(), "2,400", 2400),
        ("days", forms.IntegerField(), "1，234，567", 1234567),
        ("amount", forms.DecimalField(), "2,400.50", 2400.5),
        ("on", forms.DateField(), "20261101", dt.date(2026, 11, 1)),
        ("on", forms.DateField(), "2026.11.1", dt.date(2026, 11, 1)),
        ("on", forms.DateField(), "2026/11/1", dt.date(2026, 11, 1)),
        ("on", forms.DateField(), "2026年11月1日", dt.date(2026, 11, 1)),
        ("on", forms.DateField(), "11月1日", dt.date(2022, 11, 1)),
        ("on", forms.DateField(), "１１月０１日", dt.date(2022, 11, 1)),
        ("at", forms.TimeField(), "０８：３０", dt.time(8, 30)),
        ("note", forms.CharField(widget=forms.Textarea), "一\r\n二\u2028三", "一\n二\n三"),
        ("note", forms.CharField(), "一\r\n二", "一 二"),
        ("password", forms.CharField(strip=False, widget=forms.PasswordInput), " ａ\u200b", " ａ\u200b"),
    ],
)
def test_what_is_typed_is_taken_as_it_is_meant(name, field, typed, saved):
    accept(field, name)
    assert field.clean(typed) == saved


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (forms.IntegerField(), "2,40", "请填写整数，如 2400 或 2,400"),
        (forms.IntegerField(), "1,2345", "请填写整数，如 2400 或 2,400"),
        (forms.IntegerField(), "2_400", "请填写整数，如 2400 或 2,400"),
        (forms.DecimalField(), "2,40", "请填写数字，如 2400 或 2,400"),
        (forms.IntegerField(error_messages={"invalid": "天数须是整数"}), "2,40", "天数须是整数"),
        (forms.DateField(error_messages={"invalid": "请按格式填写"}), "2月30日", "请按格式填写"),
        (forms.IntegerField(), "1.5", "请填写整数，如 2400 或 2,400"),
        (forms.DateField(), "2月30日", "没有 2022 年 2 月 30 日这一天，请核对"),
        (forms.DateField(), "20260230", "没有 2026 年 2 月 30 日这一天，请核对"),
        (forms.DateField(), "2026.13.1", "没有 2026 年 13 月 1 日这一天，请核对"),
        (forms.DateField(), "明天", "请填写有效的日期，如 2026-11-01 或 2026年11月1日"),
        (forms.DateField(), "1.2.3", "请填写有效的日期，如 2026-11-01 或 2026年11月1日"),
    ],
)
def test_what_is_wrong_is_refused_in_words(field, typed, message):
    accept(field, "on")
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [message]
