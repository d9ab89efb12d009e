"""Registering and changing a dispute: few fields at first, the rest folded away."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q

from baiyi.accounts.models import Unit, User
from baiyi.records import clock
from baiyi.records.forms import DayInput, Fold, PersonalField, RecordForm, RecordsField, SubmittedOnce, Versioned
from disputes.models import AmountBand, Dispute, DisputeCategory, Party, RiskLevel, SeasonTag, SizeBand, WarningSign

LISTS = {
    "category": DisputeCategory,
    "risk": RiskLevel,
    "size": SizeBand,
    "amount": AmountBand,
    "season": SeasonTag,
}
DETAILS = ("minors", "size", "amount", "season", "officer", "summary")
FIRST = dt.date(2000, 1, 1)


class DisputeForm(RecordForm):
    """What both forms ask. A tick among `signs` prompts a human to look at the level, and changes nothing."""

    signs = RecordsField(
        WarningSign.objects.none(),
        label="民转刑信号",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="仅作提示：有勾选的，请再核对风险等级",
    )

    class Meta:
        model = Dispute
        fields = ["category", "place", "source_number", "people", *DETAILS]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in LISTS.items():
            if name in self.fields:
                self.fields[name].queryset = _offered(model, [getattr(self.instance, f"{name}_id")])
        self.fields["signs"].queryset = _offered(WarningSign, self.initial.get("signs", []))
        self.fields["officer"].queryset = people
        for name in ("people", "minors"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        self.fields["minors"].required = False
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        return Layout("version", "category", "place", "source_number", "people", "signs", Fold("更多内容", *DETAILS))

    def clean_source_number(self) -> str:
        return self.cleaned_data["source_number"].strip().upper()

    def clean(self):
        facts = super().clean()
        facts["minors"] = facts.get("minors") or 0
        if facts.get("minors") and facts.get("people") and facts["minors"] > facts["people"]:
            self.add_error("minors", "未成年人数不能多于当事人数")
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class DisputeAddForm(DisputeForm, SubmittedOnce):
    """A new dispute, sent at once when a receiver is chosen; the same form twice is one."""

    first_name = PersonalField(
        label="甲方姓名", max_length=30, required=False, help_text="可不填；加密保存，页面上隐去"
    )
    second_name = PersonalField(label="乙方姓名", max_length=30, required=False, help_text="未成年人不填姓名，只记人数")
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="流转单位", required=False, empty_label="不流转，本单位调处"
    )
    task = forms.CharField(
        label="办理要求", max_length=500, required=False, help_text="留空为“请依职责调处，并反馈结果”"
    )

    class Meta(DisputeForm.Meta):
        fields = [
            "category",
            "risk",
            "place",
            "source",
            "source_number",
            "visibility",
            "people",
            "unit",
            "found_on",
            *DETAILS,
        ]
        widgets = DisputeForm.Meta.widgets | {
            "risk": forms.RadioSelect,
            "source": forms.RadioSelect,
            "visibility": forms.RadioSelect,
            "found_on": DayInput,
        }

    def __init__(self, *args, by, units, behind=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.behind = by, behind
        self.fields["risk"].empty_label = None
        self.fields["to_unit"].queryset = units
        self.fields["officer"].required = False
        self.fields["officer"].help_text = "留空即本人"

    def _layout(self) -> Layout:
        """What a phone asks first; the rest is filled in already: 排查, 隐性, own unit, today, oneself."""
        known = ("source", "source_number", "visibility", "signs")
        filled = ("unit", "found_on", "first_name", "second_name", "task", *DETAILS)
        return Layout(
            "client_uuid",
            "category",
            "risk",
            "place",
            "people",
            "to_unit",
            Fold("来源和信号（已填排查、隐性）", *known),
            Fold("更多内容（已填本单位、今天、本人）", *filled),
        )

    def clean_found_on(self) -> dt.date:
        day = self.cleaned_data["found_on"]
        if not FIRST <= day <= clock.today():
            raise forms.ValidationError("发现日须在 2000 年以后，且不能晚于今天")
        return day

    def clean(self):
        facts = super().clean()
        facts["officer"] = facts.get("officer") or self.by
        if facts.get("to_unit") and facts["to_unit"] == facts.get("unit"):
            self.add_error("to_unit", "不能流转给本单位")
        return facts

    def facts(self) -> dict:
        facts = super().facts()
        sides = {Party.Side.FIRST: facts.pop("first_name"), Party.Side.SECOND: facts.pop("second_name")}
        names = [(side, name) for side, name in sides.items() if name]
        return facts | {"names": names, "behind": self.behind}


class DisputeChangeForm(DisputeForm, Versioned):
    """The same, filled. Unit, source, 发现日 and risk stay: terms and numbers hang on them."""

    def __init__(self, *args, people, **kwargs):
        dispute = kwargs["instance"]
        responsible = Q(pk__in=people.values("pk")) | Q(pk=dispute.officer_id)  # also who works elsewhere by now
        kwargs.setdefault("initial", {})["signs"] = list(dispute.signs.values_list("pk", flat=True))
        super().__init__(*args, people=User.objects.filter(responsible), **kwargs)


def _offered(model, chosen: list):
    """What the list offers now, and what was chosen before it was taken off."""
    return model.objects.filter(Q(is_offered=True) | Q(pk__in=[each for each in chosen if each]))


def people_of(user) -> dict:
    """What the forms need to know of the person: colleagues at his units."""
    return {"people": User.objects.posted_at(user.unit_ids(), clock.today())}
