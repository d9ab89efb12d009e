"""A web process: `manage.py serve`. The supervisor opens the port and starts BAIYI_WEB_WORKERS of them on it."""

import signal
import socket
import time

from django.core.servers.basehttp import get_internal_wsgi_application
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from baiyi.jobs.reception import LARGEST_BODY, Server

GRACE = 20.0  # seconds that a stop waits for requests that have begun


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError when the address is taken or not of this machine."""
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
        0
    ]
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


def make_server(listener: socket.socket, threads: int) -> Server:
    """On an open port; it answers once it is given to `serve`."""
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
    return Server(
        get_internal_wsgi_application(),
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        sockinfo=where,
        bind_socket=False,
    )


def serve(server: Server) -> None:
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


def _turn(server: Server, seconds: float = 1.0) -> None:
    server.asyncore.loop(timeout=seconds, map=server._map, use_poll=True, count=1)
