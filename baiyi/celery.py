"""The Celery application. Work is published only through `baiyi.jobs.hint`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")

app = Celery("baiyi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
