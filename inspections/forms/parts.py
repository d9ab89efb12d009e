"""Layout objects of crispy-forms that are a template of their own."""

from crispy_forms.layout import LayoutObject
from django.template.loader import get_template


class Part(LayoutObject):
    """A block of a long form: its template sees the page's context and `form`."""

    def __init__(self, template: str):
        self.template = template
        self.fields = []

    def render(self, form, context, template_pack=None, **kwargs):
        with context.push(form=form):
            return get_template(self.template).template.render(context)
