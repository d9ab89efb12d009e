"""What holds for the pages of every kind of record: each sample of each room meets it (tests/samples.py)."""

import re

import pytest
from auditlog.models import LogEntry
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from baiyi.figures import Period, all_figures
from baiyi.figures.links import list_link
from baiyi.records import clock
from tests.discovered import samples

LIST_LIMIT, DETAIL_LIMIT = 8, 12
FEW, MANY = 2, 12
CHINESE = re.compile(r"[一-鿿]")
SAMPLES = samples()


def with_samples(chosen):
    """Each of them, by its name and what the person does on its page."""
    ids = [" ".join([each.name, *each.acts]) for each in chosen]
    return pytest.mark.parametrize("sample", chosen, ids=ids)


every_sample = with_samples(SAMPLES)
every_list = with_samples(list({each.name: each for each in SAMPLES}.values()))
every_sample_with_a_form_of_adding = with_samples([each for each in SAMPLES if each.words])
every_sample_with_a_change = with_samples([each for each in SAMPLES if each.changed])
every_sample_with_moves = with_samples([each for each in SAMPLES if each.moves])


def cost(client, url: str) -> int:
    client.get(url)  # content types and the calendar are read once a process
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(seen)


@pytest.fixture
def record(sample, force):
    return sample.make(force)


@pytest.fixture
def client(sample, force, sign_in):
    return sign_in(force.people[sample.who])


@pytest.fixture
def stranger(sample, force, sign_in):
    return sign_in(force.people[sample.stranger])


def facts_of(record) -> dict:
    return type(record)._base_manager.filter(pk=record.pk).values().get()


@every_sample
def test_list_shows_what_is_ones_own(sample, record, client, stranger):
    url = record.get_absolute_url()
    assert url in client.get(sample.views.url("list")).content.decode()
    assert url not in stranger.get(sample.views.url("list")).content.decode()


@every_sample
def test_page_names_its_record_and_leads_back_to_the_list(sample, record, client):
    page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    assert str(record) in page.content.decode()
    assert f'href="{sample.views.url("list")}"' in page.content.decode()


@every_sample
def test_page_never_leads_to_itself(sample, record, client):
    here = record.get_absolute_url()
    assert f'href="{here}"' not in client.get(here).content.decode().partition("<main")[2]


@every_sample
def test_foreign_record_does_not_exist(sample, record, stranger):
    assert stranger.get(record.get_absolute_url()).status_code == 404
    before = facts_of(record)
    for name in sample.acts:
        for response in (
            stranger.get(sample.address(name, record)),
            stranger.post(sample.address(name, record)),
        ):
            assert response.status_code in {403, 404}
            assert str(record) not in response.content.decode()
    assert facts_of(record) == before


@every_sample
def test_whoever_lacks_the_right_changes_nothing(sample, record, client, force, sign_in):
    before = facts_of(record)
    for name, act in sample.acts.items():
        payload = sample.filled(client.get(sample.address(name, record)), name)
        refused = [user for user in force.people.values() if not user.has_perm(act.right)]
        assert refused
        for user in refused:
            assert sign_in(user).post(sample.address(name, record), payload).status_code == 403
    assert facts_of(record) == before


@every_sample
def test_buttons_stand_only_where_they_work(sample, client, force, sign_in):
    """In every state an act starts from: `who` has the button, and whoever has it gets its page."""
    rows = {name: sample.ready(name, force, client) for name in sample.acts}
    for name, record in rows.items():
        assert f'href="{sample.address(name, record)}"' in client.get(record.get_absolute_url()).content.decode(), name
    for record in {getattr(row, "state", ""): row for row in rows.values()}.values():
        for user in force.people.values():
            browser = sign_in(user)
            page = browser.get(record.get_absolute_url()).content.decode()
            shown = [name for name in sample.acts if f'href="{sample.address(name, record)}"' in page]
            assert [name for name in shown if not works(sample, name, record, browser)] == [], user


def works(sample, name: str, record, browser) -> bool:
    """Its page opens and takes what the act asks for. Nothing of it stays."""
    url = sample.address(name, record)
    page = browser.get(url)
    if page.status_code != 200:
        return False
    with transaction.atomic():
        answer = browser.post(url, sample.filled(page, name))
        transaction.set_rollback(True)
    return answer.status_code == 302


