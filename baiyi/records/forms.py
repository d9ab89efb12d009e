"""Forms: the input boundary. Everything typed is kept on refusal; every error stands at its field and at the top."""

import datetime as dt
import uuid
from collections.abc import Collection

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from baiyi.records import check_rules, clock, door_numbers, reasons, typed
from baiyi.records.fields import EncryptedTextField

MAX_TEXT = 2000
NO_CHOICE = BLANK_CHOICE_DASH[0][1]  # what Django says where nothing is chosen yet
MAX_DIGITS = 18  # of a primary key


class DayInput(forms.DateInput):
    """A date picker. What is no date comes back as plain text: a picker would drop what was typed."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["value"] and not _is_day(context["widget"]["value"]):
            context["widget"]["type"] = "text"
        return context


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2026-07-21") and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


class MomentField(forms.DateTimeField):
    """Day and minute of the local clock, by the browser's own picker."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(**({"widget": widget, "input_formats": formats} | kwargs))

    def to_python(self, value):
        """A moment at the ends of the calendar, which no other time zone can show, is no moment."""
        try:
            moment = super().to_python(value)
            return moment and moment.astimezone(dt.UTC)
        except OverflowError as error:
            raise forms.ValidationError("请核对年份", "invalid") from error


class PersonalField(forms.CharField):
    """A name or a number of somebody outside: never kept on the machine it is typed on."""

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"data-private": ""}


class Fold(Div):
    """Fields of a form's layout that are folded away under a heading, and open when one of them is complained of."""

    template = "records/_fold.html"

    def __init__(self, heading: str, *fields: str):
        super().__init__(*fields)
        self.heading, self.is_open = heading, False

    def render(self, form, context, **kwargs):
        self.is_open = any(name in form.errors for name in self.fields) if form.is_bound else False
        return super().render(form, context, **kwargs)


