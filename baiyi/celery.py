"""The Celery application. Work is published only through `baiyi.jobs.hint`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")

TRANSPORT_ALIASES["filesystem"] = "baiyi.jobs.filebroker:Transport"  # what filesystem:// means in this product

app = Celery("baiyi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
