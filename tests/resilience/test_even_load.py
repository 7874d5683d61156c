import os
import signal
import socket
import time
from contextlib import ExitStack

import psutil

from tests.replicas.running import HOST, QUESTION, Server, visitors, wait_for
from tests.resilience.conftest import StartServer

ASK = (
    b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION
)


def _held(server: Server) -> list[int]:
    """Return how many connections each worker holds."""
    held = []
    for pid in server.worker_pids():
        connections = psutil.Process(pid).net_connections("tcp")
        held.append(sum(each.status == psutil.CONN_ESTABLISHED for each in connections))
    return held


def _open(server: Server, number: int, block: ExitStack) -> list[socket.socket]:
    """Return so many connections, opened at once, that have each had an answer."""
    clients = []
    for _ in range(number):
        client = block.enter_context(socket.create_connection((HOST, server.port), timeout=10))
        client.sendall(ASK)
        clients.append(client)
    for client in clients:
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
    return clients


def _start_two(start_server: StartServer) -> Server:
    server = start_server()
    wait_for(lambda: len(server.worker_pids()) == 2, "the second worker")
    # It listens soon after its birth.
    time.sleep(0.5)
    return server


def test_connections_that_come_at_once_are_shared_evenly(start_server: StartServer) -> None:
    """What a proxy keeps open does not all end at the worker that wakes first."""
    server = _start_two(start_server)
    for _ in range(3):
        with ExitStack() as block:
            _open(server, 16, block)
            assert min(_held(server)) >= 6, _held(server)
        wait_for(lambda: sum(_held(server)) == 0, "the end of the connections")


def test_a_new_worker_takes_over_the_share_of_a_killed_one(start_server: StartServer) -> None:
    """The dead are not waited for, and their place in the count is free again."""
    server = _start_two(start_server)
    with ExitStack() as block:
        _open(server, 8, block)
        first = set(server.worker_pids())
        os.kill(min(first), signal.SIGKILL)
        wait_for(
            lambda: min(first) not in server.worker_pids() and len(server.worker_pids()) == 2,
            "the replacement",
        )
        time.sleep(0.5)
        _open(server, 8, block)
        assert min(_held(server)) >= 4, _held(server)


def test_a_worker_that_hangs_delays_nobody(start_server: StartServer) -> None:
    """The other one leaves it a moment a connection, and then serves."""
    server = _start_two(start_server)
    with ExitStack() as block:
        _open(server, 8, block)
        stopped = server.worker_pids()[0]
        os.kill(stopped, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            for _ in range(20):
                _open(server, 1, block)
            assert time.monotonic() - begun < 2.0
            with visitors(server.port) as counts:
                wait_for(lambda: counts["200"] > 200, "two hundred answers", seconds=5)
        finally:
            os.kill(stopped, signal.SIGCONT)
    assert set(counts) == {"200"}
