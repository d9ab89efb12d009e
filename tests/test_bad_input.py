"""Bad input: every form page × everything that must not get in. Generated from the forms themselves.

A refusal is 422 (409 for a stale version), in Chinese, at the field and at the top, with everything typed kept and
nothing written.
"""

import html
import re
from collections.abc import Iterator

import django_filters
import pytest
from django import forms
from django.urls import resolve, reverse

from baiyi.records.policies import walk_urls
from tests.discovered import assert_none_is_left_out, place
from tests.forms_of_pages import KINDS, PAGES, fields_of, form_pages_found, kinds_of, open_page, send, unmet
from tests.inspections.samples import served
from tests.world import World, rows_written

CHINESE = re.compile(r"[一-鿿]")
LONG = "长" * 10_000
IMPOSSIBLE_DAYS = ("0000-00-00", "2022-02-30", "9999-12-31", "10000-01-01", "1-1-1", "今天", "0001-01-01")
FUTURE = ("2023-07-06", "2045-07-06")  # beyond today, and beyond any legal maximum
STRANGE = (
    "检查👮‍♂️正常",
    "𠮷野家㐂䶮",
    "abc\u202edcba",
    "甲\u200b乙\ufeff丙",
    "<script>alert(1)</script>&amp;\"'",
    "{{7*7}}{% url 'home' %}",
    "%s%(x)s{0}",
)


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


@pytest.fixture
def world(force) -> World:
    return World(force)


def is_shown(bound) -> bool:
    """A password is never sent back, a hidden field is not typed."""
    return not bound.is_hidden and not isinstance(bound.field.widget, forms.PasswordInput)


def assert_refused(response, *, status=(422,), typed=()):
    """Says what is wrong in Chinese, at the top word for word as at the field, and still shows what was typed."""
    page, form = response.content.decode(), response.context["form"]
    assert response.status_code in status, (response.status_code, page[:300])
    assert form.errors
    assert "<title>错误：" in page
    summary = page[page.index('class="error-summary"') :].split("</ul>")[0]
    for name, messages in form.errors.items():
        for message in messages:
            shown = html.escape(message)
            assert CHINESE.search(message), (name, message)
            assert f"错误：{shown}" in summary, (name, message)
            if name in form.fields and not form[name].is_hidden:
                assert f"错误：{shown}</p>" in page, f"{name} does not say at the field: {message}"
    for value in typed:
        assert html.escape(value) in page or value in page, f"lost: {value[:50]}"


def kept_open(world, name):
    """What was refused is corrected on the page that is there, not opened anew."""
    return world.once(("page", name), lambda: open_page(world, name))


def refused(world, name, changes: dict, *, without=(), typed=()):
    """Post the accepted payload with changes; it must be refused and write nothing."""
    page, client, _, accepted = kept_open(world, name)
    payload = {key: value for key, value in (accepted | changes).items() if key not in without}
    before = rows_written()
    response = send(client, page, world, payload)
    assert_refused(response, typed=typed)
    assert rows_written() == before
    return response


def test_every_form_page_says_what_it_accepts(world):
    """A new one is found in the address space, and with it any kind of field that no bad input is made for yet."""
    found = form_pages_found(world)
    assert_none_is_left_out({name: f"add a FormPage to FORM_PAGES of {place(name)}" for name in found.keys() - PAGES})
    assert PAGES.keys() - found == set(), "declared, and no form is there"
    fields_nobody_asks = {
        name: f"{unmet(fields)} needs a kind in KINDS" for name, fields in found.items() if unmet(fields)
    }
    assert_none_is_left_out(fields_nobody_asks)
    assert {kind for fields in found.values() for kind in kinds_of(fields)} == set(KINDS)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_a_page_says_it_accepts_is_accepted(world, name):
    """Otherwise each refusal below might be for another reason."""
    page, client, _, accepted = open_page(world, name)
    response = send(client, page, world, accepted)
    assert response.status_code in {200, 302}, response.context["form"].errors


