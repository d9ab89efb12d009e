"""An import as a person does it, with the worker's part done at once."""

import uuid

from django.test import Client
from django.urls import reverse

from baiyi.exchange.imports import ledgers, steps
from baiyi.exchange.models import ImportBatch
from baiyi.jobs import background
from tests.exchange.workbooks.made import of_rows


def work(batch: ImportBatch) -> ImportBatch:
    """What the worker does with it."""
    background.run_job(batch.job_id)
    return ImportBatch.objects.get(pk=batch.pk)


def send(name: str, rows: list[list], by, *, file_name: str = "表.xlsx", content: bytes = b"") -> ImportBatch:
    """Uploaded and rehearsed."""
    facts = {"file_name": file_name, "content": content or of_rows(*rows), "client_uuid": uuid.uuid4(), "by": by}
    return work(steps.start_import(ledgers.get(name), **facts))


def let_in(batch: ImportBatch, by, *, takes_good_rows: bool = False) -> ImportBatch:
    return work(steps.let_in(batch, takes_good_rows=takes_good_rows, by=by))


def take_back(batch: ImportBatch, by) -> ImportBatch:
    return work(steps.undo(batch, by=by))


def page_of(client: Client, batch: ImportBatch) -> str:
    return client.get(reverse("exchange:import-detail", args=[batch.pk])).content.decode()


def faults(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Row, head and problem of what is wrong."""
    return [(each.row, each.label, each.problem) for each in batch.findings.filter(kind="wrong")]
