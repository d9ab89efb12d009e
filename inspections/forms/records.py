"""Forms of venues and of the moves of a notice."""

import re

from django import forms

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import (
    DayInput,
    EmptyMoveForm,
    ReasonForm,
    RecordForm,
    Versioned,
)
from inspections.models import ExtensionRequest, RectificationNotice, Venue, VenueCategory
from inspections.services import is_alike, suspects_of

MORE = ("responsible", "head_name", "head_phone", "note")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
ALIKE = "与台账里 {} 家场所相像：请选用已有的，或勾选“已核对，是另一家场所”"
DOUBLE = "台账里已有同名同址的场所，请直接选用"


class VenueForm(RecordForm):
    """A venue of the ledger. The head's name and phone are optional, and stored encrypted.

    One that may be in the ledger already comes back with those it may be (`suspects`), and a box to tick that it is
    another one.
    """

    head_name = forms.CharField(label="负责人", max_length=30, required=False)
    head_phone = forms.CharField(
        label="负责人电话", max_length=20, required=False, help_text="手机或带区号的固定电话；加密保存，平时只显示首尾"
    )
    is_other = forms.BooleanField(label="已核对，是另一家场所", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Venue
        fields = [
            "name",
            "category",
            "address",
            "unit",
            "responsible",
            "head_name",
            "head_phone",
            "is_high_risk",
            "note",
        ]

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = self._categories()
        self.fields["unit"].queryset = units
        self.fields["unit"].label = "所属派出所"
        self.fields["responsible"].queryset = User.objects.posted_at(units, clock.today())
        self.fields["address"].widget.attrs["list"] = "roads"
        self.suspects: list[tuple[Venue, str]] = []

    def _categories(self):
        """Those in use, and the one that the venue has."""
        return VenueCategory.objects.in_force(clock.today()) | VenueCategory.objects.filter(
            pk=self.instance.category_id
        )

    @property
    def more(self) -> list[forms.BoundField]:
        """What can be said later."""
        return [self[name] for name in MORE]

    @property
    def is_more_told(self) -> bool:
        return any(field.value() or field.errors for field in self.more)

    def clean(self):
        facts = super().clean()
        if not self.errors and not facts.pop("is_other"):
            self._look_for_doubles()
        return facts

    def _look_for_doubles(self) -> None:
        named = {name: self.cleaned_data[name] for name in ("name", "address", "unit")}
        venue = Venue(pk=self.instance.pk, **named)
        suspects = suspects_of(venue)
        if not suspects or (self.instance.pk and is_alike(venue, self.instance)):
            return
        self.suspects = suspects
        if any(other.name == venue.name and other.address == venue.address for other, _ in suspects):
            self.add_error("name", DOUBLE)
        else:
            self.fields["is_other"].widget = forms.CheckboxInput()
            self.add_error("is_other", ALIKE.format(len(suspects)))

    def clean_head_phone(self):
        phone = self.cleaned_data["head_phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("请填写 11 位手机号或带区号的固定电话")
        return phone


class VenueChangeForm(VenueForm, Versioned):
    """Editing: carries the version, so that a stale save is refused; personal fields left empty stay as they are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("head_name", "head_phone"):
            self.initial[name] = ""
            self.fields[name].help_text = "不改请留空"

    def facts(self) -> dict:
        return {
            name: value for name, value in super().facts().items() if value or name not in {"head_name", "head_phone"}
        }


class DraftForm(RecordForm, Versioned):
    """The words of a draft; the bases are those of the venue's category that are in force today."""

    class Meta:
        model = RectificationNotice
        fields = ["recipient_name", "content", "basis", "interim_measures"]
        widgets = {"content": forms.Textarea(attrs={"rows": 4}), "interim_measures": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].queryset = self.instance.venue.category.bases.in_force(clock.today())
        self.fields["basis"].empty_label = None


class IssueForm(EmptyMoveForm):
    """Issue a draft today; the term may be shortened."""

    due_on = forms.DateField(
        label="整改期限", required=False, widget=DayInput, help_text="留空按规则计算；可改短，不可超过上限"
    )


class RequestReinspectionForm(EmptyMoveForm):
    on = forms.DateField(
        label="申请复查日",
        widget=DayInput,
        initial=clock.today,
        help_text="被检查单位报告已整改、申请复查的日子；登记后转为待复查，复查期限自这一天起算",
    )


class AskExtensionForm(ReasonForm):
    """Days of the rule's measure; which, and until when at most, the page says."""

    applicant = forms.ChoiceField(
        label="申请人",
        choices=ExtensionRequest.Applicant.choices,
        initial=ExtensionRequest.Applicant.VENUE.value,
        widget=forms.RadioSelect,
    )
    length = forms.IntegerField(label="延长天数", min_value=1, max_value=365)

    field_order = ("applicant", "length", "reason")


class ApproveExtensionForm(EmptyMoveForm):
    opinion = forms.CharField(
        label="审批意见",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="同意可不填；不同意须写明理由",
    )


class RefuseExtensionForm(ReasonForm):
    """Also what was typed as 审批意见 on the page that offers both answers."""

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and "reason" not in data and "opinion" in data:
            data = data.copy()
            data["reason"] = data["opinion"]
        super().__init__(data, *args, **kwargs)