@pytest.mark.parametrize("name", sorted(PAGES))
def test_empty_form_is_refused_with_a_message_for_every_field_that_is_missing(world, name):
    page, client, fields, _ = open_page(world, name)
    before = rows_written()
    response = send(client, page, world, page.envelope(world) or {"start": ""})
    assert_refused(response)
    missing = {field for field, bound in fields.items() if bound.field.required}
    assert missing <= set(response.context["form"].errors)
    assert rows_written() == before


@pytest.mark.parametrize("name", sorted(PAGES))
def test_impossible_values_are_refused_in_words_at_every_field(world, name):
    """Of each kind of field the form has."""
    _, _, fields, _ = kept_open(world, name)
    for kind in kinds_of(fields):
        REFUSALS[kind](world, name, fields_of(kind, fields))


def ten_thousand_characters_and_nul_are_refused(world, name, texts):
    """At all at once, and at each alone: what only one field at a time lets through, the others hide."""
    for text in (LONG, "甲\0乙"):
        typed = [LONG] if text == LONG and any(is_shown(bound) for bound in texts.values()) else []
        response = refused(world, name, {bound.html_name: text for bound in texts.values()}, typed=typed)
        assert set(texts) <= set(response.context["form"].errors)
    for field, bound in texts.items():
        response = refused(world, name, {bound.html_name: LONG}, typed=[LONG] if is_shown(bound) else [])
        assert field in response.context["form"].errors


def impossible_days_are_refused(world, name, days):
    for bound in days.values():
        for day in IMPOSSIBLE_DAYS if PAGES[name].takes_any_day else (*IMPOSSIBLE_DAYS, *FUTURE):
            refused(world, name, {bound.html_name: day}, typed=[day] if day != "0001-01-01" else [])


def impossible_times_are_refused(world, name, times):
    for bound in times.values():
        for time in ("24:00", "25:61", "-1:00", "8点", "8", "08:00+25:00", "9" * 5000):
            refused(world, name, {bound.html_name: time}, typed=[time])


def impossible_numbers_are_refused(world, name, numbers):
    for bound in numbers.values():
        for number in (str(2**63), str(-(2**63)), "-1", "0", "1e9", "1.5", "½", "٣٣٣٣٣٣٣٣٣٣", "NaN", " ", "9" * 5000):
            if number not in answers_of(bound, PAGES[name]):
                refused(world, name, {bound.html_name: number})


def answers_of(bound, page) -> set[str]:
    """0 where one counts from it; there an empty field that may stay empty is one as well."""
    if not bound.name.startswith(page.counts_from_zero):
        return set()
    return {"0"} if bound.field.required else {"0", " "}


def unknown_choices_are_refused(world, name, choices):
    for bound in choices.values():
        refused(world, name, {bound.html_name: "nonsense"})
    for wanted in (str(2**63), "-1", "甲", "x' OR 1=1 --", "9" * 5000):
        response = refused(world, name, {bound.html_name: wanted for bound in choices.values()})
        assert set(choices) <= set(response.context["form"].errors)


