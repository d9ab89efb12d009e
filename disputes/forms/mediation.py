"""What mediation asks for: the checklist, a session, an agreement with its elements, its performance, and the court."""

from crispy_forms.layout import Layout
from django import forms

from baiyi.records import clock
from baiyi.records.forms import (
    DayForm,
    DayInput,
    Fold,
    PlainForm,
    ReasonForm,
    RecordsField,
    Versioned,
)
from disputes.models import Form, Kind, Manner, MediationGround
from disputes.models.mediation import NO_PERSONAL_DATA
from disputes.services.instalments import Due

MOST_PARTS = 6  # on one form; more are added on the page
Sort = MediationGround.Sort


def words(label: str, length: int, *, rows: int = 3, required: bool = True, help_text: str = NO_PERSONAL_DATA):
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=required, widget=area, help_text=help_text)


def ticks(sort: str, label: str, help_text: str) -> RecordsField:
    rows = MediationGround.objects.filter(sort=sort, is_offered=True)
    return RecordsField(rows, label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text)


class Checklist(forms.Form):
    """治安调解 is open to the dispute, and nothing shuts it."""

    conditions = ticks(Sort.CONDITION, "可以调解情形", "治安调解、现场调解至少勾选一项")
    exclusions = ticks(Sort.EXCLUSION, "不适用调解情形", "有一项即不能治安调解")
    guardians_told = forms.BooleanField(
        label="已通知未成年人的监护人", required=False, help_text="当事人有未成年人的必须通知（程序规定第一百八十一条）"
    )


class Mediators(forms.Form):
    organ = forms.CharField(label="调解机关或组织", max_length=60)
    mediators = forms.CharField(label="调解人", max_length=100, help_text="主持或参加调解的民警、调解员")


class StartForm(PlainForm, Checklist, Mediators, Versioned):
    """受理 of 治安调解 or 人民调解."""

    kind = forms.ChoiceField(
        label="调解种类",
        choices=[(each.value, each.label) for each in (Kind.PUBLIC_ORDER, Kind.PEOPLE)],
        widget=forms.RadioSelect,
    )
    accepted_on = forms.DateField(label="受理日", widget=DayInput, initial=clock.today)
    awaits_expertise = forms.BooleanField(
        label="等待伤情鉴定", required=False, help_text="首次调解期限从鉴定出具后起算"
    )
    expertise_on = forms.DateField(label="伤情鉴定出具日", widget=DayInput, required=False)

    field_order = ["version", "kind", "accepted_on", "organ", "mediators", "conditions", "exclusions"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = [name for name in self.fields if name not in FOLDED]
        self.helper.layout = Layout(*shown, Fold("伤情鉴定、监护人", *FOLDED))


FOLDED = ("awaits_expertise", "expertise_on", "guardians_told")


class SessionForm(DayForm):
    """调解 of a day that came to no agreement."""

    place = forms.CharField(label="调解地点", max_length=60)
    mediators = forms.CharField(label="调解人", max_length=100)
    words = words("调解情况", 300, required=False)


class ElementsForm(DayForm):
    """What an agreement has to say; names of the parties stand with the dispute."""

    form = forms.ChoiceField(label="协议形式", choices=Form.choices, initial=Form.WRITTEN, widget=forms.RadioSelect)
    number = forms.CharField(label="协议编号", max_length=40, required=False, help_text="书面协议必填")
    place = forms.CharField(label="签订地点", max_length=60)
    host = forms.CharField(label="主持人", max_length=30)
    recorder = forms.CharField(label="记录人", max_length=30, required=False)
    happened = words("主要事实", 500, help_text="时间、地点、起因、经过、情节、结果；不写姓名、证件号、住址")
    content = words("协议内容", 500)
    forms_allowed: tuple[str, ...] = tuple(Form)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [each for each in Form.choices if each[0] in self.forms_allowed]

    def clean(self):
        facts = super().clean()
        if facts.get("form") == Form.WRITTEN and not facts.get("number") and "number" not in self.errors:
            self.add_error("number", "书面协议须填写协议编号")
        return facts


def _part_fields() -> dict[str, forms.Field]:
    fields = {}
    for number in range(1, MOST_PARTS + 1):
        fields[f"due_{number}"] = forms.DateField(label=f"第{number}期履行日", widget=DayInput, required=False)
        fields[f"what_{number}"] = forms.CharField(
            label=f"第{number}期履行内容", max_length=100, required=False, help_text="金额或事项，不写姓名、账号"
        )
    return fields


Parts = type(forms.Form)("Parts", (forms.Form,), _part_fields())


class AgreeForm(ElementsForm, Parts):
    """达成协议: a day for all of it, or a day for each part."""

    mediators = forms.CharField(label="调解人", max_length=100)
    manner = forms.ChoiceField(label="履行方式", choices=Manner.choices, widget=forms.RadioSelect)
    forms_allowed = (Form.WRITTEN, Form.ORAL)

    field_order = [
        "version", "on", "form", "number", "place", "host", "recorder", "mediators", "happened", "content", "manner",
        "due_1", "what_1",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        later = [name for name in _part_fields() if not name.endswith("_1")]
        shown = [name for name in self.fields if name not in later]
        self.helper.layout = Layout(*shown, Fold("分期履行：第二期以后", *later))

    def clean(self):
        facts = super().clean()
        for number in range(1, MOST_PARTS + 1):
            due_on, what = facts.get(f"due_{number}"), facts.get(f"what_{number}")
            if bool(due_on) != bool(what) and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", f"第{number}期的履行日和履行内容要填就都填")
        return facts

    def facts(self) -> dict:
        facts, parts = super().facts(), []
        for number in range(1, MOST_PARTS + 1):
            due_on, what = facts.pop(f"due_{number}"), facts.pop(f"what_{number}")
            parts += [Due(due_on, what)] if due_on else []
        return facts | {"parts": parts}


class OnSceneForm(ElementsForm, Checklist, Mediators):
    """现场调解: accepted, agreed and performed on the spot, in one form."""

    forms_allowed = (Form.WRITTEN, Form.RECORDED)
    field_order = ["version", "on", "conditions", "exclusions", "guardians_told", "organ", "mediators"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = "现场治安调解协议书一式三联；已按规定录音录像的可以不制作"


class DayWordsForm(DayForm):
    words = words("履行情况", 200, required=False)


class PartForm(PlainForm, Versioned):
    """One part more."""

    due_on = forms.DateField(label="应履行日", widget=DayInput)
    what = forms.CharField(label="履行内容", max_length=100, help_text="金额或事项，不写姓名、账号")


class ExtendForm(ReasonForm):
    length = forms.IntegerField(label="延长天数", min_value=1, max_value=60)


class ApplyForm(DayForm):
    court = forms.CharField(label="确认法院", max_length=40)


class CourtForm(DayForm):
    number = forms.CharField(label="司法确认文号", max_length=40, required=False)
