"""The form of the notice check: four places to look at, how it is handed over."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms

from baiyi.records.forms import DayInput, PersonalField, PlainForm
from inspections.forms.entry import EntryForm
from inspections.forms.parts import Part
from inspections.models import RectificationNotice
from inspections.models.notice import Sheet
from inspections.services import REVIEW_PREFIX, NoticeFacts, local_day, names_on_paper


class ReviewForm(PlainForm):
    """The words of the notice. Its due day is checked by the service, together with the rest."""

    recipient_name = forms.CharField(label="被检查单位", max_length=60)
    content = forms.CharField(label="隐患内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.TypedChoiceField(label="依据条款")
    due_on = forms.DateField(label="整改期限", widget=DayInput, help_text="可改短，不可超过上限")
    interim_measures = forms.CharField(
        label="整改完毕前应采取的必要措施", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    delivery = forms.ChoiceField(
        label="送达方式",
        choices=RectificationNotice.Delivery.choices,
        initial=RectificationNotice.Delivery.IN_PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    later = forms.BooleanField(label="稍后送达", required=False)
    receiver_name = PersonalField(
        label="签收人",
        max_length=30,
        required=False,
        help_text="加密保存",
    )

    def __init__(self, *args, entry: EntryForm, **kwargs):
        super().__init__(*args, prefix=REVIEW_PREFIX.rstrip("-"), **kwargs)
        self.entry, visit = entry, entry.visit
        self.fields["basis"].choices = lambda: [(pk, str(basis)) for pk, basis in visit.bases.items()]
        self.fields["basis"].coerce = lambda pk: visit.bases[pk]
        words = {"recipient_name": visit.venue.name, "content": entry.content, "basis": next(iter(visit.bases), "")}
        self.initial = words | self.initial
        self.fields["delivery"].is_conditional = True
        self.helper.layout = Layout(
            Part("inspections/_review_sheet.html"),
            Part("inspections/_review_steps.html"),
            Part("inspections/_review_delivery.html"),
        )

    @classmethod
    def typed_in(cls, payload: dict) -> dict:
        """What was typed here before, out of the draft."""
        return {
            name: payload[REVIEW_PREFIX + name][-1] for name in cls.base_fields if payload.get(REVIEW_PREFIX + name)
        }

    def sheet(self, *, number: str, organ_name: str) -> Sheet:
        """The notice as it would be printed now."""
        values = {name: self[name].value() or "" for name in self.fields}
        visit = self.entry.visit
        return Sheet(
            organ_name=organ_name,
            title=visit.venue.category.get_document_type_display(),
            number=number,
            recipient_name=values["recipient_name"],
            content=values["content"],
            basis=str(visit.bases.get(str(values["basis"]), "")),
            due_on=self.shown_due,
            interim_measures=values["interim_measures"],
            issued_on=visit.on,
            inspected_on=local_day(self.entry.cleaned_data["inspected_at"]),
            inspector_names=names_on_paper(self.entry.cleaned_data["inspectors"]),
        )

    @property
    def shown_due(self) -> dt.date | None:
        value = self["due_on"].value()
        try:
            return value if isinstance(value, dt.date) else self.fields["due_on"].to_python(value)
        except forms.ValidationError:
            return None

    def facts(self) -> NoticeFacts:
        cleaned = self.cleaned_data
        names = ("basis", "recipient_name", "content", "due_on", "interim_measures", "receiver_name")
        delivery = "" if cleaned["later"] else cleaned["delivery"] or RectificationNotice.Delivery.IN_PERSON.value
        return NoticeFacts(issue_now=True, delivery=delivery, **{name: cleaned[name] for name in names})
