"""Connections that hold a server, each shape against the real one, alone and behind a proxy."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.replicas.running import HOST, Server, wait_for
from tests.replicas.setup import behind_haproxy, behind_nginx
from tests.resilience.shapes import SHAPES, Shape, held, visit

# While a shape is held; each visitor asks over a connection of one's own.
SECONDS = 4.0
MOST_WAIT = 1.0
# The loop of a process that answers nothing uses next to no processor.
MOST_CORES = 0.6
LONGEST_DEADLINE = 30.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that all shapes have to do with, one after the other."""
    started = Server(tmp_path_factory.mktemp("shapes"))
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_visitors_are_answered_while_a_shape_is_held(server: Server, shape: Shape) -> None:
    """Of a hundred visitors ninety-nine wait a second at most, and nobody is failed."""
    with held(server.port, shape):
        visits = visit(server.port, SECONDS)
    assert visits.failed == 0
    assert visits.percentile(99) <= MOST_WAIT, visits.percentile(99)
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(behind_haproxy, id="HAProxy", marks=pytest.mark.needs("haproxy")),
        pytest.param(behind_nginx, id="nginx", marks=pytest.mark.needs("nginx")),
    ],
)
@pytest.mark.parametrize("shape", SHAPES[::3], ids=lambda shape: shape.name)
def test_visitors_notice_nothing_behind_a_proxy(
    server: Server, tmp_path: Path, behind: object, shape: Shape
) -> None:
    """The lines that the README gives hold the shapes as well."""
    with behind(tmp_path, server.port) as port, held(port, shape):
        visits = visit(port, SECONDS)
    assert visits.failed == 0
    assert visits.percentile(99) <= MOST_WAIT, visits.percentile(99)


@pytest.mark.parametrize(
    "opening",
    [
        b"",
        b"POST /api/ask HT",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nG",
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\n\r\n{",
    ],
    ids=["nothing", "half a line", "a byte of the next", "half a body"],
)
def test_a_connection_without_a_whole_request_is_ended(server: Server, opening: bytes) -> None:
    """Also when it goes on sending a byte now and then."""
    with socket.create_connection((HOST, server.port), timeout=LONGEST_DEADLINE) as slow:
        slow.sendall(opening)
        begun = time.monotonic()
        slow.settimeout(1.0)
        while time.monotonic() - begun < LONGEST_DEADLINE:
            with suppress(TimeoutError):
                if slow.recv(65536) == b"":
                    break
            if opening:
                with suppress(OSError):
                    slow.sendall(b"x")
            with suppress(ConnectionResetError):
                continue
        assert 5 < time.monotonic() - begun < LONGEST_DEADLINE


def test_those_who_never_read_are_ended_with_one_line(server: Server) -> None:
    """Their share of memory is free again within the deadline, and the log says so once."""
    shape = next(each for each in SHAPES if each.name.startswith("files"))
    with held(server.port, shape):
        wait_for(lambda: _held_by(server) >= shape.number, "the connections")
        wait_for(lambda: _held_by(server) == 0, "their end", seconds=LONGEST_DEADLINE + 10)
    wait_for(lambda: "connections were ended" in server.log.read_text(), "the line", seconds=70)
    lines = [each for each in server.lines() if "ended" in str(each["event"])]
    assert all(each["level"] == "warning" for each in lines)
    # One a minute from each of the two processes; all tests before have their share in these.
    assert len(lines) < 20


def test_whoever_asks_on_without_reading_loses_the_line(server: Server) -> None:
    """Sixteen who ask for page after page and read none take no thread from anybody."""
    page = b"GET /read/massage-therapy-relieves-hip-pain HTTP/1.1\r\nHost: x\r\n\r\n"
    shape = Shape("pages asked for without end", 16, page * 4000)
    with held(server.port, shape):
        visits = visit(server.port, SECONDS)
    assert visits.failed == 0
    assert visits.percentile(99) <= MOST_WAIT, visits.percentile(99)
    assert sum(psutil.Process(pid).memory_info().rss for pid in server.worker_pids()) < 500_000_000


def test_a_hang_up_costs_no_processor(server: Server) -> None:
    """Whoever leaves in the middle of a line leaves nothing to look at for ever."""
    for _ in range(3):
        with socket.create_connection((HOST, server.port), timeout=5) as client:
            client.sendall(b"POST /api/ask HT")
    workers = [psutil.Process(pid) for pid in server.worker_pids()]
    before = sum(sum(each.cpu_times()[:2]) for each in workers)
    time.sleep(2)
    used = sum(sum(each.cpu_times()[:2]) for each in workers) - before
    assert used / 2 < MOST_CORES


def _held_by(server: Server) -> int:
    """Return how many connections the workers hold."""
    return sum(
        each.status == psutil.CONN_ESTABLISHED
        for pid in server.worker_pids()
        for each in psutil.Process(pid).net_connections("tcp")
    )
