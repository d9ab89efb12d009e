"""What a list was narrowed by, in words, for the journal and for who looks at a run later."""

from django.utils.encoding import force_str

from baiyi.exchange.models import BulkRun
from baiyi.records.masking import mask_numbers
from baiyi.records.views import ListPage

MOST = BulkRun._meta.get_field("conditions").max_length
ALL = "没有条件"


def conditions_of(page: ListPage) -> str:
    """Title of the list, tab, figure, and every condition by its label: “隐患·整改；整改超期；派出所：东街所”."""
    parts = [page.get_title(), page.TABS.get(page.tab, ""), _figure(page), *_filters(page)]
    said = [part for part in parts if part]
    return mask_numbers("；".join(said if len(said) > 1 else [*said, ALL]))[:MOST]


def _figure(page: ListPage) -> str:
    asked = page.asked_figure() if hasattr(page, "asked_figure") else None
    return f"行动数据“{asked[0].label}”" if asked else ""


def _filters(page: ListPage) -> list[str]:
    if not page.filterset.is_bound:
        return []
    form = page.filterset.form
    return [f"{form.fields[name].label}：{_word(form, name)}" for name in form.fields if form.cleaned_data.get(name)]


def _word(form, name: str) -> str:
    value = form.cleaned_data[name]
    if isinstance(value, slice):
        return f"{_day(value.start)}至{_day(value.stop)}"
    choices = dict(getattr(form.fields[name], "choices", None) or ())
    return force_str(choices.get(value, value) if isinstance(value, str) else value)


def _day(moment) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "不限"
