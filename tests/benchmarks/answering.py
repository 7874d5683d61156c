"""The whole answer beside what it is built on: python -m tests.benchmarks.answering.

Four comparisons, each side by side in one run: asking against rank-bm25's scoring alone, a cold
start against importing Flask and NumPy, the JSON interface against a bare Flask view on the same
server, and the workers' memory before and after 10,000 requests. Needs wrk for the last two.
With --save, answering.json is written anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rank_bm25 import BM25Okapi

from bot import Chatbot
from bot.judged import read_judged

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
QUESTIONS = HERE.parent / "quality" / "own_a"
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


def compare_asking(questions: Sequence[str]) -> dict[str, float]:
    """Return microseconds a question, median and 99th percentile, of asking and of scoring."""
    chatbot = Chatbot.load(ROOT / "corpus")
    passages = [p.text for d in chatbot.documents for s in d.sections for p in s.passages]
    plain = BM25Okapi([text.lower().split() for text in passages])
    asked = _microseconds(chatbot.ask, questions)
    scored = _microseconds(lambda question: plain.get_scores(question.lower().split()), questions)
    return {
        "ask p50 µs": _percentile(asked, 50),
        "ask p99 µs": _percentile(asked, 99),
        "rank-bm25 p50 µs": _percentile(scored, 50),
        "rank-bm25 p99 µs": _percentile(scored, 99),
        "ratio p50 (goal ≤ 1.0)": _percentile(asked, 50) / _percentile(scored, 50),
    }


def compare_starts(*, runs: int = 7) -> dict[str, float]:
    """Return seconds of a cold start, and of importing Flask and NumPy: medians, in turns.

    A first round, which is not counted, writes the bytecode of all of them to a folder of its
    own: packages come compiled, and one that is compiled is not compared with one that is not.
    """
    commands = {
        "import flask, numpy": [sys.executable, "-c", "import flask, numpy"],
        'python -m bot "psoas"': [sys.executable, "-m", "bot", "psoas"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in [*commands, "first HTTP answer"]}
    with tempfile.TemporaryDirectory() as folder:
        kept = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(1 + runs):
            for name, command in commands.items():
                begin = time.perf_counter()
                subprocess.run(
                    command,
                    cwd=ROOT,
                    env=os.environ | kept,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                seconds[name].append(time.perf_counter() - begin)
            begin = time.perf_counter()
            with _serving([sys.executable, "-m", "web"], **kept):
                seconds["first HTTP answer"].append(time.perf_counter() - begin)
    medians = {f"{name} s": statistics.median(times[1:]) for name, times in seconds.items()}
    base = medians["import flask, numpy s"]
    medians["terminal ratio (goal ≤ 1.5)"] = medians['python -m bot "psoas" s'] / base
    medians["HTTP ratio (goal ≤ 1.5)"] = medians["first HTTP answer s"] / base
    return medians


def compare_serving(questions: Sequence[str], *, seconds: int = 8) -> dict[str, float]:
    """Return requests a second of a bare Flask view and of ours, errors, and workers' memory."""
    server = [sys.executable, "-m", "gunicorn"]
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bare.py").write_text(BARE, encoding="utf-8")
        script = Path(folder, "post.lua")
        bodies = ", ".join(f"[==[{json.dumps({'question': q})}]==]" for q in questions)
        script.write_text(POST % bodies, encoding="utf-8")
        ours = [*server, "--config", "python:web.gunicorn_conf"]
        bare = [*ours, "--no-control-socket", "--chdir", folder, "bare:app"]
        bare[bare.index("python:web.gunicorn_conf")] = str(_bare_configuration(folder))
        with _serving(bare) as (port, _):
            found["bare Flask requests/s"] = _load(port, script, seconds)[0]
        with _serving(ours) as (port, process):
            rate, errors = _load(port, script, seconds)
            before = _memory(process.pid)
            _load(port, script, seconds=max(2, round(REQUESTS / max(rate, 1))))
            found |= {
                "POST /api/ask requests/s": rate,
                "share of bare (goal ≥ 0.6)": rate / found["bare Flask requests/s"],
                "errors": float(errors),
                "all processes MB (goal ≤ 120)": _memory(process.pid),
                "growth MB over 10,000 requests": _memory(process.pid) - before,
            }
    return found


def _bare_configuration(folder: str) -> Path:
    """Write a configuration for the bare view: the same workers and threads as ours."""
    path = Path(folder, "gunicorn_bare.py")
    shared = "bind, keepalive, preload_app, threads, worker_class, workers"
    path.write_text(f"from web.gunicorn_conf import {shared}\n", encoding="utf-8")
    return path


def _microseconds(call: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    times: list[float] = []
    for question in questions:
        call(question)
        rounds = []
        for _ in range(15):
            begin = time.perf_counter()
            call(question)
            rounds.append(time.perf_counter() - begin)
        times.append(statistics.median(rounds) * 1e6)
    return times


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@contextmanager
def _serving(
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
    """Return requests a second and errors of a load with wrk from this machine."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is missing; install it (Debian: apt-get install wrk)")
    printed = subprocess.run(
        [
            wrk,
            "-t2",
            "-c16",
            f"-d{seconds}s",
            "-s",
            str(script),
            f"http://127.0.0.1:{port}/api/ask",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", printed)
    bad = re.search(r"Non-2xx or 3xx responses:\s*(\d+)", printed)
    sockets = re.findall(r"(?:connect|read|write|timeout) (\d+)", printed)
    return float(rate.group(1) if rate else 0), int(bad.group(1) if bad else 0) + sum(
        map(int, sockets)
    )


def _memory(parent: int) -> float:
    """Return megabytes of a server and its workers; pages they share count once (PSS)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for pid in [str(parent), *children]:
        found = re.search(r"^Pss:\s*(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        total += int(found.group(1)) if found else 0
    return total / 1024


def main() -> None:
    """Run all comparisons, print them, and save them on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="write answering.json anew")
    options = parser.parse_args()
    questions = [one.question for one in read_judged(QUESTIONS)["answerable"]]
    figures = {
        **compare_asking(questions),
        **compare_starts(),
        **compare_serving(questions),
    }
    for name, value in figures.items():
        print(f"{name:36} {value:10.3f}")
    if options.save:
        python = f"Python {platform.python_version()}"
        machine = f"{os.cpu_count()} processors, {platform.platform()}, {python}"
        saved = {"machine": machine, "figures": {k: round(v, 4) for k, v in figures.items()}}
        text = json.dumps(saved, ensure_ascii=False, indent=2)
        (HERE / "answering.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
