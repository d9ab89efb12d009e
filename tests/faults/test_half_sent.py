"""The real server as `up` starts it: who sends half a request, too much of one, or listens too slowly, stops nobody
else.
"""

import io
import re
import socket
import time
import uuid

import pytest
from PIL import Image

from baiyi.jobs import reception
from tests.faults.half_sent import Crowd, compare
from tests.faults.visitor import FIELD, Visitor

NOISE = 0.03  # seconds a busy machine adds to one p95 and not to the other
PHOTOS = "SELECT count(*) FROM exchange_photo"
PHOTO = 12 * 1024 * 1024 - 4096  # bytes, with the rest of the form 12 MB


pytestmark = pytest.mark.xdist_group("half-sent")


@pytest.fixture(scope="module")
def product(lasting_machine):
    lasting_machine.now = "2026-07-20T10:00:00+08:00"
    lasting_machine.collect_static()
    lasting_machine.up()
    return lasting_machine


@pytest.fixture
def alice(product):
    visitor = Visitor(product)
    visitor.sign_in("alice")
    return visitor


def send(product, data: bytes, *, seconds: float = 30) -> bytes:
    """All that comes back until the server ends the connection."""
    found = b""
    with socket.create_connection(("127.0.0.1", int(product.port)), timeout=seconds) as client:
        client.sendall(data)
        while chunk := client.recv(65536):
            found += chunk
    return found


def head(path: str, length: int, *more: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}", "Connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def cookies_of(visitor) -> dict[str, str]:
    jar = next(each for each in visitor.opener.handlers if hasattr(each, "cookiejar")).cookiejar
    return {cookie.name: cookie.value for cookie in jar}


def upload(visitor, size: int, *, cookies: dict[str, str] | None = None) -> tuple[bytes, bytes]:
    """(head, body) of a photo with so many bytes."""
    kept = cookies_of(visitor) if cookies is None else cookies
    token = FIELD.search(visitor.get("/accounts/password/")).group(1)
    fields = {"csrfmiddlewaretoken": token, "client_uuid": str(uuid.uuid4()), "slot": "scene", "kind": "scene"}
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "JPEG")
    content = picture.getvalue() + b"\0" * (size - picture.tell())
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n',
        content,
        b"\r\n--x--\r\n",
    ]
    body = b"".join(parts)
    words = "; ".join(f"{name}={value}" for name, value in kept.items())
    return head("/files/photos/", len(body), "Content-Type: multipart/form-data; boundary=x", f"Cookie: {words}"), body


def test_fifty_half_sent_posts_slow_no_reader_down(product, alice, say):
    alone, beside = compare(lambda: alice.get("/inspections/venues/"), lambda: Crowd(int(product.port), 50))
    say(f"半截请求 50 个：读页面 p95 {alone * 1000:.0f} 毫秒，同时 {beside * 1000:.0f} 毫秒，{beside / alone:.2f} 倍")
    assert beside <= 1.5 * alone + NOISE


def test_half_sent_head_is_told_and_ended(product, alice):
    start = time.monotonic()
    answer = send(product, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    assert b" 408 Request Timeout" in answer
    assert "等待超时" in answer.decode()
    assert reception.HEAD_SECONDS - 1 < time.monotonic() - start < reception.HEAD_SECONDS + 5


@pytest.mark.parametrize("cookie", ["", "Cookie: sessionid=abcdefghijklmnopqrstuvwxyz123456"])
def test_anonymous_body_over_a_megabyte_is_refused_before_it_is_taken(product, alice, cookie):
    """The head alone is answered: nothing of the body has been sent, so that nothing can have been stored."""
    lines = [cookie] if cookie else []
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", int(product.port)), timeout=10) as client:
        client.sendall(head("/accounts/login/", 1024 * 1024 + 1, *lines))
        assert client.recv(65536).startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - start < 5
    whole = send(product, head("/accounts/login/", 3_000_000, *lines) + b"a" * 3_000_000)
    assert whole.startswith(b"HTTP/1.1 413 ")
    assert "提交的内容太大" in whole.decode()
    assert "charset=utf-8" in whole.decode()


def test_anonymous_body_without_a_length_is_refused_after_a_megabyte(product, alice):
    chunks = b"".join(b"10000\r\n" + b"a" * 65536 + b"\r\n" for _ in range(20))
    request = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    assert send(product, request).startswith(b"HTTP/1.1 413 ")


def test_anonymous_body_under_a_megabyte_reaches_the_page(product, alice):
    answer = send(product, head("/accounts/login/", 900_000) + b"a" * 900_000)
    assert re.match(rb"HTTP/1.1 302 ", answer), "a sign-in page without its token comes anew"


@pytest.mark.parametrize("is_waiting", [False, True])
def test_signed_in_photo_of_twelve_megabytes_is_stored(product, alice, is_waiting):
    begin, body, before = *upload(alice, PHOTO), product.number(PHOTOS)
    if is_waiting:
        begin = begin.replace(b"Connection: close", b"Connection: close\r\nExpect: 100-continue")
        with socket.create_connection(("127.0.0.1", int(product.port)), timeout=30) as client:
            client.sendall(begin)
            assert client.recv(100).startswith(b"HTTP/1.1 100 ")
            client.sendall(body)
            assert client.recv(100).startswith(b"HTTP/1.1 201 ")
    else:
        assert send(product, begin + body).startswith(b"HTTP/1.1 201 ")
    assert product.number(PHOTOS) == before + 1


def test_session_that_was_signed_out_sends_no_large_body(product, alice):
    kept = cookies_of(alice)
    begin, body = upload(alice, PHOTO, cookies=kept)
    product.sql("DELETE FROM django_session")
    assert send(product, begin + body).startswith(b"HTTP/1.1 413 ")


def test_readers_who_do_not_listen_stop_nobody(product, alice):
    """Twenty ask for pages over one connection each and read none of the answers."""
    words = "; ".join(f"{name}={value}" for name, value in cookies_of(alice).items())
    asked = f"GET /inspections/venues/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {words}\r\n\r\n".encode()
    deaf = []
    try:
        for _ in range(20):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", int(product.port)))
            client.sendall(asked * 5)
            deaf.append(client)
        start = time.monotonic()
        alice.get("/")
        assert time.monotonic() - start < 15
    finally:
        for client in deaf:
            client.close()
