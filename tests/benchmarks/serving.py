"""The JSON interface under load, beside a bare Flask view on the same server.

Both are loaded in turns by wrk, for what they can do at most; then ours at half of that by a
clock, for how long an answer takes: a client that waits for its answers before it asks on would
not notice a server that stalls.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.tools import demand_tool

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
CONNECTIONS = 16
REQUESTS = 10_000
# A view that does nothing, for the same server.
BARE = """
from flask import Flask, jsonify
app = Flask(__name__)
@app.post("/api/ask")
def ask():
    return jsonify(outcome="answer", message="Here is what the article says.")
"""
POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local questions = {%s}
local turn = 0
request = function()
  turn = turn + 1
  return wrk.format(nil, nil, nil, questions[turn %% #questions + 1])
end
"""


def compare_serving(
    questions: Sequence[str], *, turns: int = 5, seconds: int = 6
) -> dict[str, float]:
    """Return requests a second of a bare view and of ours, errors, latencies and memory.

    Each turn starts both servers anew and warms them up; what it measured is printed.
    """
    bodies = [json.dumps({"question": question}).encode() for question in questions]
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    errors = 0
    with tempfile.TemporaryDirectory() as folder:
        script = _write_script(folder, bodies)
        commands = _write_commands(folder)
        for turn in range(turns):
            for name, command in commands.items():
                with serving(command) as (port, _):
                    rate, failed = _load(port, script, seconds)
                rates[name].append(rate)
                errors += failed
                print(f"turn {turn + 1}: {name} {rate:.0f} requests/s, {failed} errors", flush=True)
        bare, ours = (statistics.median(rates[name]) for name in commands)
        with serving(commands["ours"]) as (port, process):
            _load(port, script, seconds)
            before = _memory(process.pid)
            errors += _load(port, script, max(2, round(REQUESTS / ours)))[1]
            after = _memory(process.pid)
            waits, failed = ask_by_the_clock(port, bodies, rate=ours / 2, seconds=2 * seconds)
    return {
        "bare Flask requests/s": bare,
        "POST /api/ask requests/s": ours,
        "share of bare (goal ≥ 0.6)": ours / bare,
        "p50 ms at half that rate": percentile(waits, 50) * 1000,
        "p99 ms at half that rate": percentile(waits, 99) * 1000,
        "errors": float(errors + failed),
        "all processes MB (goal ≤ 120)": after,
        "growth MB over 10,000 requests": after - before,
    }


def ask_by_the_clock(
    port: int, bodies: Sequence[bytes], *, rate: float, seconds: float
) -> tuple[list[float], int]:
    """Return the seconds that each answer took, and the number of errors.

    Questions are due at fixed moments, so many a second. An answer's time counts from that
    moment on, also where every connection was still waiting for another answer.
    """
    total = max(1, round(rate * seconds))
    free = deque(_connect(port) for _ in range(CONNECTIONS))
    asked: dict[socket.socket, float] = {}
    waits: list[float] = []
    errors = sent = 0
    begun = time.perf_counter()
    while len(waits) + errors < total:
        due = begun + sent / rate
        if sent < total and free and due <= time.perf_counter():
            connection = free.popleft()
            connection.sendall(_write_request(bodies[sent % len(bodies)]))
            asked[connection] = due
            sent += 1
            continue
        pause = max(0.0, due - time.perf_counter()) if sent < total and free else 10.0
        answered, _, _ = select.select(list(asked), [], [], pause)
        if not answered and pause == 10.0:
            raise TimeoutError("the server gives no answer")
        for connection in answered:
            if _read_reply(connection):
                waits.append(time.perf_counter() - asked.pop(connection))
                free.append(connection)
            else:
                errors += 1
                asked.pop(connection)
                connection.close()
                free.append(_connect(port))
    for connection in free:
        connection.close()
    return waits, errors


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _write_request(body: bytes) -> bytes:
    return (
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )


def _read_reply(connection: socket.socket) -> bool:
    """Read a whole reply; tell whether it is an answer."""
    received = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            return False
        received += piece
        head, end, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        if end and length and len(body) >= int(length[1]):
            return head.startswith(b"HTTP/1.1 200 ")


def _write_script(folder: str, bodies: Sequence[bytes]) -> Path:
    """Write what wrk sends, the questions one after the other."""
    path = Path(folder, "post.lua")
    path.write_text(POST % ", ".join(f"[==[{body.decode()}]==]" for body in bodies), "utf-8")
    return path


def _write_commands(folder: str) -> dict[str, list[str]]:
    """Write the bare view; return the commands of both servers, of the same workers."""
    Path(folder, "bare.py").write_text(BARE, "utf-8")
    shared = "bind, child_exit, keepalive, preload_app, threads, worker_class, workers"
    configuration = Path(folder, "gunicorn_bare.py")
    configuration.write_text(f"from web.serving.gunicorn_conf import {shared}\n", "utf-8")
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--config"]
    return {
        "bare": [*gunicorn, str(configuration), "--chdir", folder, "bare:app"],
        "ours": [*gunicorn, "python:web.serving.gunicorn_conf"],
    }


@contextmanager
def serving(
    command: Sequence[str], **settings: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start a server on a free port, wait for its first answer, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "CHATBOT_PORT": str(port),
        "CHATBOT_RATE_LIMIT": "",
        "PYTHONPATH": str(ROOT),
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}",
        **settings,
    }
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_answer(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def _await_answer(port: int) -> None:
    question = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/ask",
        data=b'{"question": "psoas"}',
        headers={"Content-Type": "application/json"},
    )
    for _ in range(3000):
        try:
            with urllib.request.urlopen(question, timeout=10) as reply:  # noqa: S310
                reply.read()
                return
        except OSError:
            time.sleep(0.005)
    raise TimeoutError("the server gives no answer")


def _load(port: int, script: Path, seconds: int) -> tuple[float, int]:
    """Return requests a second and errors of a load with wrk from this machine, once warm."""
    wrk = demand_tool("wrk")
    command = [wrk, "-t2", f"-c{CONNECTIONS}", "-s", str(script)]
    address = f"http://{HOST}:{port}/api/ask"
    _, early = _read_wrk([*command, "-d2s", address])
    rate, errors = _read_wrk([*command, f"-d{seconds}s", address])
    return rate, early + errors


def _read_wrk(command: Sequence[str]) -> tuple[float, int]:
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", printed)
    bad = re.search(r"Non-2xx or 3xx responses:\s*(\d+)", printed)
    sockets = re.findall(r"(?:connect|read|write|timeout) (\d+)", printed)
    return float(rate[1] if rate else 0), int(bad[1] if bad else 0) + sum(map(int, sockets))


def _memory(parent: int) -> float:
    """Return megabytes of a server and its workers; pages they share count once (PSS)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for pid in [str(parent), *children]:
        found = re.search(r"^Pss:\s*(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        total += int(found.group(1)) if found else 0
    return total / 1024
