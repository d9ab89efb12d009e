"""Bulk runs: frozen rows, each done once, in words what was not."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from baiyi.exchange.bulk import services
from baiyi.exchange.bulk import work as bulk_work
from baiyi.exchange.bulk.acts import find, register
from baiyi.exchange.models import BulkRow, BulkRun
from baiyi.jobs import background
from baiyi.jobs.models import BackgroundJob
from baiyi.notifications.models import Notification
from inspections.models import Hazard, Urging
from tests.exchange.bulk.hazards import confirm, done, make_hazards, outcomes, prepare, prepared, work
from tests.factories import make_user

CHIEF = "chief"


@pytest.fixture
def chief(force, sign_in):
    return sign_in(force.people[CHIEF])


def close(hazard: Hazard) -> None:
    Hazard.objects.filter(pk=hazard.pk).update(state="closed", rectified_on=hazard.found_on)


def urged() -> set[int]:
    return set(Urging.objects.values_list("hazard", flat=True))


def test_list_offers_what_the_person_may_do_and_nothing_to_others(force, sign_in, chief):
    make_hazards(force, 1)
    page = chief.get(reverse("inspections:hazard-list")).content.decode()
    assert 'form="bulk"' in page
    assert "全选符合条件的 1 条" in page
    assert 'value="urge"' in page
    officer = sign_in(force.people["supervisor"]).get(reverse("inspections:hazard-list")).content.decode()
    assert 'value="urge"' in officer
    assert 'value="send"' not in officer


def test_list_without_acts_has_no_box(force, sign_in):
    make_hazards(force, 1)
    page = sign_in(force.people["chief"]).get(reverse("inspections:inspection-list")).content.decode()
    assert "bulk" not in page


def test_chosen_rows_alone_are_done(force, chief):
    first, _second, third = make_hazards(force)
    run = done(chief, rows=[first, third])
    assert urged() == {first.pk, third.pk}
    assert outcomes(run) == {first.pk: "", third.pk: ""}
    assert run.state == BulkRun.State.DONE


def test_whole_filter_is_frozen_as_it_was_shown(force, chief):
    known = make_hazards(force, 2)
    run = prepared(chief)
    assert "选取 <strong>2</strong> 条" in chief.get(reverse("exchange:bulk-confirm", args=[run.pk])).content.decode()
    make_hazards(force, 1)  # meets the conditions, and came later
    confirm(chief, run)
    work(run)
    assert urged() == {each.pk for each in known}
    assert run.total == 2


def test_filter_of_the_address_narrows_the_whole(force, chief):
    first, _ = make_hazards(force, 2)
    Hazard.objects.filter(pk=first.pk).update(grade="major")
    run = prepared(chief, address=f"{reverse('inspections:hazard-list')}?tab=pending&grade=major")
    assert list(run.rows.values_list("object_id", flat=True)) == [first.pk]
    assert run.conditions == "隐患·整改；待整改；等级：重大"


def test_rows_of_another_station_cannot_be_chosen(force, chief):
    bobs = [force.bob, make_user("ben", force.other_station)]
    foreign, *_ = make_hazards(force, 1, unit=force.other_station, by=bobs)
    mine, *_ = make_hazards(force, 1)
    run = done(chief, rows=[foreign, mine])
    assert urged() == {mine.pk}
    assert run.total == 1


def test_refused_rows_are_told_before_and_after(force, chief):
    first, second = make_hazards(force, 2)
    close(first)
    run = prepared(chief)
    page = chief.get(reverse("exchange:bulk-confirm", args=[run.pk])).content.decode()
    assert "可催办 <strong>1</strong> 条" in page
    assert "不能催办 <strong>1</strong> 条" in page
    assert "已销号，不用催办" in page
    assert "将提醒 1 人" in page
    confirm(chief, run)
    assert outcomes(work(run)) == {first.pk: "已销号，不用催办", second.pk: ""}
    assert run.job.result == "2 条中已催办 1 条，未办成 1 条"
    shown = chief.get(run.get_absolute_url()).content.decode()
    assert "已销号，不用催办" in shown
    assert "逐条结果" in shown


def test_what_changes_after_the_confirmation_is_refused_in_words(force, chief):
    hazard, *_ = make_hazards(force, 1)
    run = prepared(chief)
    confirm(chief, run)
    close(hazard)
    assert outcomes(work(run)) == {hazard.pk: "已销号，不用催办"}


def test_person_without_the_right_any_more_does_nothing(force, chief):
    hazard, *_ = make_hazards(force, 1)
    run = prepared(chief)
    confirm(chief, run)
    force.people[CHIEF].postings.update(role="officer")
    assert "权限" in outcomes(work(run))[hazard.pk]
    assert urged() == set()


def test_double_post_is_one_run(force, chief):
    make_hazards(force, 1)
    run = prepared(chief)
    assert confirm(chief, run).url == confirm(chief, run).url == run.get_absolute_url()
    assert BackgroundJob.objects.count() == 1
    work(run)
    assert background.run_job(run.job_id) is False
    assert Urging.objects.count() == Notification.objects.filter(kind="hazard_urged").count() == 1


def test_each_person_hears_once_of_all_his_hazards(force, chief):
    make_hazards(force, 3)
    make_hazards(force, 1, by=[force.amy, force.alice])
    done(chief)
    told = Notification.objects.filter(kind__in=["hazard_urged", "hazards_urged"])
    assert sorted(told.values_list("recipient__username", flat=True)) == ["alice", "amy"]
    assert "3 处隐患" in told.get(recipient=force.alice).text
    assert "星河歌舞厅" in told.get(recipient=force.amy).text


def test_second_run_of_the_day_repeats_nothing(force, chief):
    make_hazards(force, 2)
    done(chief)
    again = done(chief)
    assert set(outcomes(again).values()) == {"今天已经催办过"}
    assert Urging.objects.count() == 2


@pytest.mark.parametrize("dies_at", range(8))
def test_worker_that_dies_anywhere_does_each_row_once(force, chief, monkeypatch, dies_at):
    """Before a row, between a row and its mark, before and after what is said at the end."""
    hazards = make_hazards(force, 3)
    run = prepared(chief)
    confirm(chief, run)
    run.refresh_from_db()
    calls = Dying(dies_at)
    for name in ("_act", "_finish"):
        monkeypatch.setattr(bulk_work, name, calls.around(getattr(bulk_work, name)))
    with pytest.raises(Killed):
        bulk_work.do_run(run.job, NoProgress())
    monkeypatch.undo()
    bulk_work.do_run(run.job, NoProgress())
    assert Urging.objects.count() == 3
    assert Notification.objects.filter(kind="hazards_urged").count() == 1
    assert LogEntry.objects.filter(additional_data__verb="催办人员alice").count() == len(hazards)
    assert run.counts() == {"done": 3, "refused": 0, "waiting": 0}


class Killed(BaseException):
    pass


class NoProgress:
    def advance(self, count, *, total=None):
        pass


class Dying:
    """Dies at the n-th point: before and after each call."""

    def __init__(self, at: int):
        self.left = at

    def point(self):
        self.left -= 1
        if self.left < 0:
            raise Killed

    def around(self, function):
        def called(*args, **kwargs):
            self.point()
            found = function(*args, **kwargs)
            self.point()
            return found

        return called


def test_run_is_in_the_journal_with_its_conditions_and_each_record_has_its_line(force, chief):
    hazard, *_ = make_hazards(force, 1)
    run = done(chief)
    lines = LogEntry.objects.filter(content_type__model="bulkrun", object_id=run.pk).order_by("pk")
    assert [line.additional_data["verb"] for line in lines] == [
        "选取 1 条，准备批量催办",
        "确认批量催办 1 条",
        "批量催办办完：1 条中已催办 1 条，未办成 0 条",
    ]
    assert {line.actor for line in lines} == {force.people[CHIEF]}
    assert "隐患·整改" in lines[0].additional_data["reason"]
    mine = LogEntry.objects.filter(
        content_type__model="hazard", object_id=hazard.pk, additional_data__verb="催办人员alice"
    )
    assert [line.actor for line in mine] == [force.people[CHIEF]]
    assert "整改催办" in chief.get(hazard.get_absolute_url()).content.decode()


def test_run_of_another_person_does_not_exist(force, chief, sign_in):
    make_hazards(force, 1)
    run = prepared(chief)
    other = sign_in(force.people["clerk"])
    assert other.get(reverse("exchange:bulk-confirm", args=[run.pk])).status_code == 404
    assert confirm(other, run).status_code == 404
    assert other.get(run.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"act": "nonsense"}, 404),
        ({"label": "inspections.venue"}, 404),
        ({"list": "/nowhere/"}, 404),
        ({"list": "http://example.com/inspections/hazards/"}, 404),
        ({"list": "/inspections/venues/"}, 404),
        ({"list": "/system/jobs/"}, 404),
        ({"list": "/inspections/hazards/?unit=nonsense"}, 404),
        ({"list": "/" + "x" * 2000}, 404),
    ],
)
def test_made_up_requests_make_nothing(force, chief, changes, status):
    make_hazards(force, 1)
    typed = {"label": "inspections.hazard", "act": "urge", "list": reverse("inspections:hazard-list"), "whole": "1"}
    answer = chief.post(reverse("exchange:bulk-prepare"), typed | changes)
    assert answer.status_code == status
    assert not BulkRun.objects.exists()


def test_nothing_chosen_says_so_on_the_list(force, chief):
    make_hazards(force, 1)
    answer = prepare(chief, rows=[])
    assert answer.url == reverse("inspections:hazard-list")
    assert "请先勾选记录" in chief.get(answer.url).content.decode()
    typed = {"label": "inspections.hazard", "act": "urge", "list": answer.url, "row": ["x", "9" * 40, "-1", "½"]}
    assert chief.post(reverse("exchange:bulk-prepare"), typed).url == answer.url


def test_number_that_was_not_shown_is_refused(force, chief):
    make_hazards(force, 2)
    run = prepared(chief)
    answer = confirm(chief, run, shown=3)
    assert answer.status_code == 422
    assert "不一致" in answer.content.decode()


def test_too_many_rows_are_refused_in_words(force, chief, monkeypatch):
    make_hazards(force, 3)
    monkeypatch.setattr(services, "MOST_ROWS", 2)
    answer = prepare(chief)
    assert "一次最多 2 条，现有 3 条" in chief.get(answer.url).content.decode()


def test_role_without_the_right_cannot_begin(force, sign_in):
    make_hazards(force, 1)
    assert prepare(sign_in(force.alice)).status_code == 403
    assert not BulkRun.objects.exists()


def test_forgotten_runs_are_cleared(force, chief):
    make_hazards(force, 1)
    old = prepared(chief)
    BulkRun.objects.filter(pk=old.pk).update(created_at=old.created_at - services.FORGOTTEN_AFTER * 2)
    new = prepared(chief)
    assert set(BulkRun.objects.all()) == {new}
    assert BulkRow.objects.count() == 1


def test_act_is_declared_once():
    assert find("inspections.hazard", "urge").name == "催办"
    with pytest.raises(ValueError, match="declared twice"):
        register("inspections.hazard", "urge", name="催办", right="x", act=None)


def test_pages_of_a_run_do_not_grow_with_rows(force, chief, django_assert_max_num_queries):
    make_hazards(force, 25)
    chief.get(reverse("inspections:hazard-list"))
    with django_assert_max_num_queries(8):
        chief.get(reverse("inspections:hazard-list"))
    run = prepared(chief)
    with django_assert_max_num_queries(15):
        chief.get(reverse("exchange:bulk-confirm", args=[run.pk]))
    confirm(chief, run)
    work(run)
    with django_assert_max_num_queries(12):
        chief.get(run.get_absolute_url())
