"""Visitors who ask again and again while something else happens."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tests.replicas.running import QUESTION, request

# Between two questions of a visitor: four who paused for nothing would keep the machine busy.
PAUSE = 0.01


@contextmanager
def visitors(
    port: int, *, number: int = 4, pause: float = PAUSE, **headers: str
) -> Iterator[Counter[str]]:
    """Ask again and again while something else happens; count the statuses and the failures."""
    counts: Counter[str] = Counter()
    over = Event()

    def visit() -> None:
        while not over.wait(pause):
            try:
                status, _ = request(port, "POST", "/api/ask", QUESTION, **headers)
                counts[str(status)] += 1
            except (OSError, http.client.HTTPException) as error:
                counts[type(error).__name__] += 1

    threads = [Thread(target=visit) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        over.set()
        for thread in threads:
            thread.join()
