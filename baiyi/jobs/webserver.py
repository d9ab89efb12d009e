"""Configuration of gunicorn: `gunicorn --config python:baiyi.jobs.webserver baiyi.wsgi`; the supervisor gives the address."""

import os

from baiyi.jobs.parentage import die_with

workers = int(os.environ.get("BAIYI_WEB_WORKERS", "2"))
threads = int(os.environ.get("BAIYI_WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60  # seconds
graceful_timeout = 20  # seconds
keepalive = 5  # seconds
loglevel = "warning"
control_socket_disable = True


def post_fork(server, worker) -> None:
    """A worker whose master was killed lets go of the port at once."""
    die_with(worker.ppid)
