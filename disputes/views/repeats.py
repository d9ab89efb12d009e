"""查重: one box for a name, a phone, a place or a number. Sent by POST: what is looked for stands in no address."""

from django import forms
from django.urls import reverse

from baiyi.records.forms import PlainForm
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage
from disputes import rights
from disputes.reading.repeats import repeats_of


class RepeatForm(PlainForm):
    words = forms.CharField(
        label="当事人姓名、电话，地点或单号",
        max_length=60,
        min_length=2,
        help_text="姓名和电话须写全；只在自己单位的纠纷里查",
    )


class RepeatSearch(FormPage):
    policy = Needs(rights.RECORD)
    form_class = RepeatForm
    template_name = "disputes/repeats.html"
    title = "查重"
    submit_label = "查找"
    keeps_drafts = False
    breadcrumbs = (("矛盾纠纷", "disputes:dispute-list"),)

    def form_valid(self, form):
        found = repeats_of(form.cleaned_data["words"], self.request.user)
        return self.render_to_response(self.get_context_data(form=form, repeats=found))

    def get_cancel_url(self) -> str:
        return reverse("disputes:dispute-list")
