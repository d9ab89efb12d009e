"""成批新建账号: a block of people is looked at before anything is written; wrong lines are told why, and kept."""

import hashlib
import uuid
from dataclasses import replace

from django import forms
from django.urls import reverse

from baiyi.accounts import rights
from baiyi.accounts.people.pasting import BETWEEN, HEADS, LEAST, LINE_ENDS, MOST_LETTERS, Line, add_people, read_block
from baiyi.accounts.people.views import LIST
from baiyi.records.drafts import resume_url
from baiyi.records.forms import PlainForm
from baiyi.records.page_parts import Warned
from baiyi.records.policies import Needs
from baiyi.records.text import clean
from baiyi.records.tickets import new_writer
from baiyi.records.views import FormPage

LOOK = "look"  # which button was pressed, when it is not that of the form


def digest(text: str) -> str:
    """Of what was looked at: of what one can see of its cells."""
    cells = [[clean(cell, lines=False) for cell in BETWEEN.split(row)] for row in LINE_ENDS.split(text)]
    return hashlib.sha256(repr(cells).encode("utf-8", "replace")).hexdigest()[:16]


class PasteForm(PlainForm):
    """The block. It is written only as it was looked at."""

    block = forms.CharField(
        label="人员名单",
        strip=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"一人一行：{'、'.join(HEADS[:LEAST])}，可再加{'、'.join(HEADS[LEAST:])}；"
        "从 Excel、WPS 复制，或用逗号隔开。没有警号的空着，写明人员身份",
    )
    looked = forms.CharField(widget=forms.HiddenInput, label="已核对", required=False, max_length=16)

    def __init__(self, *args, is_look: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_look = is_look
        self.lines: list[Line] = []

    def clean_block(self) -> str:
        self.lines = read_block(self.cleaned_data["block"])
        if not self.lines:
            raise forms.ValidationError("请填写人员名单")
        return self.cleaned_data["block"]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.is_wrong]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.is_wrong]

    def clean(self):
        facts = super().clean()
        if self.lines and not self.is_look:
            if not self.good:
                told = [f"第 {line.number} 行：{'；'.join(line.problems)}" for line in self.wrong[:5]]
                self.add_error("block", ["没有一行可以登记", *told])
            elif facts.get("looked") != digest(facts["block"]):
                self.add_error("block", "名单还没有核对，或核对后又改过，请先点“核对”")
        return facts


class PeoplePaste(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = PasteForm
    template_name = "accounts/people_paste.html"
    title = "成批新建账号"
    breadcrumbs = (LIST,)
    cancel_url_name = "accounts:user-list"
    submit_label = "登记"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_look": self.request.POST.get("way") == LOOK}

    def form_valid(self, form):
        return self.show_look(form) if form.is_look else super().form_valid(form)

    def show_look(self, form):
        """The lines as they were understood; nothing is written."""
        block = form.cleaned_data["block"]
        shown = type(form)(initial={"block": block, "looked": digest(block)})
        return self.render_to_response(
            self.get_context_data(form=shown, lines=form.lines, good=form.good, wrong=form.wrong)
        )

    def perform(self, form):
        self.form = form
        return add_people(form.good, by=self.request.user)

    def next_url(self, done) -> str:
        """What was wrong is there to be mended, as a draft of its own."""
        wrong = self.form.wrong
        if not wrong:
            return reverse("accounts:user-list")
        number, text = uuid.uuid4(), "\n".join(line.text for line in wrong)
        fresh = replace(self.ticket, writer=new_writer(), version=0)
        return resume_url(self.keep(number, {"client_uuid": [str(number)], "block": [text]}, fresh))

    def success_text(self, done) -> str:
        said = f"已新建 {len(done)} 个账号，还没有口令：在列表里逐个重置口令后交给本人"
        wrong = self.form.wrong
        return Warned(f"{said}。有误的 {len(wrong)} 行还在下面，改好再登记") if wrong else said
