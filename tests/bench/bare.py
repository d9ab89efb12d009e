"""The bare page beside each page of the product: who is signed in, one statement, as many rows with as many cells. It
has no frame, no scope, no filter and no links, but goes through the same middleware and context.
"""

from functools import cache
from itertools import cycle, islice

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from baiyi.records.policies import SignedIn, policy


@policy(SignedIn())
@login_required
def bare(request, label: str, rows: int, cells: int):
    model = apps.get_model(label)
    found = model._default_manager.order_by("-pk")[:rows]
    return HttpResponse(_template(model, cells).render({"rows": found}, request))


@cache
def _template(model, cells: int):
    """A cell for each column of the model's table, from the first again when there are more cells."""
    names = islice(cycle(field.attname for field in model._meta.concrete_fields), cells)
    row = "".join(f"<td>{{{{ row.{name} }}}}</td>" for name in names)
    page = f"<!DOCTYPE html><title>bare</title><table>{{% for row in rows %}}<tr>{row}</tr>{{% endfor %}}</table>"
    return engines["django"].from_string(page)


urlpatterns = [path("bare/<label>/<int:rows>/<int:cells>/", bare, name="bare"), path("", include("baiyi.urls"))]