REFUSALS = {
    "texts": ten_thousand_characters_and_nul_are_refused,
    "days": impossible_days_are_refused,
    "times": impossible_times_are_refused,
    "numbers": impossible_numbers_are_refused,
    "choices": unknown_choices_are_refused,
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_strange_text_is_kept_as_typed_or_refused_in_words(world, name):
    page, client, fields, accepted = open_page(world, name)
    texts = fields_of("texts", fields)
    for text in STRANGE:
        response = send(client, page, world, accepted | {bound.html_name: text for bound in texts.values()})
        assert response.status_code in {200, 302, 409, 422}
        if response.status_code == 422:
            assert_refused(response, typed=[text] if any(is_shown(each) for each in texts.values()) else [])
            assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("name", sorted(name for name in PAGES if PAGES[name].method == "post"))
def test_bytes_that_are_no_text_never_fail(world, name):
    page, client, fields, _ = open_page(world, name)
    for raw in (b"%ED%A0%80", b"%FF%FE", b"%C0%80", b"%00", b"%F4%90%80%80"):
        body = b"&".join(b"%s=%s" % (bound.html_name.encode(), raw) for bound in fields.values())
        response = client.post(page.address(world), body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {200, 302, 404, 422}  # of a form with nothing but text it is a strange text


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_field_sent_twice_never_fails(world, name):
    page, client, fields, accepted = open_page(world, name)
    twice = {bound.html_name: [accepted.get(bound.html_name, ""), "第二个"] for bound in fields.values()}
    flat = {
        key: [str(each) for part in value for each in (part if isinstance(part, list) else [part])]
        for key, value in twice.items()
    }
    response = send(client, page, world, accepted | flat)
    assert response.status_code in {200, 302, 422}


VERSIONED = sorted(name for name in PAGES if PAGES[name].is_versioned)


@pytest.mark.parametrize("name", VERSIONED)
def test_missing_or_impossible_version_is_refused(world, name):
    refused(world, name, {}, without=("version",))
    for version in (2**40, -1, "甲", ""):
        refused(world, name, {"version": version})


@pytest.mark.parametrize("name", VERSIONED)
def test_stale_version_is_409_with_everything_typed(world, name):
    page, client, fields, accepted = open_page(world, name)
    record = page.record(world)
    record.note = "别人刚改过" if hasattr(record, "note") else None
    record.save()
    before = rows_written()
    response = client.post(page.address(world), accepted)
    assert rows_written() == before
    typed = [accepted.get(bound.html_name) for bound in fields_of("texts", fields).values()]
    assert_refused(response, status=(409,), typed=[each for each in typed if each])
    assert "已被他人修改" in response.content.decode()
    assert "打开最新内容" in response.content.decode()
    assert "有 1 处要改" in response.content.decode()
    assert re.search(r"已被他人修改（\S+ \d+月\d+日 \d\d:\d\d \S+）", response.content.decode())


FOREIGN = [(name, field) for name in sorted(PAGES) for field in PAGES[name].scoped]


@pytest.mark.parametrize(("name", "field"), FOREIGN)
def test_id_of_another_station_is_no_choice(world, name, field):
    response = refused(world, name, {field: str(world.foreign(field))})
    assert field in response.context["form"].errors


CREATES = sorted(name for name in PAGES if PAGES[name].outcome)


@pytest.mark.parametrize("name", CREATES)
def test_fields_the_form_does_not_have_are_not_set(world, name):
    """Mass assignment: every field of the model, posted along."""
    page, client, fields, accepted = open_page(world, name)
    model = page.outcome
    extra = {field.attname: world.poison(field) for field in model._meta.concrete_fields if field.name not in fields}
    plain = {field.name: extra[field.attname] for field in model._meta.concrete_fields if field.attname in extra}
    response = client.post(page.address(world), plain | extra | accepted)
    assert response.status_code == 302, response.context["form"].errors
    row = page.made(world)
    set_anyway = {name for name, value in extra.items() if str(getattr(row, name)) == str(value)}
    assert set_anyway == set()


def test_far_too_many_fields_and_bytes_are_refused_in_words(world):
    client = world.client("alice")
    address = reverse("inspections:venue-add")
    before = rows_written()
    many = client.post(address, {f"f{n}": "" for n in range(2100)})
    large = client.post(address, {"name": "x" * (5 * 1024 * 1024)})
    broken = client.post(address, b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x")
    torn = client.post(address, b"nonsense", content_type="multipart/form-data")
    for response in (many, large, torn):
        assert response.status_code == 400
        assert "请求不完整" in response.content.decode()
    assert broken.status_code in {400, 422}
    assert rows_written() == before


LISTS = sorted(name for name, pattern in walk_urls() if name.endswith("-list"))
BIG = "9" * 5000
FRAME = {  # what every list reads in its address
    "page": ["1e309", "-1", "0", "\0", "甲", str(2**63), BIG, "1.5", "last", "１"],
    "per_page": ["9999999", "-1", "甲", "\0", BIG],
    "sort": [
        "name;drop table",
        "-",
        "--name",
        "unit__password",
        "created_by__password",
        "甲",
        "\0",
        "name,-name",
        "pk",
    ],
    "tab": ["xyz", "\0", "draft;", LONG, "__class__"],
    "figure": ["nonsense", "\0", LONG, "hazard_rectification_rate"],
}
DAYS_ASKED = ["0000-00-00", "9999-12-31", "0001-01-01", "\0", "甲"]
ASKED = [  # by the kind of a filter, and what else a list may be narrowed by
    (django_filters.DateFromToRangeFilter, ("_min", "_max"), DAYS_ASKED),
    (django_filters.DateFilter, ("",), DAYS_ASKED),
    (django_filters.NumberFilter, ("",), ["NaN", "Infinity", "1e309", "-1", "2022.5", str(2**63), "\0", BIG]),
    (django_filters.ModelChoiceFilter, ("",), ["0", "-1", str(2**63), BIG, "甲", "\0", "1' OR 1=1"]),
    (django_filters.Filter, ("",), ["\0", LONG, "%", "_", "'", "\\", "𠮷", "a b", "nonsense"]),
]


def hostile_questions(name: str) -> Iterator[tuple[str, str]]:
    """(parameter, value) for everything this list reads in its address."""
    asked = dict(FRAME)
    view = resolve(reverse(name)).func
    filterset = getattr(view, "view_initkwargs", {}).get("filterset_class") or getattr(
        view.view_class, "filterset_class", None
    )
    for field, each in filterset.base_filters.items() if filterset else ():
        endings, values = next((endings, values) for kind, endings, values in ASKED if isinstance(each, kind))
        asked |= {f"{field}{ending}": values for ending in endings}
    return ((parameter, value) for parameter, values in asked.items() for value in values)


def first_of_those_who_may(world: World, name: str):
    """Alice, or another one when the list is not for her."""
    people = (world.client(who) for who in ["alice", *world.force.people])
    return next(each for each in people if each.get(reverse(name)).status_code == 200)


@pytest.mark.parametrize("name", LISTS)
def test_list_answers_whatever_stands_in_its_address(world, name):
    assert served(world)
    client = first_of_those_who_may(world, name)
    for parameter, value in hostile_questions(name):
        response = client.get(reverse(name), {parameter: value})
        assert response.status_code in {200, 404}, (parameter, value[:30])


@pytest.mark.parametrize("name", ["venue", "inspection", "hazard", "notice"])
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**40, 0])
def test_number_of_no_record_is_404(world, name, number):
    response = world.client("alice").get(reverse(f"inspections:{name}-detail", args=[number]))
    assert response.status_code == 404


@pytest.mark.parametrize(
    "days", [("0001-01-01", "9999-12-31"), ("9999-12-31", "0001-01-01"), ("2022-07-06", "2022-07-06")]
)
@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("venue-list", "venues_inspected"),
        ("hazard-list", "hazards_open"),
        ("hazard-list", "rectification_days"),
        ("notice-list", "notices_issued"),
    ],
)
def test_figure_of_impossible_days_still_opens_its_list(world, name, figure, days):
    since, until = days
    address = reverse(f"inspections:{name}")
    assert world.client("alice").get(address, {"figure": figure, "since": since, "until": until}).status_code == 200


def test_bytes_in_an_address_that_are_no_text_never_fail(world):
    for raw in ("%ED%A0%80", "%FF", "%00", "%C0%80"):
        for start in (
            "/inspections/venues/?q=",
            "/inspections/hazards/?tab=",
            "/inspections/entry/?venue=",
            "/inspections/entry/?draft=",
            "/",
        ):
            assert world.client("alice").get(start + raw).status_code in {200, 404}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-correlation-id": "x" * 10_000},
        {"x-forwarded-for": "nonsense, 甲， ''"},
        {"user-agent": "甲\r\n" + "x" * 10_000},
        {"accept-language": "x" * 10_000},
        {"referer": "javascript:alert(1)"},
        {"cookie": "sessionid=" + "x" * 5000},
    ],
)
def test_strange_headers_never_fail(world, headers):
    page, client, _, accepted = open_page(world, "inspections:venue-add")
    assert client.post(page.address(world), accepted, headers=headers).status_code == 302


def test_unknown_host_is_refused_in_words(world):
    response = world.client("alice").get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "请求不完整" in response.content.decode()
