"""What holds for the pages of every kind of record. A sub-system's test inherits it and says what is its own in a
sample.

SAMPLE = Sample(VENUES, who="alice", make=lambda force: make_venue(force.station, force.alice), words=…,
changed={"name": "新名"})

class TestVenuePages(RecordPagesContract):
    sample = SAMPLE
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from auditlog.models import LogEntry
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from baiyi.records.recordviews import Act, RecordViews
from tests.factories import Force

LIST_LIMIT, DETAIL_LIMIT = 8, 12
FEW, MANY = 2, 12
CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Sample:
    """One kind of record as the tests meet it.

    `make` makes a row of the first station, `who` of the force holds every right over it and `stranger` sees nothing of
    it.
    `words` is what the form of adding takes, `changed` what a change puts into it, `moves` what each move asks for.
    """

    views: RecordViews
    who: str
    make: Callable[[Force], models.Model]
    words: Callable[[Force], dict] = lambda force: {}
    changed: dict[str, str] = field(default_factory=dict)
    moves: dict[str, dict] = field(default_factory=dict)
    stranger: str = "bob"

    @property
    def acts(self) -> dict[str, Act]:
        """Those on a record, by the name of their page."""
        views = self.views
        changes = {"change": views.change} if self.changed else {}
        return changes | {name: act for name, act in (views.moves_as_steps | views.acts).items() if name in self.moves}

    def address(self, page: str, record) -> str:
        return self.views.url(page.replace("_", "-"), record.pk)

    def filled(self, page, name: str) -> dict:
        """What the form on the page sends when the person fills in what the act asks for."""
        return shown_in(page.context["form"]) | (self.changed if name == "change" else self.moves[name])

    def filled_new(self, client, force: Force) -> dict:
        return shown_in(client.get(self.views.url("add")).context["form"]) | self.words(force)

    def fresh(self, record):
        return self.views.model._base_manager.get(pk=record.pk)


def shown_in(form) -> dict:
    """What a browser sends of a form nobody touched."""
    return {each.html_name: _sent(each.value()) for each in form if each.value() not in (None, "", False)}


def _sent(value):
    if isinstance(value, list | tuple):
        return [_sent(each) for each in value]
    return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, dt.datetime) else str(getattr(value, "pk", value))


def cost(client, url: str) -> int:
    client.get(url)  # content types and the calendar are read once a process
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(seen)


class RecordPagesContract:
    sample: Sample

    @pytest.fixture
    def record(self, force):
        return self.sample.make(force)

    @pytest.fixture
    def client(self, force, sign_in):
        return sign_in(force.people[self.sample.who])

    @pytest.fixture
    def stranger(self, force, sign_in):
        return sign_in(force.people[self.sample.stranger])

    def facts_of(self, record) -> dict:
        return self.sample.views.model._base_manager.filter(pk=record.pk).values().get()

    def test_list_shows_what_is_ones_own(self, record, client, stranger):
        url = record.get_absolute_url()
        assert url in client.get(self.sample.views.url("list")).content.decode()
        assert url not in stranger.get(self.sample.views.url("list")).content.decode()

    def test_page_names_its_record_and_leads_back_to_the_list(self, record, client):
        page = client.get(record.get_absolute_url())
        assert page.status_code == 200
        assert str(record) in page.content.decode()
        assert f'href="{self.sample.views.url("list")}"' in page.content.decode()

    def test_foreign_record_does_not_exist(self, record, stranger):
        assert stranger.get(record.get_absolute_url()).status_code == 404
        before = self.facts_of(record)
        for name in self.sample.acts:
            for response in (
                stranger.get(self.sample.address(name, record)),
                stranger.post(self.sample.address(name, record)),
            ):
                assert response.status_code in {403, 404}
                assert str(record) not in response.content.decode()
        assert self.facts_of(record) == before

    def test_whoever_lacks_the_right_changes_nothing(self, record, client, force, sign_in):
        before = self.facts_of(record)
        for name, act in self.sample.acts.items():
            payload = self.sample.filled(client.get(self.sample.address(name, record)), name)
            refused = [user for user in force.people.values() if not user.has_perm(act.right)]
            assert refused
            for user in refused:
                assert sign_in(user).post(self.sample.address(name, record), payload).status_code == 403
        assert self.facts_of(record) == before

    def test_buttons_stand_only_where_they_work(self, record, force, sign_in):
        for user in force.people.values():
            page = sign_in(user).get(record.get_absolute_url())
            if page.status_code != 200:
                continue
            for name in self.sample.acts:
                url = self.sample.address(name, record)
                if f'href="{url}"' in page.content.decode():
                    assert sign_in(user).get(url).status_code == 200, (user, name)

    def test_adding_makes_one_record_and_opens_it(self, client, force):
        if self.sample.views.add is None:
            pytest.skip("added elsewhere")
        self.sample.make(force)  # whatever the first one brings into being does not count
        rows, lines = self.sample.views.model._base_manager, LogEntry.objects.count()
        count, url = rows.count(), self.sample.views.url("add")
        response = client.post(url, self.sample.filled_new(client, force), follow=True)
        assert response.status_code == 200, response.context["form"].errors
        made = rows.latest("pk")
        assert rows.count() == count + 1
        assert response.redirect_chain[-1][0] == made.get_absolute_url()
        assert made.created_by == force.people[self.sample.who]
        assert LogEntry.objects.count() > lines

    def test_empty_form_is_refused_in_chinese_and_writes_nothing(self, client, force):
        if self.sample.views.add is None:
            pytest.skip("added elsewhere")
        self.sample.make(force)
        count = self.sample.views.model._base_manager.count()
        response = client.post(self.sample.views.url("add"), {})
        assert response.status_code == 422
        assert all(CHINESE.search(message) for each in response.context["form"].errors.values() for message in each)
        assert self.sample.views.model._base_manager.count() == count

    @pytest.mark.parametrize("is_stale", [False, True])
    def test_change_is_kept_unless_somebody_was_faster(self, record, client, is_stale):
        if not self.sample.changed:
            pytest.skip("the sample names no change")
        url, lines = self.sample.address("change", record), LogEntry.objects.count()
        payload = self.sample.filled(client.get(url), "change")
        if is_stale:
            self.sample.fresh(record).save()
        version = self.sample.fresh(record).version
        response = client.post(url, payload)
        now = self.sample.fresh(record)
        kept = {name: str(getattr(now, name)) for name in self.sample.changed}
        if is_stale:
            assert response.status_code == 409
            assert "已被他人修改" in response.content.decode()
            assert all(value in response.content.decode() for value in self.sample.changed.values())
            assert kept != self.sample.changed
        else:
            assert (response.status_code, response.url) == (302, record.get_absolute_url()), response.context[
                "form"
            ].errors
            assert kept == self.sample.changed
            assert now.version == version + 1
            assert LogEntry.objects.count() > lines

    def test_each_move_is_made_once(self, client, force):
        for name in self.sample.moves:
            record = self.sample.make(force)
            url, before = self.sample.address(name, record), self.facts_of(record)
            payload = self.sample.filled(client.get(url), name)
            response = client.post(url, payload)
            assert response.status_code == 302, (name, response.context["form"].errors)
            after = self.facts_of(record)
            assert after != before
            again = payload | {"version": self.sample.fresh(record).version}
            assert client.post(url, again).status_code in {403, 404, 422}, name
            assert self.facts_of(record) == after

    def test_statements_do_not_grow_with_rows(self, client, force):
        first, *_ = (self.sample.make(force) for _ in range(FEW))
        urls = {self.sample.views.url("list"): LIST_LIMIT, first.get_absolute_url(): DETAIL_LIMIT}
        few = {url: cost(client, url) for url in urls}
        for _ in range(MANY):
            self.sample.make(force)
        assert {url: cost(client, url) for url in urls} == few
        assert all(few[url] <= limit for url, limit in urls.items()), few

    def test_list_answers_every_tab_and_every_order(self, record, client):
        views = self.sample.views
        for tab in [*views.list_page.TABS, "nonsense"]:
            assert client.get(views.url("list"), {"tab": tab}).status_code == 200
        for column in views.table.base_columns:
            for order in (column, f"-{column}"):
                assert client.get(views.url("list"), {"sort": order}).status_code == 200
