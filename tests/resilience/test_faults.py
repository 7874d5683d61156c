"""Faults of the machine under the real server: no room on the disk, no memory, no file handles."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest

from bot.measuring.gaps.stores import SqliteGaps
from tests.faults import DISK, HANDLES, MEMORY, short_of
from tests.replicas.running import (
    READING_PATIENCE,
    Server,
    count_connections,
    wait_for,
)
from tests.replicas.visiting import visitors
from tests.resilience.conftest import StartServer
from tests.resilience.shapes import SHAPES, held

MISSED = b'{"question": "volcano"}'
TIDE = "# Tides\n\nThe moon pulls the sea, and so the tide rises twice a day on every coast.\n"
# A process that turns in circles takes a whole one.
MOST_CORES = 0.6


def _workers(server: Server) -> list[int]:
    """Return both workers: the first answers before the second is started."""
    wait_for(lambda: len(server.worker_pids()) == 2, "both workers")
    return server.worker_pids()


def _processes(server: Server) -> list[int]:
    return [server.popen.pid, *_workers(server)]


def _counted(path: Path) -> int:
    return sum(count for (_, kind, _), count in SqliteGaps(path).read() if kind == "outcome")


def _replace_all(server: Server) -> None:
    """Kill the workers, and wait for others in their place."""
    old = set(_workers(server))
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: len(set(server.worker_pids()) - old) == 2, "new workers")
    wait_for(server.is_ready, "their first answer")


def test_a_disk_that_fills_up_costs_no_answer(
    start_server: StartServer, corpus: Path, tmp_path: Path
) -> None:
    """Log, gaps, metrics and what is kept have no room: people are answered, edits are served.

    Once there is room again the counts that waited are saved, and the log goes on in whole lines.
    """
    gaps = tmp_path / "gaps.sqlite"
    server = start_server(
        corpus=corpus,
        settings={
            "CHATBOT_GAPS": str(gaps),
            "CHATBOT_METRICS": "on",
            "CHATBOT_CACHE": str(shutil.copytree(os.environ["CHATBOT_CACHE"], tmp_path / "kept")),
        },
    )
    assert server.ask(MISSED)[0] == 200
    wait_for(lambda: _counted(gaps) == 1, "the first count")
    # Nothing can be added to any file that has a hundred bytes already.
    with short_of(DISK, 100, _processes(server)):
        before = server.corpus_hash()
        with visitors(server.port) as counts:
            _replace_all_but_one(server)
            (corpus / "tides.md").write_text(TIDE)
            server.reload()
            wait_for(lambda: server.corpus_hash() != before, "the reload", seconds=READING_PATIENCE)
            assert server.ask(MISSED)[0] == 200
            # Longer than the counts wait to be saved.
            time.sleep(6)
        assert counts["200"] > 100
        assert sum(counts.values()) - counts["200"] <= 4
        assert server.get("/metrics")[0] == 200
        saved = _counted(gaps)
        pids = _processes(server)
    for pid in pids:
        assert psutil.pid_exists(pid)
    with short_of(DISK, -1, pids):
        wait_for(lambda: _counted(gaps) > saved, "the counts that waited")
        server.stop()
    lines = [_read(line) for line in server.log.read_text().splitlines()]
    # The line that the disk had half of is the only one that is none.
    assert lines.count(None) <= 1
    events = [str(line["event"]) for line in lines if line is not None]
    assert any("the counts are saved again" in event for event in events)
    assert not any("trace" in line for line in lines if line is not None)


def _replace_all_but_one(server: Server) -> None:
    """Kill one worker, and wait for another in its place."""
    old = _workers(server)
    os.kill(old[0], signal.SIGKILL)
    wait_for(lambda: len(set(server.worker_pids()) - {old[0]}) == 2, "a new worker")


def _read(line: str) -> dict | None:
    try:
        return dict(json.loads(line))
    except ValueError:
        return None


def test_memory_that_runs_out_costs_some_answers_and_no_server(start_server: StartServer) -> None:
    """Whoever is not answered is told so; once there is memory again all are answered."""
    server = start_server()
    master, pids = server.popen.pid, _workers(server)
    sizes = {pid: psutil.Process(pid).memory_info().vms for pid in pids}
    with short_of(MEMORY, min(sizes.values()) // 2, pids):
        statuses = {server.ask()[0] for _ in range(40)}
        assert server.get("/read/massage-therapy-relieves-hip-pain")[0] in {200, 500}
    assert statuses <= {200, 500}
    wait_for(lambda: server.ask()[0] == 200, "an answer")
    assert {server.ask()[0] for _ in range(40)} == {200}
    assert server.popen.pid == master
    assert server.popen.poll() is None
    # Python itself may tell of a lack of memory in a line of its own, which is no JSON.
    assert "Traceback (most recent" not in server.log.read_text()


def test_without_file_handles_those_who_wait_longest_make_room(start_server: StartServer) -> None:
    """No circle without end, one line, and visitors are answered."""
    server = start_server()
    silent = next(each for each in SHAPES if each.name == "a thousand that say nothing")
    workers = [psutil.Process(pid) for pid in _workers(server)]
    most = max(worker.num_fds() for worker in workers) + 30
    with short_of(HANDLES, most, server.worker_pids()), held(server.port, silent):
        wait_for(lambda: "no more connections can be held" in server.log.read_text(), "the line")
        before = sum(sum(worker.cpu_times()[:2]) for worker in workers)
        time.sleep(2)
        used = sum(sum(worker.cpu_times()[:2]) for worker in workers) - before
        assert used / 2 < MOST_CORES
        assert server.ask()[0] == 200
    wait_for(lambda: count_connections(server) == 0, "the end of all")
    lines = [line for line in server.lines() if "no more connections" in str(line["event"])]
    # One from each process.
    assert len(lines) <= 2
    assert {line["level"] for line in lines} == {"error"}


def test_a_worker_that_cannot_be_started_is_started_later(start_server: StartServer) -> None:
    """The process that looks after the others lives without handles; the rest go on answering."""
    server = start_server()
    old = _workers(server)
    with short_of(HANDLES, 3, [server.popen.pid]):
        os.kill(old[0], signal.SIGKILL)
        wait_for(lambda: "could not be started" in server.log.read_text(), "the line")
        assert server.ask()[0] == 200
    wait_for(lambda: len(set(server.worker_pids()) - {old[0]}) == 2, "the worker")
    assert {server.ask()[0] for _ in range(20)} == {200}
    assert server.stop() == 0


def test_a_folder_for_temporary_files_that_is_gone_stops_nothing(
    start_server: StartServer, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is replaced without it; an edit is refused in one line until it is back."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    server = start_server(corpus=corpus, settings={"CHATBOT_METRICS": "on"})
    # A worker may write there at the very moment.
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
    _replace_all(server)
    assert {server.ask()[0] for _ in range(20)} == {200}
    assert "this process counts nothing" in server.log.read_text()
    (corpus / "tides.md").write_text(TIDE)
    server.reload()
    wait_for(lambda: "the old one goes on serving" in server.log.read_text(), "the line")
    folder.mkdir()
    server.reload()
    wait_for(lambda: server.get("/read/tides")[0] == 200, "the reload", seconds=READING_PATIENCE)
    assert server.stop() == 0
