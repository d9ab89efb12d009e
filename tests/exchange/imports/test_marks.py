"""The user's own workbook comes back: red where it is wrong, the reason beside it, everything else as it was."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from baiyi.exchange.models import ImportBatch
from inspections.models import Venue
from tests.exchange.imports.doing import let_in, send
from tests.exchange.imports.test_dirt import VENUE_HEADS, category, good  # noqa: F401 - a fixture
from tests.exchange.workbooks.made import workbook

State = ImportBatch.State
RED = "00FFC7CE"


def own_book(rows: list[list]) -> bytes:
    def fill(book, page) -> None:
        bold = book.add_format({"bold": True})
        page.merge_range(0, 0, 0, 7, "本所场所台账", bold)
        page.write_row(1, 0, VENUE_HEADS)
        for number, row in enumerate(rows, 2):
            page.write_row(number, 0, row)
        page.write_comment(3, 1, "按营业执照填写")
        book.add_worksheet("别的").write(0, 0, "=1+1 不是公式")

    return workbook(fill)


@pytest.fixture
def clerk(force):
    return force.people["clerk"]


def marked_of(client, batch: ImportBatch):
    answer = client.get(reverse("exchange:import-marked", args=[batch.pk]))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content)), answer.content


def test_marks_stand_at_the_wrong_cells_beside_what_was_there(force, clerk, category, sign_in):  # noqa: F811
    rows = good(force, category)
    rows[1][1], rows[1][5] = "宇宙飞船", "12"
    batch = send("venues", [], clerk, content=own_book(rows))
    book, _ = marked_of(sign_in(clerk), batch)
    page = book["表一"]
    assert [cell.coordinate for row in page for cell in row if cell.fill.fgColor.rgb == RED] == ["B4", "F4"]
    assert page["B4"].comment.text.startswith("按营业执照填写\n【导入】没有“宇宙飞船”这一项")
    assert (page["I2"].value, page["I3"].value) == ("错误说明", None)
    assert page["I4"].value.startswith("场所类别：没有“宇宙飞船”这一项")
    assert (page["A1"].value, page["A1"].font.bold, book.sheetnames) == ("本所场所台账", True, ["表一", "别的"])
    assert book["别的"]["A1"].value == "=1+1 不是公式"


def test_mended_and_sent_again_nothing_is_there_twice(force, clerk, category, sign_in):  # noqa: F811
    rows = good(force, category)
    rows[1][1] = "宇宙飞船"
    batch = send("venues", [], clerk, content=own_book(rows))
    let_in(batch, clerk, takes_good_rows=True)
    book, _ = marked_of(sign_in(clerk), ImportBatch.objects.get(pk=batch.pk))
    book["表一"]["B4"].value = category
    target = io.BytesIO()
    book.save(target)
    again = send("venues", [], clerk, content=target.getvalue())
    assert (again.counts["new"], again.counts["same"], again.wrong) == (1, 4, 0)
    assert "错误说明" not in [each.label for each in again.findings.all()]
    let_in(again, clerk)
    assert Venue.objects.filter(name__startswith="干净店").count() == 5
    cleaned, _ = marked_of(sign_in(clerk), ImportBatch.objects.get(pk=again.pk))
    assert cleaned["表一"]["B4"].fill.fgColor.rgb != RED
    assert cleaned["表一"]["B4"].comment.text == "按营业执照填写"


def test_a_csv_comes_back_as_xlsx_with_its_cells(force, clerk, category, sign_in):  # noqa: F811
    rows = [VENUE_HEADS, *good(force, category)]
    rows[2][1], rows[3][7] = "飞船", "=1+1"
    content = "\n".join(",".join(row) for row in rows).encode("gb18030")
    batch = send("venues", [], clerk, content=content, file_name="台账.csv")
    assert (batch.wrong, batch.counts["new"]) == (1, 4)
    book, _ = marked_of(sign_in(clerk), batch)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]][:8] == VENUE_HEADS
    assert (page["B3"].fill.fgColor.rgb, page["H4"].value, page["H4"].data_type) == (RED, "=1+1", "s")


def test_nobody_else_gets_it(force, clerk, category, sign_in):  # noqa: F811
    batch = send("venues", [VENUE_HEADS, *good(force, category)], clerk)
    for person, status in ((force.alice, 404), (force.people["office"], 403)):
        answer = sign_in(person).get(reverse("exchange:import-marked", args=[batch.pk]))
        assert answer.status_code == status
