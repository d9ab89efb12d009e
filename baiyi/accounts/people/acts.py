"""What is done to an account from the list and from the page of a person, as pages say it."""

from dataclasses import dataclass

from baiyi.accounts.models import User
from baiyi.accounts.services import DISABLE, ENABLE, RESET, UNLOCK, why_not

OF_LIST = ("name", "username", "standing", "sort", "page", "per_page")  # what an address of the list may ask for
MOST_ASKED = 100  # characters of it that go along to a form and back


@dataclass(frozen=True)
class Act:
    """Something done to an account, as its page says it."""

    label: str
    short: str
    effect: str


ACTS = {
    UNLOCK: Act("解锁账号", "解锁", "清除输错口令的记录，可以立即重新登录。"),
    DISABLE: Act("停用账号", "停用", "即时下线，不能再登录；登记过的内容和任职都保留。"),
    ENABLE: Act("启用账号", "启用", "可以用原来的口令登录。"),
    RESET: Act("重置口令", "重置口令", "原口令作废，正在使用的页面即时下线；新口令只显示一次，首次登录须修改。"),
}


def acts_on(user: User, by: User, *, is_locked: bool) -> list[str]:
    """What applies to the account now."""
    return [act for act in ACTS if not why_not(user, act, by=by, is_locked=is_locked)]


def asked_of_list(request) -> str:
    """The conditions and the page of the list, to go along in an address; empty without any, or with too many words."""
    asked = request.GET.copy()
    for name in [name for name, values in asked.lists() if name not in OF_LIST or not any(values)]:
        del asked[name]
    words = asked.urlencode()
    return f"?{words}" if words and len(words) <= MOST_ASKED else ""
