"""How far long work is, in one line of a terminal: nothing where nobody watches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from bot.loading.core import Progress, in_silence

# Seconds before anything is shown, as a small corpus is read sooner, and between two changes.
_DELAY = 0.7
_PAUSE = 0.1


@contextmanager
def show_progress(stream: TextIO) -> Iterator[Progress]:
    """Give a function that tells what is being done, in a line that is cleared at the end."""
    if not stream.isatty():
        yield in_silence
        return
    due = time.monotonic() + _DELAY
    shown = False

    def tell(task: str, done: int, whole: int) -> None:
        nonlocal due, shown
        if time.monotonic() >= due:
            due, shown = time.monotonic() + _PAUSE, True
            # Back to the beginning of the line, and nothing left of what stood there.
            print(f"\r\x1b[K{task} {done:,} of {whole:,}", end="", file=stream, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print("\r\x1b[K", end="", file=stream, flush=True)
