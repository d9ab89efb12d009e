"""The screenshots of the README: `make shots` writes docs/screenshots/*.png from the running product."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.product import ROOT, Product, chromium, running_product
from tests.exchange.workbooks.made import workbook

FOLDER = ROOT / "docs" / "screenshots"
FIRST_CELLS = ["-r", "300", "-x", "200", "-y", "200", "-W", "1700", "-H", "130"]  # dots, of the printed page
PHONE, DESKTOP = {"width": 375, "height": 667}, {"width": 1440, "height": 900}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, running_product(Path(var)) as product, chromium() as browser:
        phone(page_of(browser, product, "officer", PHONE))
        on_the_go(page_of(browser, product, "officer", PHONE))
        desktop(page_of(browser, product, "chief", DESKTOP), page_of(browser, product, "leader", DESKTOP))
        hotspots(page_of(browser, product, "office", DESKTOP))
        cases(page_of(browser, product, "leader", DESKTOP), page_of(browser, product, "officer", PHONE))
        disputes(page_of(browser, product, "office", DESKTOP), page_of(browser, product, "officer", PHONE))
        prevention(page_of(browser, product, "office", DESKTOP), page_of(browser, product, "officer", PHONE))
        imports(page_of(browser, product, "clerk", DESKTOP), Path(var))


def page_of(browser: Browser, product: Product, username: str, size: dict) -> Page:
    page = browser.new_page(
        viewport=size, locale="zh-CN", base_url=product.url, device_scale_factor=2 if size is PHONE else 1
    )
    product.sign_in(page, username)
    return page


def phone(page: Page) -> None:
    """One inspection with a hazard and a notice, step by step."""
    keep(page, "home-phone")
    page.click(".task-card:has(.button:text-is('检查'))")
    page.wait_for_selector("#entry-form.has-script")
    page.click("[data-all-normal]")
    row = page.locator("[data-row]").nth(1)
    row.locator(".check-line label").nth(1).click()
    row.locator(".chip").first.click()
    keep(page, "entry-phone")
    page.click("[data-submit]")
    page.wait_for_selector(".step-list")
    page.fill("[name=notice-receiver_name]", "王建国")
    keep(page, "review-phone")
    page.click("[data-submit]")
    page.wait_for_selector(".result-tick")
    keep(page, "result-phone")


def on_the_go(page: Page) -> None:
    page.goto("/inbox/")
    keep(page, "inbox-phone")
    page.goto("/inspections/hazards/?tab=pending")
    keep(page, "hazard-list-phone")


def hotspots(office: Page) -> None:
    office.goto("/campaign/weeks/")
    keep(office, "matrix")
    office.goto("/campaign/hotspots/")
    office.click("tbody a >> nth=0")
    keep(office, "hotspot")


def cases(leader: Page, officer: Page) -> None:
    leader.goto("/cases/?tab=listed")
    leader.click("tbody a >> nth=0")
    keep(leader, "case")
    officer.goto("/cases/new/")
    keep(officer, "case-phone")


def disputes(office: Page, officer: Page) -> None:
    office.goto("/disputes/?tab=away")
    office.click("tbody a >> nth=0")
    keep(office, "dispute")
    office.goto("/disputes/funnel/?since=2022-07-04&until=2022-07-21")
    keep(office, "funnel")
    officer.goto("/disputes/new/")
    keep(officer, "dispute-phone")


def prevention(office: Page, officer: Page) -> None:
    office.goto("/prevention/gaps/")
    keep(office, "gaps")
    office.goto("/prevention/alarms/analysis/?subject=street")
    keep(office, "alarms")
    office.goto("/prevention/waters/")
    keep(office, "waters")
    officer.goto("/prevention/dissuasions/new/")
    keep(officer, "dissuasion-phone")


def venues_of_a_station(book, page) -> None:
    """On one sheet of paper across, a row of it wrong in three places."""
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(1, 5, 14)
    page.write_row(0, 0, ["场所台账"])
    page.write_row(1, 0, ["序号", "单位名称", "行业类别", "经营地址", "派出所", "联系电话"])
    page.write_row(2, 0, [1, "春风茶楼", "娱乐场所", "东街 18 号", "东街所", "13800138000"])
    page.write_row(3, 0, [2, "春风足浴", "宇宙飞船", "东街 20 号", "西街所", "1.38E+10"])
    page.write_row(4, 0, ["合计"])


def imports(clerk: Page, folder: Path) -> None:
    """The report of a station's own workbook, and the workbook that goes back, where something can draw it."""
    book = {"name": "东街所场所.xlsx", "mimeType": "", "buffer": workbook(venues_of_a_station)}
    clerk.goto("/files/imports/new/venues/")
    clerk.set_input_files("input[type=file]", [book])
    clerk.click("main form button.button-primary[type=submit]")
    clerk.locator(".tag:has-text('待确认导入')").wait_for()
    keep(clerk, "import-report")
    if shutil.which("soffice") and shutil.which("pdftoppm"):
        with clerk.expect_download() as download:
            clerk.click("a:has-text('下载标错的原表')")
        marked = folder / "import-marked.xlsx"
        download.value.save_as(marked)
        draw(marked)


def draw(book: Path) -> None:
    """The first cells of its first page, as it is printed."""
    printed = book.with_suffix(".pdf")
    made = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", book.parent, book]
    drawn = ["pdftoppm", "-png", "-singlefile", *FIRST_CELLS, printed, FOLDER / book.stem]
    for command in (made, drawn):
        subprocess.run(command, check=True, capture_output=True)


def desktop(chief: Page, leader: Page) -> None:
    chief.goto("/inspections/hazards/?tab=pending")
    keep(chief, "hazard-list")
    chief.goto("/inspections/notices/?tab=served")
    chief.click("tbody a >> nth=0")
    keep(chief, "notice")
    chief.goto("/deadlines/calculator/?start=2022-09-28&length=7&measure=working")
    keep(chief, "calculator")
    leader.goto("/campaign/figures/")
    keep(leader, "figures")
    leader.goto("/campaign/cockpit/")
    keep(leader, "cockpit")
    leader.goto("/campaign/plan/?sub_action=RONGBING")
    keep(leader, "plan")
    leader.goto("/campaign/cockpit/results/")
    keep(leader, "results")


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
