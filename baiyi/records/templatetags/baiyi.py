"""Template tags of the platform; built in, so that no template loads them."""

from functools import cache
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import date as django_date
from django.template.defaultfilters import stringfilter
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, format_html

from baiyi.records.addresses import address_of
from baiyi.records.drafts import resume_url
from baiyi.records.drawn import draw_buttons, draw_day, draw_facts, draw_states, shortened
from baiyi.records.lamps import Lamp, drawn_lamp, drawn_shape
from baiyi.records.masking import mask_name, mask_phone

register = template.Library()

KEPT = ("tab", "figure", "since", "until", "within", "per_page", "sort")
WEEKDAYS = "一二三四五六日"


@register.simple_tag
def icon(name: str, label: str = ""):
    """An icon of the sprite; decorative unless it carries a label."""
    return _drawn_icon(name, label)


@cache
def _drawn_icon(name: str, label: str) -> str:
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.tag
def url(parser, token):
    """Django's own; addresses without names of arguments are looked up once a process."""
    node = django_url(parser, token)
    return node if node.kwargs else Address(node.view_name, node.args, node.kwargs, node.asvar)


class Address(URLNode):
    def render(self, context):
        try:
            found = address_of(self.view_name.resolve(context), *(each.resolve(context) for each in self.args))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.simple_tag(takes_context=True)
def part(context, shown):
    """A panel or a section: its own template, with its own facts inside the page's."""
    found = context.template.engine.get_template(shown.template)
    with context.push(**shown.context):
        return found.render(context)


register.filter("resume_url", resume_url)


@register.filter
def lamp(value: Lamp | None) -> str:
    """Colour, shape and word; nothing for None."""
    return drawn_lamp(value)


@register.filter
def shape(value: str) -> str:
    """▲ ◆ ● ○ in its colour."""
    return drawn_shape(value)


@register.filter
def facts(rows) -> str:
    """Label and value a row."""
    return draw_facts(rows)


@register.filter
def buttons(actions) -> str:
    """In the head of a page."""
    return draw_buttons(actions, _drawn_icon)


@register.filter
def state_bar(states) -> str:
    return draw_states(states, _drawn_icon("check-lg", ""))


@register.filter
@stringfilter
def shorten(text: str, most: int) -> str:
    return shortened(text, most)


@register.filter(expects_localtime=True, is_safe=False)
def date(value, wanted=None):
    """Django's own; the formats that every page has are drawn without it."""
    drawn = draw_day(value, wanted)
    return django_date(value, wanted) if drawn is None else drawn


@register.filter
def weekday(day) -> str:
    """周四."""
    return f"周{WEEKDAYS[day.weekday()]}" if day else ""


@register.filter
def month_day(day) -> str:
    """7月30日."""
    return f"{day.month}月{day.day}日" if day else ""


@register.filter
def masked_name(name: str) -> str:
    return mask_name(name or "")


@register.filter
def masked_phone(phone: str) -> str:
    return mask_phone(phone or "")


@register.simple_tag(takes_context=True)
def kept_beside(context, form) -> dict[str, str]:
    """What the address says besides the conditions of the form, and outlives a new query: tab, figure, page size,
    order.
    """
    asked = context["request"].GET
    return {name: asked[name] for name in KEPT if asked.get(name) and name not in form.fields}


@register.simple_tag(takes_context=True)
def empty_form_key(context, form) -> str:
    """The same where the fields of the conditions look the same: on this page, with these choices and nothing asked
    for. Empty once something is.
    """
    if any(asked.startswith(name) for asked in form.data for name in form.fields):
        return ""
    return " ".join(
        [context["request"].resolver_match.view_name, *(_choices_of(field) for field in form.fields.values())]
    )


def _choices_of(field) -> str:
    """Read once, for the key and for what draws the field."""
    if not hasattr(field, "choices"):
        return ""
    field.widget.choices = list(iter(field.choices))  # its length would be a statement of its own
    return "|".join(f"{value}:{label}" for value, label in field.widget.choices)


@register.filter
def as_query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}"


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The page's own query string with some values changed; None or empty takes one out."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    return f"?{values.urlencode()}" if values else "?"
