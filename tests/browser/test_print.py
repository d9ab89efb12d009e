"""On paper: no navigation, black on white, the head of a table on every page, nothing cut."""

import re

import pytest

from tests.browser.access import PROBES

A4 = {"width": 703, "height": 1009}  # CSS px inside the margins of print.css
BARS = [".topbar", ".menu", ".bottom-bar", ".crumbs", ".filters", ".pager nav", ".skip-link", ".page-head .button-row"]
LISTS = [
    "/inspections/hazards/",
    "/inspections/notices/",
    "/inspections/venues/",
    "/campaign/hotspots/",
    "/campaign/supervisions/",
]
PAPERS = [
    *LISTS,
    "/campaign/plan/?per_page=100",
    "/campaign/plan/items/1/",
    "/campaign/cockpit/",
    "/campaign/weeks/",
    "/campaign/figures/",
]
WORDLESS = """() => Array.from(document.querySelectorAll('main .tag, main .lamp-word, main svg.lamp'))
  .filter(each => each.checkVisibility())
  .map(each => each.matches('svg') ? each.closest('.tag, .lamp-word, li, a, span, p, h2, summary') : each)
  .filter(each => !each || !/[\\u4e00-\\u9fff]/.test(each.textContent))
  .map(each => each ? each.outerHTML : 'a lamp alone')"""
COLOURED = """() => Array.from(document.querySelectorAll('main *, body, html')).filter(each => each.checkVisibility())
  .filter(each => each.textContent.trim() || each.tagName === 'svg').map(each => [each, getComputedStyle(each)])
  .flatMap(([each, style]) => [style.color, style.backgroundColor]
    .map(value => [each, value.match(/[0-9.]+/g).map(Number)]))
  .filter(([, [r, g, b, alpha = 1]]) => alpha > 0 && Math.max(r, g, b) - Math.min(r, g, b) > 60)
  .map(([each, value]) => `${each.tagName}.${each.getAttribute('class')} ${value}`)"""


@pytest.fixture
def paper(page_as):
    page = page_as("office", 1440, 900)
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    return page


def assert_fit_for_paper(page):
    assert [each for each in BARS if page.locator(each).locator("visible=true").count()] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(COLOURED) == []


@pytest.mark.parametrize("address", LISTS)
def test_list_prints_without_navigation_in_black_with_its_head_on_every_page(paper, address):
    paper.goto(address)
    assert_fit_for_paper(paper)
    assert paper.eval_on_selector("thead", "head => getComputedStyle(head).display") == "table-header-group"
    outside = paper.eval_on_selector_all(
        "table *", "all => all.filter(each => each.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert outside == 0
    assert paper.locator(".print-foot").is_visible()


def test_matrix_prints_whole(paper):
    paper.goto("/campaign/weeks/")
    assert_fit_for_paper(paper)
    weeks = paper.locator(".matrix thead th").locator("visible=true").count()
    assert weeks > 10
    assert (
        paper.eval_on_selector_all(
            ".matrix th, .matrix td",
            "all => all.filter(each => each.getBoundingClientRect().right > innerWidth + 1).length",
        )
        == 0
    )


def test_notice_prints_in_two_copies_and_nothing_else(paper):
    paper.goto("/inspections/notices/?tab=served")
    paper.click("tbody a >> nth=0")
    paper.wait_for_url(re.compile("/notices/[0-9]+/$"))
    paper.goto(f"{paper.url}print/")
    assert_fit_for_paper(paper)
    copies = paper.locator(".a4").all_inner_texts()
    assert [each.split("\n")[0] for each in copies] == ["第一联　存根", "第二联　交被检查单位"]
    assert all("六十日内依法申请行政复议" in each for each in copies)
    assert paper.locator("main").inner_text().strip().startswith(copies[0][:20])
    assert paper.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == len(copies)


@pytest.mark.parametrize("address", PAPERS)
def test_on_paper_every_lamp_has_its_word_and_nothing_is_cut_or_lies_over_another(paper, address):
    paper.goto(address)
    assert_fit_for_paper(paper)
    paper.evaluate(PROBES)
    paper.evaluate("window.probes.unfold()")
    assert paper.evaluate("window.probes.layout(0)") == []
    assert paper.evaluate(WORDLESS) == []
    is_broken = "each.getClientRects().length > 1 || each.offsetHeight > 40"
    broken = f"all => all.filter(each => {is_broken}).map(each => each.outerHTML)"
    assert paper.eval_on_selector_all("main .tag", broken) == []


def test_whole_responsibility_list_fits_on_few_pages(paper):
    paper.goto("/campaign/plan/?per_page=100")
    rows = paper.locator(".plan-table tbody tr:has(td)").count()
    pages = paper.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    print(f"{rows} items on {pages} pages")
    assert pages <= rows / 11
