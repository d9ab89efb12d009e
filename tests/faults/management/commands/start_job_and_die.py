"""A web process that is killed after the commit and before the message is published."""

import os
import signal

from django.core.management.base import BaseCommand
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.jobs import background, publish
from tests.faults.apps import TRACE


class Command(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args, **options) -> None:
        publish._publish = lambda task, values: os.kill(os.getpid(), signal.SIGKILL)
        with transaction.atomic():
            facts = {"title": "留痕", "params": {"number": options["number"]}, "once": f"trace {options['number']}"}
            background.start(TRACE, by=User.objects.get(username="alice"), **facts)
