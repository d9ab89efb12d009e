"""How a request is taken in: whole, within a time and a size, before one of the few threads is occupied. ADR 0020.

waitress reads all connections in one loop and hands a request to a thread when it is complete. What it lacks is here:
how long a
head, a body and an answer may take, how much somebody may send who is not signed in, and a refusal a person can read.
"""

import socket
import time
from dataclasses import dataclass

from django.template.loader import render_to_string
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from baiyi.accounts.sign_ins import is_signed_in

MB = 1024 * 1024
ANONYMOUS_BODY = MB  # bytes somebody may send who is not signed in, and anybody without saying beforehand how many
LARGEST_BODY = 64 * MB  # bytes of a form with its photos
HEAD_SECONDS = 10  # for the first line and the headers
IDLE_SECONDS = 15  # a connection without a request
GRACE_SECONDS = 20  # for a body or an answer, besides its length at SLOWEST
SLOWEST = 20 * 1024  # bytes a second
LINGER_SECONDS = (
    10  # what still comes after a refusal is thrown away so long, for who is sending reads no answer to a reset
)
WORDS = {
    400: ("请求不完整", "地址或提交的内容有误，请返回上一页重试。"),
    408: ("等待超时", "提交的内容太久没有传完，请检查网络后重试。"),
    413: ("提交的内容太大", "没有登录时最多提交 1 MB，登录后最多 64 MB。请登录后重试，或减少照片。"),
    431: ("请求不完整", "地址或浏览器保存的数据过长，请清除本站数据后重试。"),
    500: ("系统出错了", "请稍后重试；仍不行请告诉系统管理员。已存的草稿不会丢。"),
    501: ("请求不完整", "浏览器或代理使用了本系统不支持的传输方式。"),
}


class TooSlow(Error):
    code, reason = 408, "Request Timeout"


class Request(HTTPRequestParser):
    """`is_asking` while nobody knows yet whether its sender may send that much; what came of it then is one chunk of
    the socket.
    """

    is_asking = False
    was_asked = False
    early = b""

    def received(self, data: bytes) -> int:
        if self.is_asking:
            self.early += data
            return len(data)
        consumed = super().received(data)
        if self.chunked and self.body_bytes_received > ANONYMOUS_BODY:
            self.refuse(RequestEntityTooLarge(""))
        elif (
            self.headers_finished
            and not self.completed
            and not self.body_bytes_received
            and self.content_length > ANONYMOUS_BODY
        ):
            self._ask()
        return len(data) if self.error else consumed  # what follows a refused request is no next one

    def _ask(self) -> None:
        if "COOKIE" not in self.headers:
            self.refuse(RequestEntityTooLarge(""))
            return
        self.is_asking = True
        self.may_continue, self.expect_continue = self.expect_continue, False

    def settle(self, is_known: bool) -> None:
        """The answer is there: take what came meanwhile, or refuse all of it."""
        self.is_asking, early, self.early = False, self.early, b""
        if not is_known:
            self.refuse(RequestEntityTooLarge(""))
            return
        self.expect_continue = self.may_continue and not early
        if early:
            super().received(early)

    def refuse(self, error: Error) -> None:
        self.error, self.completed, self.expect_continue = error, True, False

    @property
    def seconds(self) -> float:
        """How long it may take from its first byte."""
        return HEAD_SECONDS + ((GRACE_SECONDS + self.content_length / SLOWEST) if self.headers_finished else 0)


class Answer(WSGITask):
    def get_environment(self) -> dict:
        """Files are read in the thread that answers, like everything that may touch the database."""
        environ = super().get_environment()
        environ.pop("wsgi.file_wrapper", None)
        return environ


class Refusal(ErrorTask):
    """A page in plain Chinese."""

    def execute(self) -> None:
        error = self.request.error
        title, text = WORDS.get(error.code, WORDS[400])
        body = render_to_string("records/error.html", {"status": error.code, "title": title, "text": text}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


@dataclass
class Question:
    """Asked in a thread: whether the sender of a large body is signed in."""

    channel: "Channel"

    def service(self) -> None:
        self.channel.settle(is_signed_in(self.channel.request.headers.get("COOKIE", "")))

    def cancel(self) -> None:
        self.channel.cancel()


class Channel(HTTPChannel):
    """One connection, with its clocks."""

    parser_class, task_class, error_task_class = Request, Answer, Refusal
    request_began = 0.0  # 0: none has begun
    sending = (0.0, 0)  # since when, and how many bytes waited then
    drain_until = 0.0  # 0: not refused
    is_refused = False

    def readable(self) -> bool:
        if self.drain_until:
            return not self.will_close
        return super().readable() and not (self.request is not None and self.request.is_asking)

    def handle_read(self) -> None:
        if not self.drain_until:
            super().handle_read()
            return
        try:
            rest = self.recv(self.adj.recv_bytes)
        except OSError:
            rest = b""
        if not rest:
            self.will_close = True

    def received(self, data: bytes) -> bool:
        self.request_began = self.request_began or time.time()
        taken = super().received(data)
        request = self.request
        if request is None:
            self.request_began = 0.0
            self.is_refused = self.is_refused or any(each.error for each in self.requests)
        elif request.is_asking and not request.was_asked:
            request.was_asked = True
            self.server.add_task(Question(self))
        return taken

    def settle(self, is_known: bool) -> None:
        with self.requests_lock:
            request = self.request
            if request is None or not request.is_asking:
                return
            request.settle(is_known)
            if request.completed:
                self._hand_over()
            elif request.expect_continue and not self.requests:
                self.send_continue()
        self.server.pull_trigger()

    def _hand_over(self) -> None:
        """To a thread, under `requests_lock`."""
        self.is_refused = self.is_refused or bool(self.request.error)
        self.requests.append(self.request)
        self.request, self.request_began = None, 0.0
        if len(self.requests) == 1:
            self.server.add_task(self)

    def handle_write(self) -> None:
        """After a refusal the rest of what is being sent is thrown away before the connection ends."""
        if not (self.is_refused and self.close_when_flushed) or self.will_close:
            super().handle_write()
            return
        self.close_when_flushed = False
        super().handle_write()
        if self.will_close:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
            return
        self.drain_until = time.time() + LINGER_SECONDS
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.will_close = True

    def look_at_clocks(self, now: float) -> None:
        """Once a second: who takes too long to ask gets 408, who takes too long to listen is cut off."""
        if self.drain_until:
            self.will_close = self.will_close or now > self.drain_until
        elif self.requests:
            return
        elif self.total_outbufs_len:
            since, size = self.sending if self.sending[0] else (now, self.total_outbufs_len)
            self.sending = (since, size)
            self.will_close = self.will_close or now - since > GRACE_SECONDS + size / SLOWEST
        elif self.request_began and self.request is not None:
            if not self.request.is_asking and now - self.request_began > self.request.seconds:
                self._refuse_slow()
        elif now - self.last_activity > IDLE_SECONDS:
            self.will_close = True
        if not self.total_outbufs_len:
            self.sending = (0.0, 0)

    def _refuse_slow(self) -> None:
        with self.requests_lock:
            if self.request is None or self.requests:
                return
            self.request.refuse(TooSlow(""))
            self._hand_over()


class Server(TcpWSGIServer):
    channel_class = Channel

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            channel.look_at_clocks(now)

    @property
    def is_busy(self) -> bool:
        """A request is being taken in or answered, or an answer is on its way."""
        return any(
            each.requests or each.total_outbufs_len or each.request_began for each in self.active_channels.values()
        )
