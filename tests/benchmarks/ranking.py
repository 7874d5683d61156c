"""Speed, memory and growth of the ranker beside its peers: python -m tests.benchmarks.ranking.

Every engine builds, is weighed and is asked in a process of its own, all with the same passages and
questions. They build one after the other and are asked in turns, so that a machine that slows down
for a while slows all of them. With --save, results.json and growth.svg are written anew.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import multiprocessing
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from bot.files.kept import load_kept, save_kept
from bot.retrieval.large.index import LargeIndex
from tests.benchmarks.engines import ENGINES, MODULES, Search, need_peers
from tests.benchmarks.synthetic import make_passages, make_questions

SIZES = (1_000, 10_000, 100_000, 1_000_000)
HERE = Path(__file__).parent
# How long questions are asked before they are timed.
_WARMING_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Figure:
    """What one engine needed at one size."""

    engine: str
    # Passages.
    size: int
    # Seconds to build the index.
    build: float
    # Milliseconds a question, the median of its turns: the median and the 99th percentile.
    p50: float
    p99: float
    # Megabytes that the process grew by, the passages not counted.
    memory: float
    # Questions timed.
    questions: int


def compare(
    engines: Sequence[str],
    passages: list[list[str]],
    questions: list[list[str]],
    *,
    turns: int = 15,
    seconds: float = 8,
) -> list[Figure]:
    """Return the figures of engines; one that has used up its seconds is asked no more.

    In each turn, questions are asked before they are timed: compiled code and caches are warm.
    """
    apart = {engine: _Apart(engine, passages, questions) for engine in engines}
    times: dict[str, list[list[float]]] = {engine: [] for engine in engines}
    for _ in range(turns):
        for engine, process in apart.items():
            left = seconds - sum(map(sum, times[engine]))
            if left > 0:
                times[engine].append(process.ask(left))
    figures = []
    for engine, process in apart.items():
        process.stop()
        # A slow engine has come to the first questions only.
        medians = [
            statistics.median(turn[number] for turn in times[engine] if number < len(turn))
            for number in range(max(map(len, times[engine])))
        ]
        p50, p99 = np.percentile(np.array(medians) * 1e3, [50, 99]).tolist()
        figures.append(
            Figure(engine, len(passages), process.build, p50, p99, process.memory, len(medians))
        )
    return figures


class _Apart:
    """An engine in a process of its own, so that engines share no memory."""

    def __init__(self, engine: str, passages: list[list[str]], questions: list[list[str]]) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(engine, passages, questions, far_end), daemon=True
        )
        self._process.start()
        far_end.close()
        # Seconds, and the megabytes that the process grew by.
        self.build, self.memory = self._pipe.recv()

    def ask(self, seconds: float) -> list[float]:
        """Return the seconds that each question took, as many as fit into some seconds."""
        self._pipe.send(seconds)
        took: list[float] = self._pipe.recv()
        return took

    def stop(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()


def _serve(
    engine: str, passages: list[list[str]], questions: list[list[str]], pipe: Connection
) -> None:
    before = _resident()
    start = time.perf_counter()
    search = ENGINES[engine](passages)
    build = time.perf_counter() - start
    pipe.send((build, _resident() - before))
    # All on the same processor: another one may be slower for a while.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for seconds in iter(pipe.recv, None):
        _ask_all(search, questions, _WARMING_SECONDS)
        pipe.send(_ask_all(search, questions, seconds))


def _ask_all(search: Search, questions: list[list[str]], seconds: float) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + seconds
    for question in questions:
        start = time.perf_counter()
        search(question)
        took.append(time.perf_counter() - start)
        if start > end:
            break
    return took


def measure_loading(passages: list[list[str]]) -> float:
    """Return the seconds that a saved index of ours needs until it has answered once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.kept"
        index = LargeIndex.build([passages], weights=[1.0])
        save_kept(path, made_from="benchmark", facts=index.facts(), arrays=index.arrays())
        start = time.perf_counter()
        kept = load_kept(path, made_from="benchmark")
        if kept is None:
            raise RuntimeError(f"{path} is gone")
        LargeIndex.from_kept(kept.facts, kept.arrays).best({passages[0][0]: 1.0}, limit=10)
        return time.perf_counter() - start


def _resident() -> float:
    """Return the megabytes that the process has in memory (Linux)."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def describe_machine() -> dict[str, str | int | float]:
    """Return what the figures were measured on and with."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    packages = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy")
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * resource.getpagesize() / 1e9),
        # Well above the number of engines at work, one, means that others slowed all of them.
        "load_average": round(os.getloadavg()[1], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def draw_growth(figures: Sequence[Figure], path: Path) -> None:
    """Draw the median time of a question over the number of passages, both logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none"})
    import matplotlib.pyplot as plt

    canvas, axes = plt.subplots(figsize=(7, 4.5))
    for engine in dict.fromkeys(figure.engine for figure in figures):
        mine = [figure for figure in figures if figure.engine == engine]
        axes.loglog(
            [figure.size for figure in mine],
            [figure.p50 for figure in mine],
            marker="o",
            linewidth=3 if engine == "bot" else 1.2,
            label=engine,
        )
    axes.set(xlabel="passages", ylabel="median time of a question (ms)")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    canvas.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(canvas)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of all figures; save them on demand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--stop-words", action="store_true", help="keep the most frequent words")
    parser.add_argument("--save", action="store_true", help="write results.json and growth.svg")
    options = parser.parse_args(arguments)
    plot = ("matplotlib",) if options.save else ()
    need_peers(*chain.from_iterable(MODULES.get(engine, ()) for engine in options.engines), *plot)
    figures: list[Figure] = []
    loading: dict[str, float] = {}
    print(f"{'engine':15}{'passages':>10}{'build s':>10}{'p50 ms':>11}{'p99 ms':>11}{'MB':>9}")
    for size in options.sizes:
        passages = make_passages(size, stop_words=options.stop_words)
        questions = make_questions(passages)
        for one in compare(options.engines, passages, questions):
            figures.append(one)
            print(
                f"{one.engine:15}{size:>10,}{one.build:>10.2f}{one.p50:>11.4f}{one.p99:>11.4f}"
                f"{one.memory:>9.1f}",
                flush=True,
            )
        loading[str(size)] = measure_loading(passages)
        print(f"{'':15}a saved index answers after {loading[str(size)]:.3f} s", flush=True)
    if options.save:
        saved = {
            "machine": describe_machine(),
            "loading_seconds": loading,
            "figures": [asdict(figure) for figure in figures],
        }
        (HERE / "results.json").write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
        draw_growth(figures, HERE / "growth.svg")


if __name__ == "__main__":
    main()
