"""The search for a venue."""

from django import forms

from baiyi.records.forms import PlainForm


class VenueChoiceForm(PlainForm):
    """What is typed is a name, a part of an address, pinyin initials, or the code on the door."""

    q = forms.CharField(
        label="场所名称、地址、拼音首字母或六位编码",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-search": "", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].is_conditional = True
