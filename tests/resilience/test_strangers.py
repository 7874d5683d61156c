import asyncio
import gzip
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import pytest

from tests.replicas.running import HOST, PATIENCE, QUESTION, Server, allow_handles, request

HEAD = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that all of these have to do with, one after the other."""
    started = Server(tmp_path_factory.mktemp("strangers"))
    try:
        yield started.start()
    finally:
        started.stop()


def _send(server: Server, raw: bytes) -> bytes:
    """Return what comes back for raw bytes."""
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as client:
        client.sendall(raw)
        received = b""
        # Who is refused may be cut off before all is sent.
        with suppress(OSError):
            client.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while piece := client.recv(65536):
                received += piece
        return received


def test_a_slow_connection_is_ended(server: Server) -> None:
    """Whoever does not finish a request in time is hung up on."""
    with socket.create_connection((HOST, server.port), timeout=PATIENCE * 2) as slow:
        slow.sendall(b"POST /api/ask HT")
        begun = time.monotonic()
        with suppress(ConnectionResetError):
            assert slow.recv(1) == b""
    # Not at once: telephones lose the line for a moment.
    assert time.monotonic() - begun > 5


@pytest.mark.parametrize("size", [1, 60], ids=["bytes", "pieces"])
def test_a_slow_but_honest_visitor_is_answered(server: Server, size: int) -> None:
    """A request that comes in pieces is answered when it is whole, also on a kept connection."""
    raw = HEAD + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as client:
        for _ in range(2):
            for start in range(0, len(raw), size):
                client.sendall(raw[start : start + size])
                time.sleep(0.002)
            reply = client.recv(65536)
            assert reply.startswith(b"HTTP/1.1 200")
            while not reply.endswith(b"}"):
                piece = client.recv(65536)
                assert piece, reply
                reply += piece


def test_a_gigabyte_is_refused_unread(server: Server) -> None:
    """413 comes at once, and memory does not grow by what was announced or sent."""
    workers = [psutil.Process(pid) for pid in server.worker_pids()]
    # What the first answers take is no part of it.
    assert {server.ask()[0] for _ in range(20)} == {200}
    before = sum(worker.memory_info().rss for worker in workers)
    sent, reply = 0, b""
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as client:
        client.sendall(HEAD + b"Content-Length: 1073741824\r\n\r\n")
        piece = b"x" * 1_000_000
        with suppress(OSError):
            for _ in range(1073):
                client.sendall(piece)
                sent += len(piece)
        with suppress(OSError):
            reply = client.recv(4096)
    assert sent < 50_000_000
    assert reply == b"" or reply.startswith(b"HTTP/1.1 413")
    assert sum(worker.memory_info().rss for worker in workers) - before < 50_000_000
    assert server.ask()[0] == 200


def test_an_endless_body_in_pieces_is_refused(server: Server) -> None:
    """A chunked body without a length ends at the limit as well."""
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    raw = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 8 + b"0\r\n\r\n"
    assert _send(server, raw).startswith(b"HTTP/1.1 413")


def test_a_compressed_bomb_is_not_unpacked(server: Server) -> None:
    """Ten megabytes in ten kilobytes stay ten kilobytes that are no JSON."""
    bomb = gzip.compress(b'{"question": "' + b"a" * 10_000_000 + b'"}')
    assert len(bomb) < 16_384
    status, _ = server.ask(bomb, Content_Encoding="gzip")
    assert status == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nbroken\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /%00%0d%0aSet-Cookie:a=b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET //evil.example/%2f.. HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /read/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /static/..%2f..%2fconfig.py HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: " + b"b" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 500 + b"\r\n",
        HEAD + b"Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 99999999999999999999\r\n\r\n",
    ],
)  # fmt: skip
def test_malformed_requests_end_in_an_error_and_nothing_else(server: Server, raw: bytes) -> None:
    """No 200 of something secret, no redirect elsewhere, no header of theirs, and on it goes."""
    reply = _send(server, raw)
    head, _, body = reply.partition(b"\r\n\r\n")
    assert head == b"" or head.startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))
    assert b" 500 " not in head.partition(b"\r\n")[0]
    assert b"Set-Cookie" not in head
    assert b"evil.example" not in head
    assert b"root:" not in body
    assert b"Traceback" not in body
    assert server.ask()[0] == 200


def test_questions_of_five_hundred_at_once_are_all_answered(server: Server) -> None:
    """Five hundred connections with five questions each: every one is answered."""
    assert allow_handles(1024) >= 1024
    counts: Counter[bytes] = Counter()
    raw = HEAD + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION

    async def visit() -> None:
        reader, writer = await asyncio.open_connection(HOST, server.port)
        for _ in range(5):
            writer.write(raw)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            counts[head[9:12]] += 1
        writer.close()

    async def visit_all() -> None:
        await asyncio.gather(*(visit() for _ in range(500)))

    # A thread of its own: the browser's driver keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(visit_all())).result()
    assert counts == {b"200": 2_500}


def test_a_reply_is_sent_in_one_go(server: Server) -> None:
    """Of a process that is killed a visitor gets a whole reply or none, never its head alone."""
    whole = 0
    for _ in range(20):
        with socket.create_connection((HOST, server.port), timeout=PATIENCE) as client:
            client.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION)
            whole += client.recv(1_000_000).endswith(b"}")
    assert whole == 20


@pytest.mark.parametrize("raw", [b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nbroken\r\n\r\n"])
def test_what_is_no_request_is_refused_in_our_own_words(server: Server, raw: bytes) -> None:
    """The server's own refusals have the one error body and the headers of all pages."""
    head, _, body = _send(server, raw).partition(b"\r\n\r\n")
    if head.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")):
        assert b"Content-Security-Policy: default-src 'none'" in head
        assert b"X-Content-Type-Options: nosniff" in head
        assert json.loads(body)["error"]["code"] == "bad_request"
    assert b"Server:" not in head


def test_headers_of_a_gateway_count_for_nothing(server: Server) -> None:
    """SCRIPT_NAME moved the pages to another address under other servers, or was a fault."""
    for name in ("SCRIPT_NAME", "Script-Name", "PATH_INFO"):
        status, body = request(server.port, "GET", "/healthz", **{name.replace("-", "_"): "/x"})
        assert (status, json.loads(body)) == (200, {"status": "alive"})
    raw = b"GET /healthz HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /y\r\n\r\n"
    assert b" 500 " not in _send(server, raw).partition(b"\r\n")[0]


def test_the_health_check_answers_beside_all_this(server: Server) -> None:
    """HEAD and GET of the check work on a fresh connection each."""
    assert request(server.port, "HEAD", "/healthz")[0] == 200
    assert request(server.port, "GET", "/healthz")[0] == 200


def test_whoever_asks_before_sending_the_body_is_told_to_go_on(server: Server) -> None:
    """Expect: 100-continue is answered while the body has not come."""
    head = HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(QUESTION)
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as client:
        client.sendall(head)
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
        client.sendall(QUESTION)
        received = b""
        while b"HTTP/1.1 200" not in received:
            piece = client.recv(65536)
            assert piece, received
            received += piece
