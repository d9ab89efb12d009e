"""What may be done with a batch, when, by whom; and that it is done once."""

import uuid

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from baiyi.exchange.imports import files, ledgers, steps, work, writing
from baiyi.exchange.models import ImportBatch, ImportProfile
from baiyi.jobs import background
from baiyi.jobs.models import BackgroundJob
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections.models import Venue
from inspections.services.venues import change_venue
from tests.exchange.imports import doing
from tests.exchange.imports.doing import let_in, page_of, send, take_back
from tests.exchange.imports.test_dirt import VENUE_HEADS, category, good  # noqa: F401 - a fixture
from tests.exchange.workbooks.made import of_rows, workbook

State = ImportBatch.State


@pytest.fixture
def clerk(force):
    return force.people["clerk"]


@pytest.fixture
def rows(force, category) -> list[list]:  # noqa: F811
    return [VENUE_HEADS, *good(force, category)]


def upload(client, content: bytes, name: str = "台账.xlsx", number: uuid.UUID | None = None):
    facts = {"workbook": SimpleUploadedFile(name, content), "client_uuid": str(number or uuid.uuid4())}
    return client.post(reverse("exchange:import-upload", args=["venues"]), facts)


def test_the_whole_way_by_pages(clerk, rows, sign_in):
    client = sign_in(clerk)
    assert "下载《场所台账》导入模板" in client.get(reverse("exchange:import-upload", args=["venues"])).content.decode()
    answer = upload(client, of_rows(*rows))
    batch = ImportBatch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    assert "可以离开本页" in page_of(client, batch)
    doing.work(batch)
    assert "没有发现错误，可以导入 5 行" in page_of(client, batch)
    client.post(reverse("exchange:import-let-in", args=[batch.pk]), {"rows": "all"})
    doing.work(ImportBatch.objects.get(pk=batch.pk))
    assert "撤销这次导入" in page_of(client, batch)
    client.post(reverse("exchange:import-undo", args=[batch.pk]))
    doing.work(ImportBatch.objects.get(pk=batch.pk))
    assert "已复原 5 行" in page_of(client, batch)


def test_the_same_form_twice_is_one_batch(clerk, rows, sign_in):
    client, number = sign_in(clerk), uuid.uuid4()
    places = [upload(client, of_rows(*rows), number=number)["Location"] for _ in range(2)]
    assert len(set(places)) == ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.txt", b"hello", "不是能识别的表格"),
        ("a.xlsx", b"MZ\x90", "文件内容和扩展名不一致"),
    ],
)
def test_what_is_no_workbook_is_refused_at_once(clerk, sign_in, name, content, words):
    answer = upload(sign_in(clerk), content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_wrong_rows_stop_all_unless_the_right_ones_are_asked_for(force, clerk, rows):
    rows[2][1] = "飞船"
    batch = send("venues", rows, clerk)
    with pytest.raises(MoveRefused, match="有 1 行有误"):
        steps.let_in(batch, takes_good_rows=False, by=clerk)
    assert let_in(batch, clerk, takes_good_rows=True).counts["new"] == 4


def test_a_batch_is_let_in_once(clerk, rows):
    batch = send("venues", rows, clerk)
    let_in(batch, clerk)
    with pytest.raises(MoveRefused, match="现在是“已导入”"):
        steps.let_in(batch, takes_good_rows=False, by=clerk)


def test_a_job_that_runs_again_writes_nothing_more(clerk, rows):
    batch = send("venues", rows, clerk)
    done = let_in(batch, clerk)
    job = BackgroundJob.objects.get(pk=done.job_id)

    class Quiet:
        def advance(self, *args, **kwargs) -> None: ...

    assert work.write(job, Quiet()) == work.OVER
    assert Venue.objects.filter(name__startswith="干净店").count() == 5


def test_a_write_that_breaks_in_the_middle_leaves_nothing_and_runs_again(clerk, rows, monkeypatch):
    batch = steps.let_in(send("venues", rows, clerk), takes_good_rows=False, by=clerk)
    keep = writing.keep_rows
    monkeypatch.setattr(writing, "keep_rows", lambda *args: 1 / 0)
    background.run_job(batch.job_id)
    assert not Venue.objects.filter(name__startswith="干净店").exists()
    monkeypatch.setattr(writing, "keep_rows", keep)
    assert doing.work(batch).state == State.DONE
    assert Venue.objects.filter(name__startswith="干净店").count() == 5


def test_two_batches_of_the_same_rows_make_them_once(force, clerk, rows):
    batches = [send("venues", rows, clerk), send("venues", rows, force.people["office"])]
    asked = [steps.let_in(each, takes_good_rows=False, by=each.uploaded_by) for each in batches]
    done = [doing.work(each) for each in asked]
    assert [(each.state, each.counts["new"], each.counts["same"]) for each in done] == [
        (State.DONE, 5, 0),
        (State.DONE, 0, 5),
    ]


def noted(row: list, note: str) -> list:
    """The same row with another 重点提示, its last column."""
    return [*row[:-1], note]


def test_an_earlier_batch_can_be_taken_back_after_a_later_one_was(clerk, rows):
    first = let_in(send("venues", rows, clerk), clerk)
    second = let_in(send("venues", [rows[0], noted(rows[1], "换了提示")], clerk), clerk)
    assert Venue.objects.filter(note="换了提示").count() == 1
    assert take_back(second, clerk).counts["reversed"] == 1
    undone = take_back(first, clerk)
    assert (undone.counts["reversed"], undone.counts["kept"]) == (5, 0)
    assert not Venue.objects.filter(name__in=[row[0] for row in rows[1:]]).exists()


def test_an_earlier_batch_keeps_what_somebody_changed_before_the_later_one(clerk, rows):
    first = let_in(send("venues", rows, clerk), clerk)
    venue = Venue.objects.get(name=rows[1][0])
    change_venue(venue, by=clerk, version=venue.version, note="人工改过")
    second = let_in(send("venues", [rows[0], noted(rows[1], "换了提示")], clerk), clerk)
    assert take_back(second, clerk).counts["reversed"] == 1
    undone = take_back(first, clerk)
    assert (undone.counts["reversed"], undone.counts["kept"]) == (4, 1)
    assert Venue.objects.get(name=rows[1][0]).note == "人工改过"


def test_what_changed_since_the_rehearsal_is_told_instead_of_written(clerk, rows, force):
    batch = steps.let_in(send("venues", rows, clerk), takes_good_rows=False, by=clerk)
    type(force.station).objects.filter(pk=force.station.pk).update(name="改名派出所", short_name="改名")
    done = doing.work(batch)
    assert (done.state, done.wrong) == (State.CHECKED, 5)
    assert not Venue.objects.filter(name__startswith="干净店").exists()


def test_giving_up_takes_the_file_along(clerk, rows, django_capture_on_commit_callbacks):
    batch = send("venues", rows, clerk)
    with django_capture_on_commit_callbacks(execute=True):
        steps.give_up(batch, by=clerk)
    gone = ImportBatch.objects.get(pk=batch.pk)
    assert (gone.state, bool(gone.file), gone.findings.count()) == (State.CANCELLED, False, 0)


def test_old_files_go(clerk, rows):
    batch = send("venues", rows, clerk)
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=clock.now() - files.KEEP * 2)
    assert files.forget_old_files() == 1
    with pytest.raises(MoveRefused, match="已按保存期限清除"):
        files.content_of(ImportBatch.objects.get(pk=batch.pk))


