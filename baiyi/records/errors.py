"""Error pages in plain Chinese. None of them shows a stack or a field name."""

import logging
import secrets

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from baiyi.records import returned, rights

logger = logging.getLogger(__name__)


def bad_request(request, exception=None):
    return _page(request, 400, "请求不完整", "地址或提交的内容有误，请返回上一页重试。")


def forbidden(request, exception=None):
    """403 names the missing right and who has it; nothing about a record."""
    code = str(exception or "")
    needed = rights.label_of(code) if code in {each.code for each in rights.all_rights()} else ""
    if not needed:
        text = "这项操作没有授权给你的岗位。如确有需要，请联系系统管理员。"
        return _page(request, 403, "你没有这项操作的权限", text)
    user, whom = request.user, ""
    if user.is_authenticated:
        text = f"需要“{needed}”权限，你的岗位（{user.unit_label} {user.role_label}）没有。"
        whom = user.whom_to_ask(code)
    return _page(request, 403, "你没有这项操作的权限", f"{text}如确有需要，请联系 {whom or '系统管理员'}。")


def not_found(request, exception=None):
    return _page(request, 404, "没有找到这个页面或记录", "它可能不存在，也可能不在你单位的范围内。")


def csrf_failed(request, reason=""):
    """A page of before somebody signed in anew: the way on, with what was typed; else 403."""
    words = "请返回上一页刷新后重新提交。"
    return returned.after_old_page(request) or _page(request, 403, "页面已过期", words)


def refused(request, exception):
    return _page(request, 409, "现在不能这样操作", str(exception))


def stale(request, exception):
    return _page(request, 409, "内容已被他人修改", "请打开最新内容核对后再操作；你刚才的改动没有保存。")


def server_error(request):
    """500 with an eight-digit number that also stands in the log."""
    number = secrets.token_hex(4)
    logger.error("server error %s at %s", number, request.path)
    return _page(
        request, 500, "系统出错了", f"请稍后重试；仍不行请把错误号 {number} 告诉系统管理员。已存的草稿不会丢。"
    )


def _page(request, status: int, title: str, text: str):
    facts = {"status": status, "title": title, "text": text}
    try:
        return render(request, "records/error.html", facts, status=status)
    except Exception:
        if status != 500:
            raise
        logger.exception("the error page could not be drawn with the request at %s", request.path)
        return HttpResponse(render_to_string("records/error.html", facts), status=status)
