"""A bad day for two copies: killed, restarted, their store away, their corpus changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.replicas.running import READING_PATIENCE, request, wait_for
from tests.replicas.setup import Replicas, replicas, shared_store
from tests.replicas.visiting import visitors

_TIDE = "# Tides\n\nThe moon pulls the sea, and so the tide rises twice a day on every coast.\n"
# More than the visitors of this day can ask in a minute: they are to be served, not limited.
_GENEROUS = "1000000/minute"


@dataclass(frozen=True)
class Event:
    """Something that happened while visitors asked."""

    name: str
    # Status, or the name of the failure, to how often.
    counts: Counter[str]
    seconds: float

    @property
    def failed(self) -> int:
        """How many visitors got anything but an answer."""
        return sum(self.counts.values()) - self.counts["200"]


def live_through(folder: Path, corpus: Path, *, visiting: int = 4) -> list[Event]:
    """Return what visitors met on a bad day; every event ends with everything running again."""
    events: list[Event] = []
    with replicas(folder, corpus, {"CHATBOT_RATE_LIMIT": _GENEROUS}) as setup, ExitStack() as store:
        store.enter_context(shared_store(setup))

        def happen(name: str, event: Callable[[], None]) -> None:
            begun = time.monotonic()
            with visitors(setup.port, number=visiting) as counts:
                event()
                time.sleep(0.5)
            events.append(Event(name, counts, time.monotonic() - begun))

        happen("nothing", lambda: time.sleep(1))
        happen("a copy is killed and comes back", lambda: _kill_one(setup))
        happen("Redis is stopped", store.close)
        happen("Redis is started", lambda: _start_store(setup, store))
        happen("a rolling restart with a new corpus", lambda: _roll(setup, corpus))
        happen("a corpus is edited, both copies are told", lambda: _edit(setup, corpus))
    return events


def _kill_one(setup: Replicas) -> None:
    setup.servers[0].kill()
    time.sleep(1)
    setup.restart(0)


def _start_store(setup: Replicas, store: ExitStack) -> None:
    store.enter_context(shared_store(setup))
    logs = [server.log for server in setup.servers]
    wait_for(lambda: all("store is back" in log.read_text() for log in logs), "the return")


def _roll(setup: Replicas, corpus: Path) -> None:
    before = setup.servers[0].corpus_hash()
    (corpus / "tides.md").write_text(_TIDE)
    for number, server in enumerate(setup.servers):
        server.stop()
        setup.restart(number)
    if any(server.corpus_hash() == before for server in setup.servers):
        raise RuntimeError("a copy still serves the old corpus")


def _edit(setup: Replicas, corpus: Path) -> None:
    before = setup.servers[0].corpus_hash()
    (corpus / "tides.md").write_text(f"{_TIDE}\nThe sea falls again after six hours.\n")
    for server in setup.servers:
        server.reload()

    def is_new() -> bool:
        hashes = {server.corpus_hash() for server in setup.servers for _ in range(12)}
        return len(hashes) == 1 and before not in hashes

    wait_for(is_new, "one new hash everywhere", seconds=READING_PATIENCE)


def count_admitted(folder: Path, corpus: Path, *, limit: int, asked: int) -> Counter[str]:
    """Return the statuses of one visitor's questions to both copies under one common limit."""
    counts: Counter[str] = Counter()
    settings = {"CHATBOT_RATE_LIMIT": f"{limit}/day"}
    with replicas(folder, corpus, settings) as setup, shared_store(setup):
        for _ in range(asked):
            status, _ = request(setup.port, "POST", "/api/ask", b'{"question": "psoas"}')
            counts[str(status)] += 1
    return counts
