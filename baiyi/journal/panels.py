"""The timeline on every detail page, and the journal's line of the menu."""

from itertools import chain

from baiyi.journal import rights
from baiyi.journal.timeline import timeline
from baiyi.records.hooks import NavItem, Panel, last_change, navigation, panels, relations


@panels.register("*")
def timeline_panel(request, record):
    own = record.journal_relations() if hasattr(record, "journal_relations") else []
    related = chain(own, *relations.collect(request, record))
    return Panel("journal/_timeline.html", {"lines": timeline(record, related)}, order=90)


@last_change.by
def last_change_of(record) -> str:
    """“张三 7月21日 14:03 登记送达”; empty when the journal knows nothing of the record."""
    lines = timeline(record)
    return f"{lines[0].actor} {lines[0].when} {lines[0].verb}" if lines else ""


navigation += [
    NavItem("系统", "个人信息查看记录", "journal:reading-list", right=rights.READINGS, icon="sliders", order=94),
    NavItem("系统", "操作日志", "journal:entry-list", right=rights.READ, icon="sliders", order=95),
]
