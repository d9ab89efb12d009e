"""What the moves of a dispute ask for: a day, and what the move is about."""

from django import forms
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.records.forms import DayForm, Explained, PersonalField, PlainForm, ReasonForm, RecordsField, Versioned
from baiyi.transfers.models import Satisfaction
from disputes.models import Mood, PaperKind, Party, RiskLevel, Visit, Way


def words(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=length, required=required, widget=area, help_text=help_text)


class GradeForm(DayForm):
    risk = forms.ModelChoiceField(
        RiskLevel.objects.none(), label="风险等级", widget=forms.RadioSelect, empty_label=None
    )
    words = words("研判意见", 200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk"].queryset = RiskLevel.objects.filter(is_offered=True)


class ProgressForm(DayForm):
    words = words("工作情况", 300, help_text="做了什么、下一步；不写姓名、证件号")


class ControlForm(DayForm):
    words = words("稳控措施", 200, help_text="谁负责、怎么稳控")


class LitigateForm(DayForm):
    words = words("诉讼情况", 200, help_text="哪个法院、进展；不写姓名")


class ResolveForm(DayForm):
    way = forms.ChoiceField(label="化解方式", choices=Way.choices, widget=forms.RadioSelect)
    words = words("化解情况", 300, help_text="不写姓名、证件号")


class RevisitForm(Explained, DayForm):
    """What was not kept is said in words."""

    wrong, said_in = {"mood": (Mood.PARTLY, Mood.UNSTABLE, Mood.REGRETTED)}, "words"

    visit = forms.ChoiceField(label="回访方式", choices=Visit.choices, widget=forms.RadioSelect)
    mood = forms.ChoiceField(label="回访情况", choices=Mood.choices, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label="满意度", choices=[("", "未问"), *Satisfaction.choices], widget=forms.RadioSelect, required=False
    )
    words = words("回访说明", 300, required=False)


class MainForm(ReasonForm):
    main = forms.CharField(label="主记录登记号", max_length=60, help_text="照主记录的登记号填写，含年份和序号")


class LeadForm(DayForm):
    leader = forms.ModelChoiceField(User.objects.none(), label="包案领导", empty_label="请选择")

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders


class PartyForm(PlainForm, Versioned):
    """Somebody who has to be reached; children are only counted."""

    side = forms.ChoiceField(label="立场", choices=Party.Side.choices, widget=forms.RadioSelect)
    name = PersonalField(label="姓名", max_length=30, help_text="加密保存，页面上隐去；未成年人不登记姓名")
    phone = forms.CharField(
        label="电话",
        max_length=20,
        required=False,
        validators=Party._meta.get_field("phone").validators[:1],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class RemovePartyForm(ReasonForm):
    party = forms.ModelChoiceField(Party.objects.none(), label="当事人", empty_label="请选择")

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = parties


class PapersForm(PlainForm, Versioned):
    kinds = RecordsField(
        PaperKind.objects.none(), label="已归卷材料", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered_or_filed = Q(is_offered=True) | Q(pk__in=self.initial.get("kinds", []))
        self.fields["kinds"].queryset = PaperKind.objects.filter(offered_or_filed)
