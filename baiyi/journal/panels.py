"""The timeline on every detail page, and the journal's line of the menu."""

from baiyi.journal import rights
from baiyi.journal.timeline import timeline
from baiyi.records.hooks import NavItem, Panel, navigation, panels


@panels.register("*")
def timeline_panel(request, record):
    related = record.journal_relations() if hasattr(record, "journal_relations") else ()
    return Panel("journal/_timeline.html", {"lines": timeline(record, related)}, order=90)


navigation.append(NavItem("系统", "操作日志", "journal:entry-list", rights.READ, icon="sliders", order=95))
