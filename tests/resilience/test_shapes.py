"""Connections that hold a server, each shape against the real one, alone and behind a proxy."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.replicas.proxies import Proxy, behind_caddy, behind_haproxy, behind_nginx
from tests.replicas.running import HOST, Server, count_connections, request, wait_for
from tests.resilience.shapes import SHAPES, Shape, held, visit

# While a shape is held; each visitor asks over a connection of one's own.
SECONDS = 2.0
MOST_WAIT = 1.0
# Behind a proxy; what else the machine does may make it so many times a quiet wait.
MOST_NOTICED = 0.1
NOISE = 2
# What else the machine does can make everybody wait for a while, but not each time.
TRIES = 3
# The loop of a process that answers nothing uses next to no processor.
MOST_CORES = 0.6
# The longest of the server's deadlines, half a minute for reading a reply, begins when the reply is
# made; a busy machine takes its time for that.
ENDED_WITHIN = 150.0
# What clients who do not read may take, far below what they have asked for.
MOST_BYTES = 100_000_000
behind_each = pytest.mark.parametrize(
    "behind",
    [
        pytest.param(behind_caddy, id="Caddy", marks=pytest.mark.needs("caddy")),
        pytest.param(behind_haproxy, id="HAProxy", marks=pytest.mark.needs("haproxy")),
        pytest.param(behind_nginx, id="nginx", marks=pytest.mark.needs("nginx")),
    ],
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that all shapes have to do with, one after the other."""
    started = Server(tmp_path_factory.mktemp("shapes"), {"CHATBOT_TRUSTED_PROXIES": "1"})
    try:
        yield started.start()
    finally:
        started.stop()


def visitors_fare_well(shape: Shape, *, holding: int, visiting: int) -> None:
    """Fail unless of a hundred visitors ninety-nine wait a second at most, and all are answered."""
    waits = []
    for _ in range(TRIES):
        with held(holding, shape):
            visits = visit(visiting, SECONDS)
        assert visits.failed == 0
        waits.append(visits.percentile(99))
        if waits[-1] <= MOST_WAIT:
            return
    pytest.fail(f"visitors waited {waits} s")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_visitors_are_answered_while_a_shape_is_held(server: Server, shape: Shape) -> None:
    """Of a hundred visitors ninety-nine wait a second at most, and nobody is failed."""
    visitors_fare_well(shape, holding=server.port, visiting=server.port)


@behind_each
@pytest.mark.parametrize("shape", SHAPES[::4], ids=lambda shape: shape.name)
def test_visitors_notice_nothing_behind_a_proxy(
    server: Server, tmp_path: Path, behind: Proxy, shape: Shape
) -> None:
    """By the lines that the README gives, ninety-nine of a hundred wait 100 ms at most.

    On a machine that makes visitors wait while nothing is held, it is twice what they wait then.
    """
    waits = []
    with behind(tmp_path, server.port) as port:
        for _ in range(2 * TRIES):
            quiet = visit(port, SECONDS / 2).percentile(99)
            with held(port, shape):
                visits = visit(port, SECONDS)
            assert visits.failed == 0
            waits.append((quiet, visits.percentile(99)))
            if waits[-1][1] <= max(MOST_NOTICED, NOISE * quiet):
                return
    pytest.fail(f"visitors waited so many seconds, without and with the shape: {waits}")


@behind_each
def test_a_proxy_names_the_visitor(server: Server, tmp_path: Path, behind: Proxy) -> None:
    """By the documented lines; what a visitor claims to be is not believed."""
    before = _strays(server)
    with behind(tmp_path, server.port) as port:
        claimed = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https"}
        assert request(port, "GET", "/nothing/here", **claimed)[0] == 404
    wait_for(lambda: len(_strays(server)) > len(before), "the line of the log")
    assert set(_strays(server)) == {"127.0.0.0"}


def _strays(server: Server) -> list[str]:
    """Return who asked for pages that there are not, as the log has it."""
    return [str(each["client"]) for each in server.lines() if each.get("route") == "none"]


def test_whatever_holds_connections_is_ended(server: Server) -> None:
    """Half requests, also growing ones, and replies that nobody reads; the log says so."""
    shapes = [each for each in SHAPES if each.number < 1000 and not each.hangs_up]
    with ExitStack() as block:
        for shape in shapes:
            block.enter_context(held(server.port, shape))
        wait_for(lambda: count_connections(server) > 0, "the first connection")
        wait_for(lambda: count_connections(server) == 0, "the end of all", seconds=ENDED_WITHIN)
    lines = [each for each in server.lines() if "connections were ended" in str(each["event"])]
    assert lines
    assert {each["level"] for each in lines} == {"warning"}
    # At once, and then once a minute, from each of the two processes.
    minutes = (time.monotonic() - server.started) / 60
    assert len(lines) <= 2 * (minutes + 1)


def test_whoever_asks_on_without_reading_loses_the_line(server: Server) -> None:
    """As many as there are threads ask for page after page and read none: no thread is lost."""
    page = b"GET /read/massage-therapy-relieves-hip-pain HTTP/1.1\r\nHost: x\r\n\r\n"
    shape = Shape("pages asked for without end", 8, page * 4000)
    before = _bytes_of(server)
    visitors_fare_well(shape, holding=server.port, visiting=server.port)
    assert _bytes_of(server) - before < MOST_BYTES


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


def _bytes_of(server: Server) -> int:
    """Return what the workers have of the memory, each for itself."""
    return sum(psutil.Process(pid).memory_full_info().uss for pid in server.worker_pids())
