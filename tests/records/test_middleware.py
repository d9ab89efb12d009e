"""The gate, refusals as pages, private responses, and error pages that say nothing they should not."""

import json
import sys
import types

import pytest
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from baiyi.records.moves import MoveRefused, StaleRecord
from baiyi.records.policies import Needs, Public, SignedIn, policy

SECRET = "column accounts_user.password"


def forgotten(request):
    return HttpResponse("never seen")


def raising(error):
    @policy(SignedIn())
    def view(request):
        raise error

    return view


@policy(Public())
def cached(request):
    response = HttpResponse("x")
    response["Cache-Control"] = "max-age=60"
    return response


@policy(Needs("nobody.declared"))
def unknown_right(request):
    return HttpResponse("never seen")


@pytest.fixture
def client(force, sign_in, settings, monkeypatch):
    """Alice, in an address space with views that misbehave."""
    module = types.ModuleType("misbehaving_urls")
    errors = {
        "stale": StaleRecord(None),
        "refused": MoveRefused("送达日不能晚于今天"),
        "denied": PermissionDenied("accounts.manage"),
    }
    errors |= {"denied-oddly": PermissionDenied(SECRET), "broken": RuntimeError(SECRET)}
    module.urlpatterns = [
        path("forgotten/", forgotten, name="forgotten"),
        path("cached/", cached),
        path("unknown-right/", unknown_right),
        *(path(f"{name}/", raising(error)) for name, error in errors.items()),
        path("", include("baiyi.urls")),
    ]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(
            module,
            name,
            f"baiyi.records.errors.{ {'handler400': 'bad_request', 'handler403': 'forbidden'}.get(name, 'not_found') }",
        )
    module.handler500 = "baiyi.records.errors.server_error"
    monkeypatch.setitem(sys.modules, "misbehaving_urls", module)
    settings.ROOT_URLCONF = "misbehaving_urls"
    client = sign_in(force.alice)
    client.raise_request_exception = False
    return client


def test_view_without_a_policy_is_refused_for_everybody(client):
    for each in (client, Client()):
        response = each.get("/forgotten/")
        assert response.status_code == 403
        assert "never seen" not in response.content.decode()


def test_view_without_a_policy_fails_start_up(client):
    found = checks.run_checks(tags=["baiyi"])
    assert [each.msg for each in found if each.id == "baiyi.E001"] == ["URL forgotten (forgotten/) declares no policy"]


def test_right_that_nobody_declared_is_held_by_nobody(client, force, sign_in):
    for user in force.people.values():
        assert sign_in(user).get("/unknown-right/").status_code == 403


def test_superuser_flag_opens_nothing(client, force, sign_in):
    """Rights come from postings alone."""
    force.bob.is_superuser = force.bob.is_staff = True
    force.bob.save()
    assert sign_in(force.bob).get("/accounts/users/").status_code == 403


@pytest.mark.parametrize(("name", "words"), [("stale", "内容已被他人修改"), ("refused", "送达日不能晚于今天")])
def test_refusal_is_a_page_with_409(client, name, words):
    response = client.post(f"/{name}/")
    assert response.status_code == 409
    assert words in response.content.decode()


def test_missing_right_is_named_and_an_odd_one_is_not(client):
    assert "管理账号" in client.get("/denied/").content.decode()
    page = client.get("/denied-oddly/")
    assert page.status_code == 403
    assert "请联系系统管理员。" in page.content.decode()
    assert SECRET not in page.content.decode()


def test_failure_shows_a_number_that_stands_in_the_log_and_no_word_of_the_error(client, caplog):
    response = client.get("/broken/")
    page = response.content.decode()
    assert response.status_code == 500
    assert SECRET not in page
    assert "Traceback" not in page
    number = page.partition("错误号 ")[2][:8]
    assert len(number) == 8
    assert number in caplog.text


def test_call_of_a_script_without_session_gets_401_as_json(client):
    response = Client().post("/inspections/entry/draft/", headers={"x-requested-with": "fetch"})
    assert response.status_code == 401
    back = "/accounts/login/?next=/inspections/entry/draft/"
    assert json.loads(response.content) == {"error": "登录已过期，请重新登录", "location": back}
    assert Client().post("/inspections/entry/draft/").status_code == 302


def test_missing_csrf_token_is_a_page_in_words(force):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(force.alice, backend="baiyi.accounts.backends.PostingBackend")
    response = strict.post("/inspections/venues/new/", {"name": "x"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    assert "请返回上一页刷新后重新提交。" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/logout/", "/accounts/password/", "/inspections/entry/draft/"]
)
def test_every_post_needs_a_csrf_token(force, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(force.alice, backend="baiyi.accounts.backends.PostingBackend")
    assert strict.post(address, headers={"origin": "http://evil.example"}).status_code == 403


def test_pages_are_private_unless_they_say_otherwise(client):
    assert client.get("/")["Cache-Control"] == "private, no-store"
    assert client.get("/no-such-page/")["Cache-Control"] == "private, no-store"
    assert client.get("/cached/")["Cache-Control"] == "max-age=60"


def test_every_answer_carries_the_headers_that_keep_it_on_this_machine(client):
    for address in ("/", "/accounts/login/", "/no-such-page/", "/broken/", "/stale/"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_change_nothing(client, force, method):
    for address in (
        "/",
        "/inspections/venues/",
        "/inspections/entry/draft/",
        "/accounts/users/",
        "/inspections/venues/new/",
    ):
        assert getattr(client, method)(address).status_code in {403, 405, 422}
