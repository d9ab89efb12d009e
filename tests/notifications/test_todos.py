"""待办: grouped by day, sorted, never silently less."""

import datetime as dt

import pytest

from baiyi.notifications.todos import UNREADABLE, Todo, TodoSources, grouped

ON = dt.date(2022, 7, 21)  # a Thursday


def todo(days: int | None) -> Todo:
    return Todo(f"事项{days}", "/", due_on=None if days is None else ON + dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "title"),
    [(-30, "超期"), (-1, "超期"), (0, "今天"), (1, "本周"), (3, "本周"), (4, "以后"), (90, "以后"), (None, "不限日期")],
)
def test_group_of_a_day(days, title):
    (group,) = grouped([todo(days)], ON)
    assert group.title == title


def test_groups_come_in_the_order_of_urgency_and_lose_nothing():
    rows = [todo(days) for days in (None, 4, 0, -1, 2, None)]
    groups = grouped(rows, ON)
    assert [group.title for group in groups] == ["超期", "今天", "本周", "以后", "不限日期"]
    assert sum(len(group.rows) for group in groups) == len(rows)


def test_on_a_sunday_nothing_is_left_of_the_week():
    sunday = dt.date(2022, 7, 24)
    (group,) = grouped([Todo("明天", "/", due_on=sunday + dt.timedelta(days=1))], sunday)
    assert group.title == "以后"


def test_rows_of_all_sources_are_sorted_by_day_those_without_last():
    sources = TodoSources()
    sources.register(lambda user, on: [todo(None), todo(3)])
    sources.register(lambda user, on: iter([todo(-2), todo(0)]))
    assert [row.title for row in sources.of(None, ON)] == ["事项-2", "事项0", "事项3", "事项None"]


def test_source_that_fails_is_one_row_that_says_so_and_is_logged(caplog):
    sources = TodoSources()

    @sources.register
    def half(user, on):
        yield todo(1)
        raise RuntimeError("后一半读不出来")

    sources.register(lambda user, on: [todo(2)])
    assert sources.of(None, ON) == [todo(2), UNREADABLE]
    assert "half failed" in caplog.text
    assert "后一半读不出来" in caplog.text
