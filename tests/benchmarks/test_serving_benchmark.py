"""The client that asks by the clock: what it calls a wait, and what an error."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.benchmarks.serving import ask_by_the_clock

STALL = 0.3


class _Server(ThreadingHTTPServer):
    """Has room for all connections at once."""

    request_queue_size = 32
    # When the stall that the first question begins is over.
    opens: float | None = None


class _Stalling(BaseHTTPRequestHandler):
    """Answers at once, but nobody in the stall; refuses what holds "bad"."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.opens is None:
            self.server.opens = time.monotonic() + STALL
        time.sleep(max(0.0, self.server.opens - time.monotonic()))
        self.send_response(500 if b"bad" in body else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Return the port of a server that stalls first."""
    with _Server(("127.0.0.1", 0), _Stalling) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_waiting_for_a_connection_is_waiting_too(port: int) -> None:
    """At 200 a second, all that were due in the stall are late by what was left of it."""
    waits, errors = ask_by_the_clock(port, [b"{}"], rate=200, seconds=0.6)
    assert (len(waits), errors) == (120, 0)
    assert max(waits) > STALL * 0.9
    # Sixteen connections: a client that paused with the server would count no more than these.
    assert sum(wait > 0.05 for wait in waits) > 30


def test_what_is_no_answer_is_an_error(port: int) -> None:
    """It has no place among the waits."""
    waits, errors = ask_by_the_clock(port, [b"good", b"bad"], rate=50, seconds=1)
    assert (len(waits), errors) == (25, 25)
