"""What every page shows besides its own content."""

from collections import defaultdict

from baiyi.records import clock
from baiyi.records.hooks import NavItem, navigation, page_facts, quick_entries


def page(request) -> dict:
    """Gathered once a request: table cells and panels render with the request too."""
    if not hasattr(request, "page_facts"):
        request.page_facts = _facts(request)
    return request.page_facts


def _facts(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"today": clock.today()}
    entries = _quick_entries(user)
    facts = {"today": clock.today(), **_menu(request, user), "quick_entries": entries}
    facts["quick_key"] = " ".join(each.url_name for each in entries)
    for function in page_facts:
        facts |= function(request)
    return facts


def _quick_entries(user) -> list[NavItem]:
    return [each for each in quick_entries if each.right is None or user.has_perm(each.right)]


def _menu(request, user) -> dict:
    """The groups with their lines, and a key that is the same where the menu is."""
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    items = [each for each in sorted(navigation, key=lambda each: each.order) if each.is_for(user)]
    is_listed = any(each.url_name == here for each in items)
    groups = defaultdict(list)
    for item in items:
        is_here = item.url_name == here
        is_near = is_here or (not is_listed and _stem(item.url_name) == _stem(here))
        groups[item.group].append({"item": item, "is_here": is_here, "is_near": is_near})
    menu = [{"label": label, "icon": rows[0]["item"].icon, "rows": rows} for label, rows in groups.items()]
    return {"menu": menu, "menu_key": " ".join([here, *(item.url_name for item in items)])}


def _stem(url_name: str) -> str:
    """inspections:notice of inspections:notice-detail: a record's page belongs to its list's line."""
    return url_name.rpartition("-")[0] or url_name
