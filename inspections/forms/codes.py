"""The six characters of a venue, typed instead of scanned."""

from django import forms

from baiyi.records.forms import PlainForm


class CodeForm(PlainForm):
    code = forms.CharField(
        label="六位编码",
        max_length=20,
        help_text="印在二维码下方，如 K7M 2PX；没有 0、O、1、I",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
