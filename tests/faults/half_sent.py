"""Clients that begin a request and do not end it: head without its end, half a body, one byte at a time."""

import contextlib
import socket
import threading
import time
from statistics import quantiles

HEAD = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
BEGINNINGS = (HEAD, HEAD + b"Content-Length: 2000\r\n\r\n" + b"a" * 1000, b"P")  # the last one goes on, byte by byte


class Crowd:
    """`with Crowd(port, 50):` so many connections hold half a request all the time; who is sent away comes again."""

    def __init__(self, port: int, size: int) -> None:
        self.port, self.sockets = port, []
        self.plan = [BEGINNINGS[number % len(BEGINNINGS)] for number in range(size)]
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> "Crowd":
        self.sockets = [self._begin(text) for text in self.plan]
        self.thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.stop.set()
        self.thread.join()
        for each in self.sockets:
            each.close()

    def _begin(self, text: bytes) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        made.sendall(text)
        return made

    def _go_on(self) -> None:
        sent = 1
        while not self.stop.wait(0.2):
            for place, text in enumerate(self.plan):
                if len(text) == 1 and sent < len(HEAD):
                    with contextlib.suppress(OSError):
                        self.sockets[place].sendall(HEAD[sent : sent + 1])
            sent += 1


def seconds_of(read, count: int) -> list[float]:
    found = []
    for _ in range(count):
        start = time.monotonic()
        read()
        found.append(time.monotonic() - start)
    return found


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def compare(read, crowd, *, rounds: int = 6, count: int = 25) -> tuple[float, float]:
    """(p95 without, p95 with the crowd): each the best of rounds that take turns. A server that is held up has no good
    round.
    """
    alone, beside = [], []
    for _ in range(rounds):
        alone.append(p95(seconds_of(read, count)))
        with crowd():
            beside.append(p95(seconds_of(read, count)))
    return min(alone), min(beside)
