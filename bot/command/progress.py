"""A bar for long work in a terminal: nothing where nobody watches or the work is short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never, TextIO

from bot.library import Progress, in_silence

# Seconds before a bar appears: a small corpus is read sooner.
_DELAY = 0.7


@contextmanager
def show_progress(stream: TextIO) -> Iterator[Progress]:
    """Give a function that draws a bar for each task, cleared when all is done."""
    if not stream.isatty():
        yield in_silence
        return
    from tqdm import tqdm

    bars: dict[str, tqdm[Never]] = {}

    def draw(task: str, done: int, whole: int) -> None:
        if task not in bars:
            bars[task] = tqdm(total=whole, desc=task, file=stream, leave=False, delay=_DELAY)
        bars[task].update(done - bars[task].n)

    try:
        yield draw
    finally:
        for bar in bars.values():
            bar.close()
