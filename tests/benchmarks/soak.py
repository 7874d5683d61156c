"""Asks for half an hour and more: does anything grow? Run ``python -m tests.benchmarks.soak``.

A busy practice sees one question a second; half an hour of that is 1,800 questions, and this
asks many times as many. Memory, threads and file handles are read after a tenth of them, when
all caches have been filled, and at the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.replicas.running import Server, wait_for
from tests.replicas.visiting import visitors

# What may come on top between the first look and the last.
MOST_GROWTH_MIB = 20.0
MOST_MORE_THREADS = 4
MOST_MORE_HANDLES = 8


@dataclass(frozen=True)
class Held:
    """What the workers hold together."""

    mib: float
    threads: int
    handles: int


def look(server: Server) -> Held:
    """Return what the workers hold: memory of their own, threads and file handles."""
    workers = [psutil.Process(pid) for pid in server.worker_pids()]
    return Held(
        mib=sum(worker.memory_full_info().uss for worker in workers) / 2**20,
        threads=sum(worker.num_threads() for worker in workers),
        handles=sum(worker.num_fds() for worker in workers),
    )


def soak(folder: Path, requests: int) -> tuple[Held, Held, int, float]:
    """Return what was held early and at the end, the failures, and the requests a second."""
    settings = {
        "CHATBOT_RATE_LIMIT": "100000000/minute",
        "CHATBOT_METRICS": "on",
        "CHATBOT_GAPS": str(folder / "gaps.sqlite"),
    }
    server = Server(folder, settings).start()
    try:
        begun = time.monotonic()
        with visitors(server.port, pause=0) as counts:
            wait_for(lambda: sum(counts.values()) >= requests / 10, "the first part", seconds=3600)
            early = look(server)
            wait_for(lambda: sum(counts.values()) >= requests, "the rest", seconds=3600)
            late = look(server)
        failed = sum(counts.values()) - counts["200"]
        return early, late, failed, sum(counts.values()) / (time.monotonic() - begun)
    finally:
        server.stop()


def is_steady(early: Held, late: Held) -> bool:
    """Tell whether nothing has grown that would grow on and on."""
    return (
        late.mib - early.mib <= MOST_GROWTH_MIB
        and late.threads - early.threads <= MOST_MORE_THREADS
        and late.handles - early.handles <= MOST_MORE_HANDLES
    )


def main() -> int:
    """Print what was held and return 0 when nothing has grown and nobody was failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak")
    parser.add_argument("--requests", type=int, default=100_000, help="how many (%(default)s)")
    requests = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as name:
        early, late, failed, rate = soak(Path(name), requests)
    print(f"{requests} requests at {rate:.0f}/s, {failed} failed")
    for what, held in (("early", early), ("late", late)):
        print(f"{what:6} {held.mib:7.1f} MiB {held.threads:4d} threads {held.handles:4d} handles")
    sound = is_steady(early, late) and not failed
    print("steady" if sound else "grows")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
