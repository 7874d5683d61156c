"""How long a large corpus takes to load, and how much memory: python -m tests.benchmarks.loading.

Synthetic documents of about 800 words under eight headings are written to a folder of their own and
loaded by new processes: once cold, when everything is read, and then from what was kept.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.language.english_words import read_plain_words

ROOT = Path(__file__).parents[2]
SIZES = (100, 1_000, 4_000)
_SECTIONS = 8
_SENTENCES = 7
_KINDS = 20_000

# Run by a process of its own: seconds, megabytes at the most, passages.
_LOAD = """
import resource, sys, time
begin = time.perf_counter()
from bot import Chatbot
chatbot = Chatbot.load(sys.argv[1])
seconds = time.perf_counter() - begin
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(seconds, memory, len(chatbot.library.index.passages))
"""


def write_documents(folder: Path, size: int) -> None:
    """Write size Markdown documents, the same each time."""
    rng = np.random.default_rng(3)
    words = rng.permutation(sorted(read_plain_words()))[:_KINDS]
    rates = 1.0 / (np.arange(_KINDS) + 3.7)
    cumulated = np.cumsum(rates / rates.sum())

    def draw(count: int) -> str:
        at = np.searchsorted(cumulated, rng.random(count))
        return " ".join(words[np.minimum(at, _KINDS - 1)])

    for number in range(size):
        parts = [f"# {draw(3)} {number}".title()]
        for _ in range(_SECTIONS):
            parts.append(f"## {draw(3)}".title())
            lengths = rng.integers(8, 21, _SENTENCES).tolist()
            written = [f"{draw(length).capitalize()}." for length in lengths]
            parts += [" ".join(written[:4]), " ".join(written[4:])]
        (folder / f"document-{number:05}.md").write_text("\n\n".join(parts) + "\n", "utf-8")


def load(folder: Path, cache: Path) -> tuple[float, float, int]:
    """Return the seconds that a new process needs, its megabytes, and the passages."""
    ran = subprocess.run(
        [sys.executable, "-c", _LOAD, str(folder)],
        cwd=ROOT,
        env=os.environ | {"CHATBOT_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    seconds, memory, passages = ran.stdout.split()
    return float(seconds), float(memory), int(passages)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: documents, passages, seconds and megabytes cold and warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes: list[int] = parser.parse_args(arguments).sizes
    print(f"{'documents':>9}{'passages':>10}{'cold s':>9}{'MB':>6}{'warm s':>9}{'MB':>6}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder, cache = Path(name, "corpus"), Path(name, "cache")
            folder.mkdir()
            write_documents(folder, size)
            cold, cold_memory, passages = load(folder, cache)
            warm, memory, _ = load(folder, cache)
        print(
            f"{size:>9,}{passages:>10,}{cold:>9.2f}{cold_memory:>6.0f}{warm:>9.2f}{memory:>6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
