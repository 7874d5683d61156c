"""Processes that a run of the tests started and did not end."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator

import psutil

_MARK = "RUN_OF_TESTS"
# Seconds that a process which was told to end may take for it.
_PATIENCE = 5.0


def mark_this_run() -> None:
    """Give the environment a mark, so that every process started from now on carries it."""
    os.environ[_MARK] = uuid.uuid4().hex


def end_leftovers() -> list[str]:
    """Kill what this run started and left running; return the command line of each."""
    _, alive = psutil.wait_procs(list(_of_this_run()), timeout=_PATIENCE)
    left = []
    for process in alive:
        with contextlib.suppress(psutil.Error):
            left.append(" ".join(process.cmdline()) or process.name())
            process.kill()
    return left


def _of_this_run() -> Iterator[psutil.Process]:
    """Return our descendants, and those whose parent has ended: they still carry the mark."""
    us = psutil.Process()
    descendants = set(us.children(recursive=True))
    yield from descendants
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if (
                process not in descendants
                and process != us
                and process.environ().get(_MARK) == os.environ[_MARK]
            ):
                yield process