class FormBase:
    """crispy-forms helper, calm Chinese messages, no HTML5 bubbles that hide ours."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = True
        self.helper.include_media = False

    @staticmethod
    def _speak_chinese(name: str, field: forms.Field) -> None:
        """Of a form's own copy of a field; a second time changes nothing, and what the field says itself stays."""
        if hasattr(field, "speaks_chinese"):
            return
        field.speaks_chinese = True
        label, messages = field.label or name, field.error_messages
        choose = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
        if messages["required"] == forms.Field.default_error_messages["required"]:
            messages["required"] = f"请{'选择' if choose else '填写'}{label}"
        usual = {
            "max_length": f"{label}最多 %(limit_value)s 个字，现有 %(show_value)s 个字",
            "min_value": f"{label}不能小于 %(limit_value)s",
            "max_value": f"{label}不能大于 %(limit_value)s",
            "null_characters_not_allowed": f"{label}含有不能保存的字符，请删去后再提交",
        }
        field.error_messages = usual | messages
        _cap(field)
        if door_numbers.FORBIDDEN in str(field.help_text):
            field.validators.append(door_numbers.refuse_door_number)

    def __getitem__(self, name: str) -> forms.BoundField:
        """Where a field is drawn or cleaned, however late it was added: it speaks as the others do, and takes what
        people type (typed.py).
        """
        if name in self.fields:
            self._speak_chinese(name, self.fields[name])
            typed.accept(self.fields[name], name)
        return super().__getitem__(name)

    @property
    def has_days(self) -> bool:
        """Whether a day or a moment stands in it: a draft of yesterday keeps the one of yesterday, and says so."""
        days = (name for name, field in self.fields.items() if isinstance(field, forms.DateField | forms.DateTimeField))
        return any(self[name].value() for name in days if not self.fields[name].widget.is_hidden)

    def facts(self) -> dict:
        """What the form asks the service for, by the names of its arguments."""
        return dict(self.cleaned_data)

    def error_list(self) -> list[tuple[str, str]]:
        """(id of the field's control, message) for the summary at the top."""
        found = []
        for name, messages in self.errors.items():
            target = (self[name].id_for_label or self[name].auto_id) if name in self.fields else ""
            found += [(target, message) for message in messages]
        return found


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records by number. A number that no row can have is an unknown choice, where the database would fail on
    it.
    """

    def clean(self, value):
        for each in value or ():
            if len(str(each)) > MAX_DIGITS:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": each})
        return super().clean(value)


class PlainForm(FormBase, forms.Form):
    """A form without a model."""


class RecordForm(FormBase, forms.ModelForm):
    """A form of a record: its fields are always listed by name. `unit_ids` narrows the choice of its unit, if
    it has one.
    """

    def __init__(self, *args, unit_ids: Collection[int] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if unit_ids is not None and "unit" in self.fields:
            self.fields["unit"].queryset = self.fields["unit"].queryset.filter(pk__in=unit_ids)
        for name, field in self.fields.items():
            if getattr(field, "empty_label", None) == NO_CHOICE:
                field.empty_label = "请选择"
            if isinstance(_column(self._meta.model, name), EncryptedTextField):
                field.widget.attrs["data-private"] = ""  # never kept on the machine it is typed on


def _column(model, name: str):
    """The column that a field of a form is saved in; None for one that is none."""
    return next((each for each in model._meta.concrete_fields if each.name == name), None)


class SubmittedOnce(forms.Form):
    """Adds the hidden number that makes a repeated submission return the first result."""

    client_uuid = forms.UUIDField(
        widget=forms.HiddenInput,
        label="表单编号",
        initial=uuid.uuid4,
        error_messages={"invalid": "表单编号不正确，请重新打开页面"},
    )


class Versioned(forms.Form):
    """Adds the hidden version that refuses a stale save."""

    version = forms.IntegerField(widget=forms.HiddenInput, label="版本", min_value=1, max_value=2**31 - 1)


class ReasonForm(PlainForm, Versioned):
    """What every move asks for: why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class RevealForm(PlainForm):
    """Why somebody must read personal data in full. The service decides again."""

    reason = forms.CharField(
        label="查看事由", max_length=200, help_text=reasons.HINT, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if refusal := reasons.why_refused(reason):
            raise forms.ValidationError(refusal)
        return reason


class DayForm(PlainForm, Versioned):
    """A move that happened on a day, today unless another is named; none that is to come."""

    on = forms.DateField(label="日期", widget=DayInput, initial=clock.today)

    def clean_on(self) -> dt.date:
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError("日期不能晚于今天")
        return on


class DayReasonForm(DayForm, ReasonForm):
    """When, and why."""


class Checked(forms.Form):
    """Adds the check rules of `checked_as` in force on `checked_on`: what breaks one is refused at its field.

    The office makes rules for it under the name `checked_label`.
    """

    checked_as = ""
    checked_label = ""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if cls.checked_as and cls.checked_label:
            subject = check_rules.Subject(cls.checked_label, cls._labels, cls._numbers)
            check_rules.subjects.setdefault(cls.checked_as, subject)

    @classmethod
    def _labels(cls) -> dict[str, str]:
        shown = {name: field for name, field in cls.base_fields.items() if not field.widget.is_hidden}
        return {name: str(field.label) for name, field in shown.items()}

    @classmethod
    def _numbers(cls) -> list[str]:
        return [name for name, field in cls.base_fields.items() if isinstance(field, forms.IntegerField)]

    def checked_on(self) -> dt.date:
        return clock.today()

    def clean(self):
        facts = super().clean()
        if not self.errors:
            labels = {name: str(field.label) for name, field in self.fields.items()}
            for failed in check_rules.problems(self.checked_as, self.cleaned_data, on=self.checked_on(), labels=labels):
                self.add_error(failed.field, failed.text)
        return facts


class Explained(forms.Form):
    """Adds that a choice which says that something is wrong says what: `wrong` are its values, by its name, and
    `said_in` is the field of the words, where the refusal stands.
    """

    wrong: dict[str, Collection[str]] = {}
    said_in = ""
    wanted = ""  # the refusal, where the words are not the only way to say it

    def is_explained(self, facts: dict) -> bool:
        return bool(facts.get(self.said_in))

    def clean(self):
        facts = super().clean()
        for name, values in self.wrong.items():
            if facts.get(name) in values and self.said_in not in self.errors and not self.is_explained(facts):
                chosen = dict(self.fields[name].choices)[facts[name]]
                self.add_error(
                    self.said_in, self.wanted or f"选了“{chosen}”的，请填写{self.fields[self.said_in].label}"
                )
        return facts


class EmptyMoveForm(PlainForm, Versioned):
    """A move that asks for nothing but the button."""


def _cap(field: forms.CharField) -> None:
    """No text field takes more than MAX_TEXT characters."""
    if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField) and field.max_length is None:
        field.max_length = MAX_TEXT
        field.validators.append(forms.CharField(max_length=MAX_TEXT).validators[0])
