import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.replicas.running import READING_PATIENCE, Server, wait_for
from tests.replicas.visiting import visitors
from tests.resilience.conftest import StartServer

TIDE = "# Tides\n\nThe moon pulls the sea, and so the tide rises twice a day on every coast.\n"


def _hashes(server: Server) -> set[str]:
    """Return what the workers serve, by asking more often than there are workers."""
    return {server.corpus_hash() for _ in range(24)}


def _wait_for_reading(happens: Callable[[], bool], what: str) -> None:
    wait_for(happens, what, seconds=READING_PATIENCE)


def test_a_watched_edit_reaches_all_workers_and_fails_no_question(
    start_server: StartServer, corpus: Path
) -> None:
    """Saved is served: one hash everywhere, under load, without a signal."""
    server = start_server(corpus=corpus, settings={"CHATBOT_WATCH": "1"})
    before, first = server.corpus_hash(), set(server.worker_pids())
    with visitors(server.port) as counts:
        (corpus / "tides.md").write_text(TIDE)
        _wait_for_reading(lambda: before not in _hashes(server), "the reload")
        _wait_for_reading(lambda: not first & set(server.worker_pids()), "the end of the old")
    assert len(_hashes(server)) == 1
    assert server.get("/read/tides")[0] == 200
    assert set(counts) == {"200"}


def test_five_signals_in_a_row_fail_no_question(start_server: StartServer, corpus: Path) -> None:
    """Workers are replaced generation by generation while visitors ask."""
    server = start_server(corpus=corpus)
    first = set(server.worker_pids())
    with visitors(server.port) as counts:
        for number in range(5):
            (corpus / "tides.md").write_text(f"{TIDE}\nEdit {number}.\n")
            server.reload()
            time.sleep(0.6)
        _wait_for_reading(
            lambda: "Edit 4" in server.get("/read/tides")[1].decode(), "the last edit"
        )
        _wait_for_reading(
            lambda: not first & set(server.worker_pids()) and len(server.worker_pids()) == 2,
            "the last replacement",
        )
    assert len(_hashes(server)) == 1
    assert set(counts) == {"200"}
    assert counts["200"] > 100


def test_a_broken_edit_is_reported_and_the_old_corpus_serves_on(
    start_server: StartServer, corpus: Path
) -> None:
    """One line says file, fault and that nothing has changed."""
    server = start_server(corpus=corpus)
    before = server.corpus_hash()
    with visitors(server.port) as counts:
        (corpus / "clinic.toml").write_text('phone = "unfinished\n')
        server.reload()
        _wait_for_reading(lambda: "clinic.toml" in server.log.read_text(), "the line")
        time.sleep(1)
    assert _hashes(server) == {before}
    assert set(counts) == {"200"}
    faults = [line for line in server.lines() if line["level"] == "error"]
    assert len(faults) == 1
    assert "the old one goes on serving" in str(faults[0]["event"])


def test_a_worker_born_after_a_broken_edit_serves_the_old_corpus(
    start_server: StartServer, corpus: Path
) -> None:
    """New workers come from the memory of the master, not from the disk."""
    server = start_server(corpus=corpus)
    before = server.corpus_hash()
    (corpus / "clinic.toml").write_text('phone = "unfinished\n')
    server.reload()
    _wait_for_reading(lambda: "clinic.toml" in server.log.read_text(), "the line")
    old = set(server.worker_pids())
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: len(set(server.worker_pids()) - old) == 2, "new workers")
    assert _hashes(server) == {before}


def test_a_poisoned_document_is_shown_harmless(start_server: StartServer, corpus: Path) -> None:
    """Scripts, handlers, foreign frames and addresses of code never reach a reader."""
    server = start_server(corpus=corpus)
    before = server.corpus_hash()
    (corpus / "poison.md").write_text(
        "# Poison <script>alert(1)</script>\n\n"
        "The quokka <img src=x onerror=alert(1)> eats leaves <iframe src=//evil.example></iframe> "
        "and [sleeps](javascript:alert(1)) at noon [always](data:text/html,x).\n\n"
        '<a href="https://example.org" onclick="alert(1)">The quokka</a> '
        "<svg onload=alert(1)></svg> <style>*{display:none}</style> hides in the grass at noon.\n\n"
        + "> " * 400
        + "The quokka dreams.\n\n"
        + "*" * 5000
        + "\n"
    )
    server.reload()
    _wait_for_reading(lambda: before not in _hashes(server), "the reload")
    pages = [server.get("/read/poison")[1], server.ask(b'{"question": "quokka at noon"}')[1]]
    assert b"quokka" in pages[0]
    # The page's own scripts are modules; everything of the document's own is text.
    for page in (page.replace(b'<script type="module" src="/static/', b"") for page in pages):
        for bad in (b"<script", b"onerror=", b"<iframe", b"javascript:", b"onclick=", b"<style"):
            assert bad not in page.replace(b"&lt;", b"").replace(b"\\u003c", b""), bad
