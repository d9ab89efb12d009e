"""The web server: `python -m baiyi.jobs.webserver`. The supervisor opens the port and starts BAIYI_WEB_WORKERS of them on it."""

import os
import signal
import socket
import time

import django
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

GRACE = 20.0  # seconds that a stop waits for requests that have begun
LISTEN_FD = "BAIYI_LISTEN_FD"


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError when the address is taken or not of this machine."""
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(where)
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def make_server(listener: socket.socket, threads: int):
    """Settings, database and pages are there when it returns; it answers with `serve`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")
    django.setup()
    from baiyi.jobs.reception import LARGEST_BODY, Server  # noqa: PLC0415 - knows accounts: after setup
    from baiyi.wsgi import application  # noqa: PLC0415

    adjustments = Adjustments(
        threads=threads,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=64 * 1024,
        recv_bytes=64 * 1024,
        connection_limit=900,
        cleanup_interval=1,
        asyncore_use_poll=True,
        ident=None,
        log_socket_errors=False,
        clear_untrusted_proxy_headers=False,  # baiyi.accounts.addresses decides whom to believe
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    listener.setblocking(False)
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(application, _sock=listener, dispatcher=dispatcher, adj=adjustments, sockinfo=where, bind_socket=False)


def serve(server) -> None:
    """Until SIGTERM or SIGINT: then nothing new is taken, and what has begun is answered."""
    stops: list[float] = []

    def stop(*args) -> None:
        stops.append(time.monotonic())
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stops:
        _turn(server)
    server.accepting = False
    while server.is_busy and len(stops) < 2 and time.monotonic() < stops[0] + GRACE:
        _turn(server, 0.2)
    server.task_dispatcher.shutdown(timeout=1)


def _turn(server, seconds: float = 1.0) -> None:
    server.asyncore.loop(timeout=seconds, map=server._map, use_poll=True, count=1)


def main() -> None:
    fd, host, port = (os.environ.get(name) for name in (LISTEN_FD, "HOST", "PORT"))
    listener = socket.socket(fileno=int(fd)) if fd else listen(host or "127.0.0.1", int(port or "8000"))
    serve(make_server(listener, int(os.environ.get("BAIYI_WEB_THREADS", "4"))))


if __name__ == "__main__":
    main()
