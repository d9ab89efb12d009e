"""An empty installation becomes a branch, by pages alone: stations, people, a campaign, its list, categories with
checklists; and its first inspection gets its notice. At the pace of a person: every field typed, every button pressed.
"""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watch
from tests.browser.product import running_nothing

SUBMIT = "[data-buttons] button.button-primary"
PASSWORD = "Cloud-brook8"
STATIONS = ["东街", "西街", "南桥", "北塘", "江湾", "松岭", "柳浦", "云门"]
SHORT = "云溪分局"
SECONDS_A_PAGE, SECONDS_A_LETTER, MINUTES = 6, 0.25, 20  # at human pace


class Person:
    """Somebody at a desk of 1440 pixels; what he types and the pages he sees are counted."""

    pages = letters = 0

    def __init__(self, browser, url: str, watch: Watch):
        self.page: Page = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}).new_page()
        watch.over(self.page, url)

    def go(self, address: str) -> None:
        self.page.goto(address)
        Person.pages += 1

    def fill(self, **words: str) -> None:
        for name, text in words.items():
            self.page.fill(f"main [name='{name}']", text)
            Person.letters += len(text)

    def choose(self, **labels: str) -> None:
        for name, label in labels.items():
            self.page.select_option(f"main [name='{name}']", label=label)

    def send(self, until: str) -> None:
        """Presses the blue button; says what the form says when it does not go on."""
        self.page.click(SUBMIT)
        Person.pages += 1
        try:
            self.page.wait_for_url(re.compile(until), timeout=15_000)
        except Exception as error:
            raise AssertionError(f"{self.page.url}: {self.page.locator('main').inner_text()[:1500]}") from error

    def sign_in(self, username: str, password: str) -> None:
        """With the one-time password; then one of his own."""
        self.go("/accounts/login/")
        self.fill(username=username, password=password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(re.compile("/accounts/password/"))
        self.fill(old_password=password, password1=PASSWORD, password2=PASSWORD)
        self.send("/$|/accounts/me")


@pytest.fixture
def link(tmp_path) -> Iterator[str]:
    with running_nothing(tmp_path) as found:
        yield found


def test_branch_is_set_up_from_nothing_and_its_first_inspection_gets_its_notice(link, browser):
    url, watch, begun = link.split("/accounts/")[0], Watch(), time.monotonic()
    Person.pages = Person.letters = 0
    admin = Person(browser, url, watch)
    open_branch(admin, link)
    for place in STATIONS:
        add_station(admin, place)
    add_people(admin)
    office, officer = Person(browser, url, watch), Person(browser, url, watch)
    office.sign_in("zhuanbanyi", one_time_password(admin, "专班一"))
    officer.sign_in("minjingyi", one_time_password(admin, "民警一"))
    set_up_campaign(office)
    for number in range(1, 13):
        add_item(office, number)
    for name in ("露营地", "剧本杀馆"):
        add_category(office, name)
    number = first_notice(officer)
    assert number == "云公限字〔2022〕第001号"
    assert watch.problems == []
    pace = Person.pages * SECONDS_A_PAGE + Person.letters * SECONDS_A_LETTER
    assert pace <= MINUTES * 60
    taken = f"{Person.pages} 页、{Person.letters} 字，按人的速度 {pace / 60:.0f} 分钟"
    print(f"从空系统到第一份通知书：{taken}，脚本 {time.monotonic() - begun:.0f} 秒")


def open_branch(admin: Person, link: str) -> None:
    admin.go(link)
    admin.fill(name="青山市公安局云溪分局", short_name=SHORT, document_code="云公", person="管理员", username="admin")
    admin.fill(password1=PASSWORD, password2=PASSWORD)
    admin.send("/$")
    assert admin.page.locator("text=已建 0/5 项").is_visible()


def add_station(admin: Person, place: str) -> None:
    admin.go("/accounts/units/new/")
    admin.choose(kind="派出所")
    choose_holding(admin, "parent", SHORT)
    admin.fill(name=f"{SHORT}{place}派出所", short_name=f"{place}所", reason="初始建立")
    admin.send(r"/accounts/units/\d+/$")


def choose_holding(person: Person, name: str, words: str) -> None:
    """The option that has these words: those of a tree are indented."""
    option = person.page.locator(f"main [name='{name}'] option", has_text=words).first
    person.page.select_option(f"main [name='{name}']", option.get_attribute("value"))


def add_people(admin: Person) -> None:
    """20 people, as a block."""
    lines = [f"专班一\t900001\t{SHORT}\t专班管理员", f"领导一\t900002\t{SHORT}\t分局领导"]
    lines += [f"所长{place}\t91{n:04}\t{place}所\t所长" for n, place in enumerate(STATIONS)]
    lines += ["民警一\t920001\t东街所\t民警", "民警二\t920002\t东街所\t民警", "内勤一\t920003\t东街所\t内勤"]
    lines += [f"民警{place}\t93{n:04}\t{place}所\t民警" for n, place in enumerate(STATIONS[1:])]
    assert len(lines) == 20
    admin.go("/accounts/users/paste/")
    admin.fill(block="\n".join(lines))
    admin.page.click("button[name=way][value=look]")
    admin.page.wait_for_selector("[data-good]")
    assert admin.page.locator("[data-good]").count() == 20
    assert admin.page.locator("[data-wrong]").count() == 0
    admin.send(r"/accounts/users/(\?.*)?$")


def one_time_password(admin: Person, name: str) -> str:
    admin.go(f"/accounts/users/?name={name}")
    admin.page.click(f"tbody a:has-text('{name}')")
    admin.page.click("main a:has-text('重置口令')")
    admin.fill(reason="首次登录")
    admin.send(r"/accounts/users/(\?.*)?$")
    return re.search(r"一次性口令：([^（\s]+)", admin.page.inner_text("body")).group(1)


def set_up_campaign(office: Person) -> None:
    office.go("/campaign/")
    office.page.click("main a:has-text('新建专项行动')")
    office.fill(name="夏季百日行动", starts_on="2022-07-04", ends_on="2022-10-11")
    office.choose(unit=SHORT)
    office.fill(plan_number="云公〔2022〕12号", plan_title="夏季百日行动方案", phases="2022-07-04 动员部署")
    office.send(r"/campaign/\d+/$")
    office.page.click("main a[aria-label='修改清患']")
    office.choose(leader="领导一")
    office.fill(carriers="集中清查")
    office.send(r"/campaign/\d+/$")


def add_item(office: Person, number: int) -> None:
    office.go("/campaign/plan/items/new/")
    office.fill(code=f"清患-{number:02}", title=f"检查第 {number} 类场所", target="20", measure="家次")
    office.choose(sub_action="清患", unit=f"{STATIONS[number % 8]}所")
    office.send(r"/campaign/plan/items/\d+/$")


def add_category(office: Person, name: str) -> None:
    office.go("/inspections/categories/new/")
    office.fill(name=name, inspect_every="30")
    for field in ("rule", "usual_basis"):
        office.page.select_option(f"main [name='{field}']", index=1)
    office.choose(document_type="责令限期整改治安隐患通知书")
    office.send(r"/inspections/categories/\d+/")
    category = re.search(r"/categories/(\d+)/", office.page.url).group(1)
    office.go(f"/inspections/categories/{category}/checklist/")
    for row, item in enumerate(("监控", "登记", "安全出口"), 1):
        office.fill(**{f"new{row}-position": str(row * 10), f"new{row}-name": item})
    office.fill(reason="初始清单")
    office.send(rf"/inspections/categories/{category}/$")


def first_notice(officer: Person) -> str:
    """A venue, its inspection with one hazard, the notice with its number."""
    page = officer.page
    officer.go("/inspections/venues/new/")
    officer.fill(name="云溪露营地", address="云溪路 1 号")
    officer.choose(category="露营地")
    page.click("[data-submit]")
    page.wait_for_url(re.compile(r"/venues/\d+/$|/entry/\?venue=\d+"))
    officer.go(f"/inspections/entry/?venue={re.search(r'[0-9]+', page.url.split('/inspections/')[1]).group()}")
    page.wait_for_selector("#entry-form.has-script")
    assert page.locator("[data-row]").count() >= 3
    return finish(officer)


def finish(officer: Person) -> str:
    page = officer.page
    team = page.locator("details:has([name=inspectors])").last
    if team.get_attribute("open") is None:
        team.locator("summary").first.click()
    page.click("main label:has-text('民警二')")
    page.click("[data-all-normal]")
    row = page.locator("[data-row]").first
    row.locator(".check-line label").nth(1).click()
    row.locator("textarea:visible").first.fill("监控损坏，不能回看")
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/review/$"))
    number = page.inner_text(".notice-preview .a4-number")
    page.fill("[name$=receiver_name]", "王签收")
    page.click("[data-submit]")
    page.wait_for_url(re.compile("/result/$"))
    page.click("text=看通知书")
    page.wait_for_selector(".a4")
    assert number in page.content()
    return number.strip()
