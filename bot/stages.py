"""The time of each stage of an answer, for whoever asks for it; nothing is timed for others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import Literal, ParamSpec, TypeVar, get_args

Stage = Literal["safety", "understanding", "retrieval", "answering"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Given = ParamSpec("Given")
Made = TypeVar("Made")


class _Clock(threading.local):
    """What this thread is doing; each thread has its own."""

    # Seconds by stage, where somebody wants to know them.
    seconds: dict[Stage, float] | None = None
    stage: Stage | None = None
    since = 0.0

    def change(self, stage: Stage | None) -> Stage | None:
        """Go over to a stage; return the one before, whose time stands still meanwhile."""
        now, before = perf_counter(), self.stage
        if before is not None and self.seconds is not None:
            self.seconds[before] += now - self.since
        self.stage, self.since = stage, now
        return before


_clock = _Clock()


@contextmanager
def timed_stages() -> Iterator[dict[Stage, float]]:
    """Return the seconds of each stage of what this thread does within the block.

    >>> with timed_stages() as seconds:
    ...     chatbot.ask("my bum hurts")
    >>> seconds["retrieval"]
    0.00008
    """
    seconds = _clock.seconds = dict.fromkeys(STAGES, 0.0)
    try:
        yield seconds
    finally:
        _clock.seconds = None


def stage(name: Stage) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Return a decorator for what belongs to a stage; a stage within another counts for itself."""

    def decorate(work: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(work)
        def timed(*given: Given.args, **options: Given.kwargs) -> Made:
            if _clock.seconds is None:
                return work(*given, **options)
            before = _clock.change(name)
            try:
                return work(*given, **options)
            finally:
                _clock.change(before)

        return timed

    return decorate
