"""The whole answer beside what it is built on: python -m tests.benchmarks.answering.

Four comparisons, each side by side in one run: asking against rank-bm25's scoring alone, a cold
start against importing Flask and NumPy, the JSON interface against a bare Flask view on the same
server, and the workers' memory before and after 10,000 requests. The last two need wrk; how they
are loaded stands in serving.py.
With --save, answering.json is written anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rank_bm25 import BM25Okapi

from bot import Chatbot
from bot.measuring.judged import read_judged
from tests.benchmarks.serving import compare_serving, percentile, serving

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
QUESTIONS = HERE.parent / "quality" / "own_a"


def compare_asking(questions: Sequence[str], *, rounds: int = 15) -> dict[str, float]:
    """Return microseconds a question, median and 99th percentile, of asking and of scoring.

    Each question's time is the median of its rounds. Questions take turns, as visitors do; one
    that is asked again and again finds everything warm, and takes a fifth less.
    """
    chatbot = Chatbot.load(ROOT / "corpus")
    passages = [p.text for d in chatbot.documents for s in d.sections for p in s.passages]
    plain = BM25Okapi([text.lower().split() for text in passages])
    calls: dict[str, Callable[[str], object]] = {
        "ask": chatbot.ask,
        "rank-bm25": lambda question: plain.get_scores(question.lower().split()),
    }
    took: dict[str, dict[str, list[float]]] = {name: {} for name in calls}
    again: dict[str, dict[str, list[float]]] = {name: {} for name in calls}
    for turn in range(1 + rounds):
        for name, call in calls.items():
            for question in questions:
                seconds = _seconds(call, question)
                if turn:
                    took[name].setdefault(question, []).append(seconds)
    for question in questions:
        for name, call in calls.items():
            again[name][question] = [_seconds(call, question) for _ in range(rounds)]
    asked, scored = (_microseconds(took[name]) for name in calls)
    asked_again, scored_again = (_microseconds(again[name]) for name in calls)
    return {
        "ask p50 µs": percentile(asked, 50),
        "ask p99 µs": percentile(asked, 99),
        "rank-bm25 p50 µs": percentile(scored, 50),
        "rank-bm25 p99 µs": percentile(scored, 99),
        "ratio p50 (goal ≤ 1.0)": percentile(asked, 50) / percentile(scored, 50),
        "ask p50 µs, asked again and again": percentile(asked_again, 50),
        "ratio p50, asked again and again": percentile(asked_again, 50)
        / percentile(scored_again, 50),
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
            with serving([sys.executable, "-m", "web"], **kept):
                seconds["first HTTP answer"].append(time.perf_counter() - begin)
    medians = {f"{name} s": statistics.median(times[1:]) for name, times in seconds.items()}
    base = medians["import flask, numpy s"]
    medians["terminal ratio (goal ≤ 1.5)"] = medians['python -m bot "psoas" s'] / base
    medians["HTTP ratio (goal ≤ 1.5)"] = medians["first HTTP answer s"] / base
    return medians


def _seconds(call: Callable[[str], object], question: str) -> float:
    begin = time.perf_counter()
    call(question)
    return time.perf_counter() - begin


def _microseconds(took: Mapping[str, Sequence[float]]) -> list[float]:
    return [statistics.median(rounds) * 1e6 for rounds in took.values()]


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
