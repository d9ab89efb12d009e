"""What every test stands on. Reference data is planted by migrate; people and work come from tests/factories."""

import os
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from baiyi.exchange import turns
from baiyi.records import written
from baiyi.records.signals import signed
from tests.database import django_db_keepdb, django_db_modify_db_settings  # noqa: F401 - fixtures
from tests.factories import Force, make_force
from tests.moment import DEFAULT, Moments, moments_of
from tests.patience import at_most
from tests.sampled import some_of
from tests.shaken import shake

REPEAT = int(os.environ.get("BAIYI_REPEAT", "2"))


def pytest_configure(config):
    if os.environ.get("BAIYI_SHAKEN"):
        shake()
    if moments := moments_of(os.environ.get("BAIYI_TEST_NOW", DEFAULT)):
        config.pluginmanager.register(Moments(moments))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.CELERY_TASK_ALWAYS_EAGER = False


def pytest_collection_modifyitems(config, items):
    """Say why a test that needs PostgreSQL or Redis does not run here; leave out what CI has no time for."""
    taken = some_of(items)
    left_out = set(items) - set(taken)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = taken
    for item in items:
        if item.get_closest_marker("postgres") and not settings.IS_POSTGRES:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL=postgres://…"))
        if item.get_closest_marker("redis") and not settings.REDIS_URL:
            item.add_marker(pytest.mark.skip(reason="needs Redis: set REDIS_URL=redis://…"))


@pytest.fixture
def suite_moment(request):
    """The suite's moment, when there are several: tests/moment.py sets the clock to it before any fixture."""
    return request.param


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path):
    """No test writes into the media of the installation."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def patient_photos(monkeypatch):
    """Another worker of the suite decodes a picture at the same time."""
    monkeypatch.setattr(turns, "PATIENCE", at_most(turns.PATIENCE))


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another one remembered."""
    cache.clear()
    written.forget()


REMEMBERED = (
    "baiyi.accounts.handover.models",
    "baiyi.accounts.models",
    "baiyi.accounts.services",
    "campaigns.navigation",
    "campaigns.models.campaign",
    "hotspots.models.timetable",
    "baiyi.jobs.home",
    "baiyi.transfers.models.rows",
    "baiyi.deadlines.workdays",
    "inspections.reading.operations",
    "inspections.services.waiting",
)


@pytest.fixture(autouse=True)
def long_memory(monkeypatch):
    """What a process remembers for some seconds does not run out during a test, however slow the machine: it may count
    statements.
    """
    for module in REMEMBERED:
        monkeypatch.setattr(f"{module}.KEEP", 3600)


@pytest.fixture
def force(db) -> Force:
    return make_force()


@pytest.fixture
def sign_in():
    """A client signed in as this user, past the sign-in page: no line in the journal."""

    def _sign_in(user) -> Client:
        client = Client()
        with mock.patch.object(signed, "send"):
            client.force_login(user, backend="baiyi.accounts.backends.PostingBackend")
        return client

    return _sign_in
