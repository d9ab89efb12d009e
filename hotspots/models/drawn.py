"""Lines of a hotspot's page, drawn without the template engine as baiyi/records/drawn.py does it: its visits, and the
people who answer for it.
"""

from django.utils.html import format_html
from django.utils.timezone import localtime

from baiyi.records.drawn import draw_day

VISIT = """<div>
        <a href="{}"><strong>{}</strong> {}</a>
        {}
        {}
        <div class="muted">{}{}{}</div>
      </div>"""
ASSIGNMENT = """<div>
        <strong>{}</strong> {}
        {}
        <p class="muted">{} 起{} · {}指定{}{}</p>
      </div>"""
TAG = '<span class="tag tag-{}">{}</span>'
NORMAL, LATE = format_html(TAG, "green", "✔ 正常"), format_html(TAG, "grey", "补录")
HANDED_OVER, SIGNED, UNSIGNED = (
    format_html(TAG, colour, word) for colour, word in (("grey", "已移交"), ("green", "已签收"), ("yellow", "待签收"))
)


def draw_visit(visit) -> str:
    """When, how, what was found, and who was there."""
    term = visit.rectify_by
    return format_html(
        VISIT,
        visit.get_absolute_url(),
        draw_day(visit.supervised_on, "Y-m-d"),
        visit.get_method_display(),
        format_html(TAG, "yellow", f"△ 发现问题 {visit.problem_count} 处") if visit.has_problems else NORMAL,
        LATE if visit.is_recorded_late else "",
        visit.created_by.name,
        f" · {visit.findings}" if visit.findings else "",
        f" · {term.month}月{term.day}日前整改" if term else "",
    )


def draw_assignment(held) -> str:
    """Who, since when, by whom, and whether it was signed for."""
    is_over, signed_at = held.ends_on is not None, held.signed_at
    return format_html(
        ASSIGNMENT,
        held.person.name,
        held.get_post_display(),
        HANDED_OVER if is_over else SIGNED if signed_at else UNSIGNED,
        draw_day(held.starts_on, "Y-m-d"),
        f"，至 {draw_day(held.ends_on, 'Y-m-d')}" if is_over else "",
        held.assigned_by.name,
        f"：{held.reason}" if held.reason else "",
        f" · {draw_day(localtime(signed_at), 'Y-m-d H:i')} 签收" if signed_at else "",
    )
