"""The forms of the field as a thumb meets them: who opens each where, what is typed, and how one counts what came of
it.
"""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Page

from tests.browser.product import DAY, OTHER_SETTINGS, ROOT, Product

MAKE_NOTICES = """
from itertools import cycle
from baiyi.accounts.models import User
from tests.factories.work import make_hazard, make_inspection
from inspections.models import Venue
from inspections.services import serve_notice
from baiyi.records import clock
officer = User.objects.get(username="officer")
unit = officer.postings.get().unit
people = [officer, *User.objects.filter(police_status="police", postings__unit=unit).exclude(pk=officer.pk)[:1]]
venues = Venue.objects.filter(unit=unit, category__code="ktv")[:1] or Venue.objects.filter(unit=unit)[:1]
for at in range(16):
    notice = make_inspection(venues[0], people, hazards=[make_hazard()]).notices.get()
    if at % 2:
        serve_notice(notice, by=officer, on=clock.today(), delivery="in_person", receiver_name="王签收")
"""
MARKS = count(1)


@dataclass(frozen=True)
class FieldForm:
    """`typed` by the names of the fields, in which {mark} is new each time; the text that faults change stands under
    `text`. `row` counts in the database what came of it. `fresh` asks for records, each of which is used once.
    """

    name: str
    who: str
    address: str
    text: str
    row: str
    typed: dict[str, str] = field(default_factory=dict)
    fresh: str = ""
    before: Callable[[Page], None] = lambda page: None

    @property
    def leads_on(self) -> bool:
        """The second page of two."""
        return self.before is to_the_check

    def open(self, page: Page, world: "Field") -> None:
        page.goto(self.address.format(pk=world.next(self.fresh) if self.fresh else ""))
        page.wait_for_selector("#entry-form")
        self.before(page)
        page.wait_for_selector(f"#entry-form [name='{self.text}']", state="attached")

    def fill(self, page: Page, mark: str) -> None:
        for name, value in self.typed.items():
            put(page, name, value.format(mark=mark))
        self.write(page, mark)

    def write(self, page: Page, mark: str) -> None:
        put(page, self.text, mark)

    def said(self, page: Page) -> str:
        return page.locator(f"#entry-form [name='{self.text}']").input_value()

    def submit(self, page: Page) -> None:
        button(page).click()


def button(page: Page):
    return page.locator("#entry-form .button-primary").last


def put(page: Page, name: str, value: str) -> None:
    """As somebody types or taps, in a folded part too."""
    target = page.locator(
        f"#entry-form [name^='{name[:-1]}']:not([type=file])" if name.endswith("*") else f"#entry-form [name='{name}']"
    )
    page.eval_on_selector_all("#entry-form details", "all => all.forEach(each => { each.open = true; })")
    kind = target.first.evaluate("each => each.tagName == 'SELECT' ? 'select' : each.type")
    if kind == "select":
        at = {"index": 1} if value == "first" else {"value": value}
        target.first.select_option(**at)
    elif value == "two":
        for at in range(2):
            target.nth(at).evaluate("each => each.checked || each.click()")
    elif kind in {"radio", "checkbox"}:
        each = target if value == "first" else target.and_(page.locator(f"[value='{value}']"))
        each.first.evaluate("each => each.checked || each.click()")
    else:
        target.first.fill(value)


class Field:
    """The running product with enough records for every fault, and its database to count in."""

    def __init__(self, live: Product):
        env = {name: value for name, value in os.environ.items() if name not in OTHER_SETTINGS}
        env |= {"BAIYI_VAR": str(live.var), "BAIYI_TODAY": DAY}
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE_NOTICES]
        subprocess.run(shell, cwd=ROOT, env=env, check=True, capture_output=True)
        self.rows = sqlite3.connect(f"file:{live.var / 'db.sqlite3'}?mode=ro", uri=True)
        self._given: dict[str, list[int]] = {}

    def next(self, query: str) -> int:
        if query not in self._given:
            self._given[query] = [pk for (pk,) in self.rows.execute(query)]
        return self._given[query].pop()

    def count(self, form: FieldForm) -> int:
        (found,) = self.rows.execute(f"SELECT COUNT(*) FROM {form.row}").fetchone()
        return found


def mark() -> str:
    return f"试写第{next(MARKS)}号"


