"""Forms of an import: the file, which sheet, which column stands under which head."""

from django import forms

from baiyi.exchange.models import ImportBatch
from baiyi.exchange.workbooks import guard
from baiyi.exchange.workbooks.refusals import WorkbookRefused
from baiyi.records.forms import PlainForm, SubmittedOnce

ACCEPTED = ".xlsx,.xls,.et,.csv"
NOT_THERE = "（文件里没有）"


class UploadForm(PlainForm, SubmittedOnce):
    """A file that is no workbook is refused here, with the reason."""

    workbook = forms.FileField(
        label="表格文件",
        allow_empty_file=True,
        help_text="支持 .xlsx、.xls、.et、.csv；先预检，确认后才写入",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_workbook(self):
        upload = self.cleaned_data["workbook"]
        self.content = upload.read()
        try:
            guard.kind_of(upload.name, self.content)
        except WorkbookRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def facts(self) -> dict:
        facts = self.cleaned_data
        return {"file_name": facts["workbook"].name, "content": self.content, "client_uuid": facts["client_uuid"]}


class MappingForm(PlainForm):
    """列对应: under which head of the workbook each column of the ledger stands."""

    head_row = forms.IntegerField(label="表头所在行", min_value=1, max_value=1000)
    year = forms.IntegerField(label="没有写年份的日期按哪一年", min_value=2000, max_value=2100, required=False)

    def __init__(self, *args, batch: ImportBatch, labels: dict[str, bool], **kwargs):
        super().__init__(*args, **kwargs)
        self.batch, self.labels = batch, list(labels)
        heads = [(head, head) for head in dict.fromkeys(batch.heads.values())]
        for place, label in enumerate(self.labels):
            mark = "*" if labels[label] else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"{label}{mark}", choices=[("", NOT_THERE), *heads], required=False
            )
        self.fields["is_kept"] = forms.BooleanField(
            label="记住这个格式，本单位下次上传同样表头的文件自动对应", required=False, initial=True
        )

    def clean(self):
        facts = super().clean()
        seen: dict[str, str] = {}
        for place, label in enumerate(self.labels):
            head = facts.get(f"column_{place}")
            if head and head in seen:
                self.add_error(f"column_{place}", f"“{head}”已对应“{seen[head]}”，一列只能对应一次")
            seen.setdefault(head or "", label)
        return facts

    def facts(self) -> dict:
        facts = self.cleaned_data
        is_same_row = facts["head_row"] == self.batch.head_row
        mapping = {label: facts[f"column_{place}"] for place, label in enumerate(self.labels)} if is_same_row else {}
        return {
            "mapping": {label: head for label, head in mapping.items() if head},
            "head_row": facts["head_row"],
            "year": facts["year"],
            "is_kept": facts["is_kept"] and is_same_row,
        }