def test_the_stored_file_cannot_be_read_from_the_disk(clerk, rows):
    batch = send("venues", rows, clerk)
    with batch.file.open("rb") as stored:
        assert stored.read()[:2] != b"PK"
    assert files.content_of(batch)[:2] == b"PK"


def test_columns_are_said_by_hand_and_remembered(clerk, rows, sign_in, force):
    rows[0] = ["宝号", "干什么的", "在哪", "所属派出所", "责任民警", "负责人电话", "标为高风险", "重点提示"]
    batch = send("venues", rows, clerk)
    assert batch.state == State.MAPPING
    client = sign_in(clerk)
    page = client.get(reverse("exchange:import-columns", args=[batch.pk]))
    assert "宝号" in page.content.decode()
    labels = [each.label for each in ledgers.get("venues").heads(ledgers.get("venues").form(clerk))]
    said = {"场所名称": "宝号", "场所类别": "干什么的", "地址": "在哪", "所属派出所": "所属派出所"}
    columns = {f"column_{place}": said.get(label, "") for place, label in enumerate(labels)}
    client.post(
        reverse("exchange:import-columns", args=[batch.pk]), {"head_row": "1", "is_kept": "on", "year": ""} | columns
    )
    checked = doing.work(ImportBatch.objects.get(pk=batch.pk))
    assert (checked.state, checked.counts["new"]) == (State.CHECKED, 5)
    assert ImportProfile.objects.get().unit == force.station
    assert send("venues", rows, clerk).state == State.CHECKED


def test_one_of_several_sheets_is_chosen(clerk, rows, sign_in):
    def fill(book, page) -> None:
        for target, part in ((page, rows[:3]), (book.add_worksheet("六月"), [rows[0], *rows[3:]])):
            for number, row in enumerate(part):
                target.write_row(number, 0, row)

    batch = send("venues", [], clerk, content=workbook(fill, sheet="五月"))
    assert (batch.state, batch.sheets) == (State.CHOICE, ["五月", "六月"])
    client = sign_in(clerk)
    assert "六月" in page_of(client, batch)
    client.post(reverse("exchange:import-sheet", args=[batch.pk]), {"sheet": "六月"})
    checked = doing.work(ImportBatch.objects.get(pk=batch.pk))
    assert (checked.state, checked.sheet, checked.counts["new"]) == (State.CHECKED, "六月", 3)


def test_of_a_batch_others_see_nothing_and_the_office_may_only_look(force, clerk, rows, sign_in):
    batch = send("venues", rows, clerk)
    assert sign_in(force.alice).get(batch.get_absolute_url()).status_code == 404
    office = sign_in(force.people["office"])
    assert office.get(batch.get_absolute_url()).status_code == 200
    assert office.post(reverse("exchange:import-let-in", args=[batch.pk]), {"rows": "all"}).status_code == 403


def test_the_journal_names_who_imported(clerk, rows):

    done = let_in(send("venues", rows, clerk), clerk)
    lines = LogEntry.objects.filter(object_id__in=done.rows.values("object_id"), actor=clerk)
    assert lines.filter(additional_data__verb="导入场所").count() == 5
    take_back(done, clerk)
    assert LogEntry.objects.filter(additional_data__verb="撤销导入", actor=clerk).count() == 5


def test_pages_cost_the_same_whatever_the_rows(clerk, force, category, sign_in, django_assert_max_num_queries):  # noqa: F811
    client = sign_in(clerk)
    batch = send("venues", [VENUE_HEADS, *good(force, category)], clerk)
    with transaction.atomic(), django_assert_max_num_queries(12):
        page_of(client, batch)
    with django_assert_max_num_queries(10):
        client.get(reverse("exchange:import-list"))