@every_sample_with_a_form_of_adding
def test_adding_makes_one_record_and_opens_it(sample, client, force):
    sample.make(force)  # whatever the first one brings into being does not count
    rows, lines = sample.views.model._base_manager, LogEntry.objects.count()
    count, url = rows.count(), sample.views.url("add")
    response = client.post(url, sample.filled_new(client, force), follow=True)
    assert response.status_code == 200, response.context["form"].errors
    made = rows.latest("pk")
    assert rows.count() == count + 1
    assert response.redirect_chain[-1][0] == made.get_absolute_url()
    assert made.created_by == force.people[sample.who]
    assert LogEntry.objects.count() > lines


@every_sample_with_a_form_of_adding
def test_empty_form_is_refused_in_chinese_and_writes_nothing(sample, client, force):
    sample.make(force)
    count = sample.views.model._base_manager.count()
    response = client.post(sample.views.url("add"), {})
    assert response.status_code == 422
    assert all(CHINESE.search(message) for each in response.context["form"].errors.values() for message in each)
    assert sample.views.model._base_manager.count() == count


@every_sample_with_a_change
@pytest.mark.parametrize("is_stale", [False, True])
def test_change_is_kept_unless_somebody_was_faster(sample, record, client, is_stale):
    url, lines = sample.address("change", record), LogEntry.objects.count()
    payload = sample.filled(client.get(url), "change")
    if is_stale:
        sample.fresh(record).save()
    version = sample.fresh(record).version
    response = client.post(url, payload)
    now = sample.fresh(record)
    kept = {name: str(getattr(now, name)) for name in sample.changed}
    if is_stale:
        assert response.status_code == 409
        assert "已被他人修改" in response.content.decode()
        assert all(value in response.content.decode() for value in sample.changed.values())
        assert "，你填的是“" in response.content.decode()
        assert kept != sample.changed
    else:
        assert (response.status_code, response.url) == (302, record.get_absolute_url()), response.context["form"].errors
        assert kept == sample.changed
        assert now.version == version + 1
        assert LogEntry.objects.count() > lines


@every_sample_with_moves
def test_each_move_is_made_once(sample, client, force):
    for name in sample.moves:
        record = sample.ready(name, force, client)
        url, before = sample.address(name, record), facts_of(record)
        payload = sample.filled(client.get(url), name)
        response = client.post(url, payload)
        assert response.status_code == 302, (name, response.context["form"].errors)
        after = facts_of(record)
        assert (after != before) == (name not in sample.beside)
        if name in sample.again:
            continue
        again = payload | {"version": sample.fresh(record).version}
        assert client.post(url, again).status_code in {403, 404, 422}, name
        assert facts_of(record) == after


@pytest.mark.one_day("counts statements")
@every_sample
def test_statements_do_not_grow_with_rows(sample, client, force):
    first, *_ = (sample.make(force) for _ in range(FEW))
    limits = dict.fromkeys(lists_of(sample), LIST_LIMIT) | {first.get_absolute_url(): DETAIL_LIMIT}
    few = {url: cost(client, url) for url in limits}
    for _ in range(MANY):
        sample.make(force)
    assert {url: cost(client, url) for url in limits} == few
    assert all(few[url] <= limit for url, limit in limits.items()), few


def lists_of(sample) -> list[str]:
    """The list as it opens, and narrowed by each figure that opens it."""
    url, today = sample.views.url("list"), clock.today()
    figures = [figure for figure in all_figures() if figure.list_url == f"{sample.name}-list"]
    return [url, *(list_link(figure, Period(today, today)) for figure in figures)]


@every_list
def test_list_answers_every_tab_and_every_order(sample, record, client):
    views = sample.views
    for tab in [*views.list_page.TABS, "nonsense"]:
        assert client.get(views.url("list"), {"tab": tab}).status_code == 200
    for column in views.table.base_columns:
        for order in (column, f"-{column}"):
            assert client.get(views.url("list"), {"sort": order}).status_code == 200
