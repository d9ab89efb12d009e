"""Every page at every size, without barriers: layout, targets, focus, and WCAG 2.2 A/AA by axe-core."""

import re
from dataclasses import replace

import pytest
from django.test import RequestFactory

from baiyi.records import errors
from tests.browser.access import AXE, SIZES, Examiner, reachable
from tests.sampled import is_taken

KINDS = {  # how many kinds of pages each account reaches by links, at least
    "office": 42,
    "chief": 36,
    "officer": 32,
    "clerk": 24,
    "supervisor": 24,
    "leader": 24,
    "partner": 8,
    "sysadmin": 10,
    "secadmin": 6,
    "auditadmin": 6,
}
DESKTOP, PHONE = (1440, 900), (375, 667)
ON_PHONES = {"officer", "supervisor", "partner", "secadmin"}  # where their pages are opened, before every size is tried
EMPTY = "q=没有这样的记录"

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="needs axe-core: npm ci (make setup-test)")


@pytest.fixture(scope="session")
def examiner(tmp_path_factory, worker_id):
    folder = tmp_path_factory.getbasetemp()
    return Examiner((folder if worker_id == "master" else folder.parent) / "parts-seen")


@pytest.fixture
def still_as(page_as):
    """A signed-in page at desktop size whose scrolling is not animated."""
    return lambda account, size=DESKTOP: page_as(account, *size, reduced_motion="reduce")


