"""送达: the fields of its proof, on the notice check, on the page of the service, and for what is added later."""

from django import forms
from django.utils.timezone import localtime

from baiyi.deadlines.serving import Way
from baiyi.records import clock
from baiyi.records.forms import EmptyMoveForm, MomentField, PersonalField
from inspections.models import RectificationNotice
from inspections.models.delivery import ASKED_OF, Proof, is_signed_for


class ProofFields(forms.Form):
    """Beside a form that says how the notice was served. Which of them a way asks for, the page shows (service.js)
    and `proof` reads.
    """

    receiver_name = PersonalField(
        label="签收人", max_length=30, required=False, help_text="加密保存；或拍下签收联、请对方签名"
    )
    refusal_reason = forms.CharField(label="拒收情况", max_length=200, required=False)
    witness_name = PersonalField(
        label="见证人", max_length=30, required=False, help_text="加密保存；没有见证人的填录像"
    )
    recording_number = forms.CharField(label="执法记录仪编号", max_length=40, required=False)
    recording_place = forms.CharField(label="录像存放处", max_length=100, required=False)
    receipt_number = forms.CharField(label="回执编号或地址", max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ProofFields.base_fields:
            self.fields[name].is_conditional = name != "refusal_reason"  # a way asks for some of them

    def proof_rows(self) -> list[tuple[str, forms.BoundField]]:
        """Each field with the ways that ask for it, for templates."""
        names = [name for name in ProofFields.base_fields if name in self.fields]
        return [(" ".join(way for way in Way.values if name in ASKED_OF[Way(way)]), self[name]) for name in names]

    @property
    def signed_ways(self) -> str:
        """The ways that somebody signs for, for templates; empty when this form asks for no receiver."""
        return " ".join(filter(is_signed_for, Way.values)) if "receiver_name" in self.fields else ""

    def proof(self, delivery: str) -> Proof:
        """What was typed for that way; another way's words are left out."""
        return Proof(**{name: self.cleaned_data.get(name, "") for name in ASKED_OF[Way(delivery)]})


class ServeForm(ProofFields, EmptyMoveForm):
    at = MomentField(label="送达时间", initial=lambda: localtime(clock.now()))
    delivery = forms.ChoiceField(
        label="送达方式", choices=Way.choices, initial=Way.IN_PERSON.value, widget=forms.RadioSelect
    )

    field_order = ("delivery", *ProofFields.base_fields, "at")

    def facts(self) -> dict:
        """The service is asked for a day and its moment."""
        typed = self.cleaned_data
        kept = {name: typed[name] for name in ("version", "at", "delivery")}
        return kept | {"on": localtime(typed["at"]).date()} | self.proof(typed["delivery"]).given


class ProofForm(ProofFields, EmptyMoveForm):
    """补充送达凭证: what the way of this service asks for; of one whose way is not known, everything."""

    def __init__(self, *args, notice: RectificationNotice, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ProofFields.base_fields:
            if notice.delivery and name not in ASKED_OF[Way(notice.delivery)]:
                del self.fields[name]
            elif getattr(notice, name):
                self.fields[name].help_text = "已登记，不改请留空"
