"""Upload a workbook of venues and let it in, as far as a page does: the writing waits for the worker."""

import uuid

from django.core.management.base import BaseCommand

from baiyi.accounts.models import User
from baiyi.exchange.imports import ledgers, steps
from baiyi.exchange.models import ImportBatch
from baiyi.jobs import background
from tests.exchange.workbooks.made import of_rows
from tests.faults.services import wait_until

CHECKED = ImportBatch.State.CHECKED


class Command(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--rows", type=int, required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--by", default="clerk")

    def handle(self, *args, rows: int, name: str, by: str, **options) -> None:
        person = User.objects.get(username=by)
        facts = {"file_name": f"{name}.xlsx", "content": workbook(rows, name, person), "client_uuid": uuid.uuid4()}
        batch = steps.start_import(ledgers.get("venues"), **facts, by=person)
        background.run_job(batch.job_id)  # unless the worker has it
        checked = wait_until(lambda: ImportBatch.objects.filter(pk=batch.pk, state=CHECKED).first(), 60, "the report")
        assert checked.ready == rows, (checked.counts, list(checked.findings.values_list("problem", flat=True)[:3]))
        steps.let_in(checked, takes_good_rows=False, by=person)


def workbook(rows: int, name: str, person: User) -> bytes:
    ledger = ledgers.get("venues")
    form = ledger.form(person)
    labels = ledger.labels(form)
    category, unit = form.fields["category"].queryset.first().name, form.fields["unit"].queryset.first().name
    heads = [labels[each] for each in ("name", "category", "address", "unit")]
    return of_rows(heads, *([f"{name}{number}店", category, f"东街 {number} 号", unit] for number in range(rows)))