@pytest.fixture
def visitor(browser, live):
    context = browser.new_context(
        locale="zh-CN", base_url=live.url, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
    yield context.new_page()
    context.close()


def refusals_are_expected(page_as):
    """The browser notes the status of a refused form or page; nothing else may be noted."""
    assert [
        each
        for each in page_as.watch.problems
        if not re.search(r"status of (403|404|409|422|500)|^500 .*/broken/$", each)
    ] == []
    page_as.watch.problems.clear()


@pytest.mark.parametrize("account", KINDS)
def test_every_page_of_an_account_is_free_of_barriers(still_as, examiner, account):
    page, problems, kinds = still_as(account, PHONE if account in ON_PHONES else DESKTOP), {}, 0
    for name, address in reachable(page):
        kinds += 1
        if is_taken(f"{account} {name}") and (found := examiner.examine(page)):
            problems[address] = found
    print(f"{account}: {kinds} kinds of pages, {examiner.sizes_seen} sizes of pages so far")
    assert problems == {}
    assert kinds >= KINDS[account]


FORMS = {
    "/inspections/venues/new/": "officer",
    "/campaign/hotspots/new/": "office",
    "/campaign/hotspots/1/assign/": "office",
    "/campaign/hotspots/1/change/": "office",
    "/accounts/users/new/": "sysadmin",
    "/accounts/units/new/": "sysadmin",
    "/accounts/password/": "clerk",
}


@pytest.mark.parametrize("address", FORMS)
def test_form_with_errors_is_free_of_barriers(still_as, page_as, examiner, address):
    page = still_as(FORMS[address])
    page.goto(address)
    fields = "main form input[type=text]:visible, main form input[type=date]:visible, main form textarea:visible"
    for field in page.locator(fields).all():
        field.fill("")
    page.click("main form button.button-primary[type=submit]")
    page.wait_for_selector(".error-summary")
    assert examiner.examine(page) == []
    refusals_are_expected(page_as)


@pytest.mark.parametrize(
    "address", ["/inspections/hazards/", "/inspections/notices/", "/inspections/venues/", "/campaign/supervisions/"]
)
def test_empty_list_says_what_to_do_next(still_as, examiner, address):
    page = still_as("office")
    page.goto(f"{address}?{EMPTY}")
    assert page.locator(".empty h2").count() == 1
    assert page.locator(".empty .button").count() >= 1
    assert examiner.examine(page) == []


def test_refusals_and_missing_pages_are_free_of_barriers(still_as, page_as, examiner):
    page = still_as("officer")
    assert page.goto("/accounts/users/").status == 403
    assert "系统管理员" in page.inner_text("main")
    assert examiner.examine(page) == []
    assert page.goto("/inspections/notices/99999999/").status == 404
    assert examiner.examine(page) == []
    refusals_are_expected(page_as)


def test_page_of_a_record_changed_meanwhile_is_free_of_barriers(still_as, page_as, examiner):
    page = still_as("officer")
    page.goto("/inspections/venues/")
    page.click("tbody a >> nth=0")
    page.goto(f"{page.url}change/")
    page.eval_on_selector("main form [name=version]", "field => { field.value = 99 }")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("main form button[type=submit]")
    assert answer.value.status == 409
    page.wait_for_selector(".error-summary, .plain-page")
    assert examiner.examine(page) == []
    refusals_are_expected(page_as)


def test_page_of_a_server_error_is_free_of_barriers(still_as, page_as, examiner):
    page = still_as("officer")
    body = errors.server_error(RequestFactory().get("/")).content.decode()
    page.route(
        "**/broken/", lambda route: route.fulfill(status=500, content_type="text/html; charset=utf-8", body=body)
    )
    page.goto("/broken/")
    assert "错误号" in page.inner_text("main")
    assert examiner.examine(page) == []
    refusals_are_expected(page_as)


def test_sign_in_page_its_refusal_and_the_lock_are_free_of_barriers(visitor, examiner):
    visitor.goto("/accounts/login/")
    assert examiner.examine(visitor) == []
    for attempt in range(5):
        visitor.goto("/accounts/login/")
        visitor.fill("[name=username]", "nobody-of-this-name")
        visitor.fill("[name=password]", "wrong")
        visitor.click("main button[type=submit]")
        visitor.wait_for_selector("main h1")
        if attempt == 0:
            assert examiner.examine(visitor) == []
    assert "已锁定" in visitor.inner_text("main")
    assert examiner.examine(visitor) == []


def test_inspection_with_a_hazard_its_check_and_its_result_are_free_of_barriers(still_as, examiner):
    page = still_as("officer2")
    page.goto("/")
    page.click(".task-card:has(.button:text-is('检查'))")
    page.wait_for_selector("#entry-form.has-script")
    page.click("[data-all-normal]")
    row = page.locator("[data-row]").nth(1)
    row.locator(".check-line label").nth(1).click()
    row.locator(".chip").first.click()
    assert examiner.examine(page) == []
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/review/$"))
    assert examiner.examine(page) == []
    page.fill("[name=notice-receiver_name]", "王签收")
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/result/$"))
    assert examiner.examine(page) == []


def test_unfolded_bars_are_free_of_barriers(still_as, examiner):
    page = still_as("chief")
    page.goto("/inspections/hazards/")
    for fold in page.locator(".topbar summary").all():
        fold.click()
        assert (
            examiner.examine(page, [replace(SIZES[0], is_tabbed=False)]) == []
        )  # an open box covers what lies under it
        page.keyboard.press("Escape")
        page.goto("/inspections/hazards/")
    page.set_viewport_size({"width": 360, "height": 640})
    page.click(".menu-button")
    page.wait_for_selector(".menu.is-open")
    for fold in page.locator(".menu summary").all():
        if not fold.evaluate("each => each.parentElement.open"):
            fold.click()
    assert examiner.examine(page, [size for size in SIZES if size.width == 360 and not size.is_tabbed]) == []


@pytest.mark.parametrize("size", [(1440, 900), (360, 640)], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ["/", "/inspections/hazards/", "/inspections/venues/new/"])
def test_tab_key_reaches_everything_and_the_focus_is_seen(page_as, size, address):
    page = page_as("officer", *size, reduced_motion="reduce")
    page.goto(address)
    page.evaluate(FOLLOW)
    expected, met = page.evaluate("window.follow.expected()"), 0
    for _ in range(expected + 5):
        page.keyboard.press("Tab")
        problem = page.evaluate("window.follow.step()")
        if problem is None:
            break
        met += 1
        assert problem == "", problem
    assert met >= expected


FOLLOW = """() => {
  const TAKES = 'a[href], button, summary, input:not([type=hidden]), select, textarea';
  const all = () => Array.from(document.querySelectorAll(TAKES))
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ checkVisibilityCSS: true }));
  const met = new Set();
  window.follow = {
    expected() {
      const radios = new Set();
      return all().filter((each) => each.type !== 'radio' || (!radios.has(each.name) && radios.add(each.name))).length;
    },
    step() {
      const here = document.activeElement;
      if (here === document.body || met.has(here)) return null;
      met.add(here);
      const shown = here.getBoundingClientRect().width < 3 && here.labels && here.labels.length ? here.labels[0] : here;
      const box = shown.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
      const isSeen = top && (shown.contains(top) || top.contains(shown));
      return isSeen ? '' : `not seen with the focus: ${here.outerHTML.slice(0, 120)} at ${Math.round(box.top)}`;
    },
  };
}"""
