from pathlib import Path

import pytest

from tests.replicas.bad_day import count_admitted, live_through
from tests.replicas.programs import redis
from tests.replicas.running import Server, free_port, wait_for
from tests.replicas.visiting import visitors
from tests.resilience.conftest import StartServer

AWAY = "the shared store cannot be reached"
BACK = "the shared store is back"
needs_balancer = pytest.mark.needs("haproxy", "redis")


@needs_balancer
def test_a_bad_day_fails_no_visitor(tmp_path: Path, corpus: Path) -> None:
    """Copies killed and restarted, Redis gone and back, corpora changed: all are answered."""
    events = live_through(tmp_path, corpus)
    assert {event.name: event.failed for event in events} == {event.name: 0 for event in events}
    assert len(events) == 6
    assert all(event.counts["200"] > 50 for event in events)


@needs_balancer
def test_a_limit_holds_over_all_copies(tmp_path: Path, corpus: Path) -> None:
    """Twenty a day are twenty, whichever copy they come to."""
    admitted = count_admitted(tmp_path, corpus, limit=20, asked=40)
    assert admitted == {"200": 20, "429": 20}


@pytest.mark.needs("redis")
def test_a_store_away_at_the_start_is_used_once_it_is_there(
    start_server: StartServer, tmp_path: Path
) -> None:
    """The start does not need it; a line tells of the absence, another of the return."""
    port = free_port()
    server = start_server(
        settings={
            "CHATBOT_RATE_LIMIT": "100000/hour",
            "CHATBOT_RATE_LIMIT_STORAGE": f"redis://127.0.0.1:{port}/0",
        },
        workers=1,
    )
    with visitors(server.port, number=2) as counts:
        _wait_for_line(server, AWAY)
        with redis(tmp_path, port):
            _wait_for_line(server, BACK)
    assert set(counts) == {"200"}
    told = [str(line["event"]) for line in server.lines() if line["level"] == "warning"]
    # The start has looked for it as well; then once for each change, however many asked.
    assert told[0].startswith("CHATBOT_RATE_LIMIT_STORAGE=")
    assert AWAY in told[1]
    assert BACK in told[2]


def _wait_for_line(server: Server, words: str) -> None:
    wait_for(lambda: words in server.log.read_text(), words)