POSTED = "accounts_posting p JOIN accounts_user u ON u.id = p.user_id"
OWN = f"unit_id = (SELECT unit_id FROM {POSTED} WHERE username = 'officer')"
DISPUTES = f"SELECT id FROM disputes_dispute WHERE state = 'handling' AND {OWN}"
CASES = f"SELECT id FROM cases_case WHERE state IN ('filed', 'accepted', 'penalised') AND {OWN}"
UNSENT = f"""SELECT id FROM disputes_dispute WHERE state IN ('registered', 'handling') AND {OWN}
    AND id NOT IN (SELECT object_id FROM transfers_transfer)"""
BY_HAND = "SELECT id FROM campaigns_responsibilityitem WHERE figure = '' AND measure <> '%'"
VENUES = f"SELECT id FROM inspections_venue WHERE {OWN} AND voided_at IS NULL"


def all_normal(page: Page) -> None:
    page.wait_for_selector("#entry-form.has-script")
    page.click("[data-all-normal]")


def to_the_check(page: Page) -> None:
    """Through the entry page to the notice that is checked."""
    all_normal(page)
    row = page.locator("[data-row]").nth(1)
    row.locator(".check-line label").nth(1).click()
    row.locator(".chip").first.click()
    page.locator("[data-submit]").click()
    page.wait_for_url(re.compile("/review/$"))


ALL = [
    FieldForm(
        "检查登记",
        "officer",
        "/inspections/entry/?venue={pk}",
        "note",
        "inspections_inspection",
        {},
        VENUES,
        all_normal,
    ),
    FieldForm(
        "核对通知书",
        "officer",
        "/inspections/entry/?venue={pk}",
        "notice-content",
        "inspections_rectificationnotice",
        {"notice-receiver_name": "王签收"},
        VENUES,
        to_the_check,
    ),
    FieldForm(
        "登记督导",
        "office",
        "/campaign/hotspots/{pk}/supervise/",
        "next_step",
        "hotspots_supervision",
        {"outcome": "normal", "method": "on_site"},
        "SELECT id FROM hotspots_hotspot WHERE state = 'listed'",
    ),
    FieldForm(
        "复查",
        "officer",
        "/inspections/notices/{pk}/reinspect/",
        "opinion",
        "inspections_reinspection",
        {"hazard-*": "no", "inspectors": "two"},
        f"SELECT id FROM inspections_rectificationnotice WHERE state = 'served' AND {OWN}",
    ),
    FieldForm(
        "送达",
        "officer",
        "/inspections/notices/{pk}/serve/",
        "receiver_name",
        "inspections_rectificationnotice WHERE state = 'served'",
        {"delivery": "in_person"},
        f"SELECT id FROM inspections_rectificationnotice WHERE state = 'issued' AND {OWN}",
    ),
    FieldForm(
        "登记纠纷",
        "officer",
        "/disputes/new/",
        "place",
        "disputes_dispute",
        {"category": "first", "risk": "first"},
    ),
    FieldForm("纠纷进展", "officer", "/disputes/{pk}/work-on/", "words", "disputes_progress", {}, DISPUTES),
    FieldForm(
        "登记案件",
        "officer",
        "/cases/new/",
        "place",
        "cases_case",
        {"category": "first"},
    ),
    FieldForm(
        "登记战果",
        "officer",
        "/cases/{pk}/outcome/",
        "evidence",
        "cases_outcome",
        {"measure": "caught", "persons": "1"},
        CASES,
    ),
    FieldForm(
        "集中行动",
        "office",
        "/campaign/operations/new/",
        "name",
        "campaigns_operation",
        {"unit": "first", "starts_at": "2022-07-20T20:00", "ends_at": "2022-07-20T23:00"},
    ),
    FieldForm(
        "新增场所",
        "officer",
        "/inspections/venues/new/",
        "note",
        "inspections_venue",
        {"name": "{mark}歌厅", "category": "first", "address": "{mark}路", "unit": "first"},
    ),
    FieldForm(
        "流转",
        "officer",
        "/transfers/send/disputes.dispute/{pk}/",
        "task",
        "transfers_transfer",
        {"to_unit": "first"},
        UNSENT,
    ),
    FieldForm(
        "清单填报",
        "office",
        "/campaign/plan/items/{pk}/report/",
        "note",
        "campaigns_itemreport",
        {"value": "9999"},
        BY_HAND,
    ),
]
