"""One web process on a port that is open already: `up` starts it."""

import os
import socket

from django.core.management.base import BaseCommand

from baiyi.jobs.webserver import make_server, serve


class Command(BaseCommand):
    help = "网站的一个进程；由 manage.py up 启动"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--fd", type=int, required=True, help="已打开端口的文件号")

    def handle(self, *args, **options) -> None:
        serve(make_server(socket.socket(fileno=options["fd"]), int(os.environ.get("BAIYI_WEB_THREADS", "4"))))
