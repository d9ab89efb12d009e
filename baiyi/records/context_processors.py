"""What every page shows besides its own content."""

from collections import defaultdict

from baiyi.records import clock
from baiyi.records.hooks import navigation, page_facts


def page(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"today": clock.today()}
    facts = {"today": clock.today(), "menu": _menu(request, user)}
    for function in page_facts:
        facts |= function(request)
    return facts


def _menu(request, user) -> list[dict]:
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    groups = defaultdict(list)
    for item in sorted(navigation, key=lambda each: each.order):
        if item.right is None or user.has_perm(item.right):
            groups[item.group].append({"item": item, "is_here": item.url_name == here})
    return [{"label": label, "icon": rows[0]["item"].icon, "rows": rows} for label, rows in groups.items()]
