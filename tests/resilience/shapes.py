"""What a stranger may send to hold a server: the shapes, and how visitors fare meanwhile."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

from tests.replicas.running import HOST, QUESTION, allow_handles

_POST = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
_CHECK = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"
# Between two looks of a visitor.
_PAUSE = 0.02
# A visitor who waits longer than this has gone away.
_PATIENCE = 10.0
# Files and sockets of a run of tests that are none of the shape's.
_OTHER_HANDLES = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """Connections that send something and then keep their end of the line open."""

    # What the table calls it.
    name: str
    # How many connections at once.
    number: int
    # What each sends first; "{asset}" stands for the path of a static file.
    opening: bytes
    # What each sends again and again, or nothing.
    drip: bytes = b""
    # Seconds between two of these.
    every: float = 1.0
    # Whether each hangs up at once and comes again.
    hangs_up: bool = False


SHAPES = (
    Shape("a whole request and one byte of the next", 8, _CHECK + b"G"),
    Shape("headers without end, 100 KiB", 8, _POST + b"X-A: " + b"b" * 100 * 1024),
    Shape("many headers without end", 20, _POST + b"X-A: b\r\n" * 11_000),
    Shape("a header that grows by a byte a second", 40, _POST + b"X-A: ", drip=b"b"),
    Shape("a body that never comes", 40, _POST + b"Content-Length: 60\r\n\r\n{"),
    Shape("a body that grows by a byte a second", 40, _POST + b"Content-Length: 60\r\n\r\n", b"x"),
    Shape("a chunk that holds the end of all chunks", 40, _CHUNKED + b"20\r\n0\r\n\r\n"),
    Shape("a trailer without end", 40, _CHUNKED + b"2\r\n{}\r\n0\r\nX-A: b\r\n"),
    Shape("a chunk extension without end", 40, _CHUNKED + b"2;" + b"a" * 5000),
    Shape(
        "files asked for in one go, never read",
        16,
        b"GET {asset} HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4000,
    ),
    Shape(
        "answers asked for in one go, never read",
        16,
        (_POST + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION) * 400,
    ),
    Shape("a hang-up in the middle of a line", 4, b"POST /api/ask HT", hangs_up=True),
    Shape("a thousand that say nothing", 1000, b""),
    Shape("a thousand that begin a line", 1000, b"POST /api/ask HT", drip=b"x"),
)


@dataclass(frozen=True, slots=True)
class Visits:
    """How visitors fared."""

    # Seconds that each waited for an answer, in order.
    waits: tuple[float, ...]
    # How many got another answer than the right one, or none although they had the patience.
    failed: int

    def percentile(self, percent: int) -> float:
        """Return the wait that so many of a hundred do not exceed; the patience of who left."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def find_asset(port: int) -> bytes:
    """Return the path of the largest style of the first page."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
    connection.request("GET", "/")
    page = connection.getresponse().read()
    connection.close()
    return re.findall(rb"/static/pages[^\"]+", page)[0]


@contextmanager
def held(port: int, shape: Shape) -> Iterator[None]:
    """Hold a server in a shape from the first line of the block to its end."""
    over = Event()
    opening = shape.opening.replace(b"{asset}", find_asset(port))
    with ExitStack() as block:
        number = min(shape.number, allow_handles(4096) - _OTHER_HANDLES)
        clients = [] if shape.hangs_up else [_call(port, block) for _ in range(number)]
        threads = [Thread(target=_send_on, args=(clients, opening, shape, over))]
        if shape.hangs_up:
            threads = [
                Thread(target=_hang_up_on, args=(port, opening, over)) for _ in range(shape.number)
            ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join(_PATIENCE)


def _call(port: int, block: ExitStack) -> socket.socket:
    client = block.enter_context(socket.create_connection((HOST, port), timeout=_PATIENCE))
    client.setblocking(False)
    return client


def _send_on(clients: list[socket.socket], opening: bytes, shape: Shape, over: Event) -> None:
    left = dict.fromkeys(clients, opening)
    dripped = time.monotonic()
    while not over.wait(0.05):
        for client, rest in left.items():
            with suppress(OSError):
                left[client] = rest[client.send(rest) :] if rest else b""
        if shape.drip and time.monotonic() - dripped >= shape.every:
            dripped = time.monotonic()
            left.update((client, rest + shape.drip) for client, rest in left.items())


def _hang_up_on(port: int, opening: bytes, over: Event) -> None:
    while not over.wait(0.01):
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1) as client:
            client.sendall(opening)


def visit(port: int, seconds: float) -> Visits:
    """Ask one question after the other, each over a connection of its own."""
    waits: list[float] = []
    failed = 0
    first = time.monotonic()
    while (now := time.monotonic()) - first < seconds:
        connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/api/ask", QUESTION, headers)
            failed += connection.getresponse().status != 200
        except TimeoutError:
            # Told by the wait.
            pass
        except (OSError, http.client.HTTPException):
            failed += 1
        finally:
            connection.close()
        waits.append(time.monotonic() - now)
        time.sleep(_PAUSE)
    return Visits(tuple(waits), failed)
