import os
import shlex
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.replicas.running import HOST, PATIENCE, QUESTION, ROOT, count_connections, wait_for
from tests.replicas.visiting import visitors
from tests.resilience.conftest import StartServer


def test_the_procfile_starts_what_is_tested_here() -> None:
    """The command of the Procfile and that of these tests are one."""
    command = (ROOT / "Procfile").read_text().removeprefix("web:")
    assert shlex.split(command) == ["gunicorn", "--config", "python:web.serving.gunicorn_conf"]


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        ("missing", "no such folder"),
        ("empty", "holds no document"),
        ("not text", "UTF-8"),
        ("a file", "folder"),
    ],
)
def test_a_corpus_that_cannot_be_read_refuses_the_start(
    start_server: StartServer, tmp_path: Path, spoil: str, finding: str
) -> None:
    """One clear line, an exit code, no stack trace and no process left."""
    corpus = tmp_path / "spoilt"
    if spoil == "a file":
        corpus.write_text("")
    elif spoil != "missing":
        corpus.mkdir()
    if spoil == "not text":
        (corpus / "moon.md").write_bytes(b"# Moon\n\n\xff\xfe\x00")
    server = start_server(wait=False, corpus=corpus)
    assert server.popen.wait(PATIENCE) != 0
    (line,) = server.log.read_text().splitlines()
    assert corpus.name in line
    assert finding.casefold() in line.casefold()


def test_a_setting_that_cannot_be_used_refuses_the_start(start_server: StartServer) -> None:
    """The line names the setting and what it may be."""
    server = start_server(wait=False, settings={"CHATBOT_RATE_LIMIT": "often"})
    assert server.popen.wait(PATIENCE) != 0
    (line,) = server.log.read_text().splitlines()
    assert line.startswith("CHATBOT_RATE_LIMIT='often': must be rates")


def test_stopping_lets_requests_under_way_finish(start_server: StartServer) -> None:
    """Whoever has begun to ask when SIGTERM comes is answered, and the exit is clean."""
    server = start_server()
    head = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    raw = head + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION
    with ExitStack() as block:
        asking = [
            block.enter_context(socket.create_connection((HOST, server.port), timeout=PATIENCE))
            for _ in range(8)
        ]
        for each in asking:
            each.sendall(raw[:-5])
        wait_for(lambda: count_connections(server) == len(asking), "all connections")
        server.popen.terminate()
        for each in asking:
            each.sendall(raw[-5:])
        assert {each.recv(100)[:12] for each in asking} == {b"HTTP/1.1 200"}
    assert server.popen.wait(PATIENCE) == 0


def test_stopping_cuts_no_answer(start_server: StartServer) -> None:
    """Visitors get whole answers until nobody listens any more."""
    server = start_server()
    with visitors(server.port, number=4) as counts:
        wait_for(lambda: counts["200"] > 50, "some answers")
        server.popen.terminate()
        assert server.popen.wait(PATIENCE) == 0
    # Who knocks in the very moment in which the door is closed is turned away, at most once.
    assert counts["ConnectionResetError"] + counts["BrokenPipeError"] <= 4
    assert counts.keys() <= {
        *("200", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError")
    }


def test_a_killed_worker_is_replaced(start_server: StartServer) -> None:
    """Whoever was not on the killed worker notices nothing, and soon there are two again."""
    server = start_server()
    with visitors(server.port, number=4) as counts:
        wait_for(lambda: counts["200"] > 50, "some answers")
        old = server.worker_pids()
        os.kill(old[0], signal.SIGKILL)
        wait_for(
            lambda: len(server.worker_pids()) == 2 and old[0] not in server.worker_pids(),
            "the replacement",
        )
        seen = counts["200"]
        wait_for(lambda: counts["200"] > seen + 50, "answers afterwards")
    lost = sum(counts.values()) - counts["200"]
    # One question a visitor can have been under way there.
    assert lost <= 4


def test_a_full_disk_under_the_log_stops_no_answer(start_server: StartServer) -> None:
    """What cannot be written is lost; the visitor is served."""
    server = start_server(log_to="/dev/full")
    assert {server.ask()[0] for _ in range(20)} == {200}


def test_the_log_of_a_conversation_has_none_of_its_words(start_server: StartServer) -> None:
    """A real server's log, malformed requests included, repeats nothing that anybody sent."""
    server = start_server()
    server.ask(b'{"question": "my grandmother has sciatica", "history": ["umbrella"]}')
    server.get("/?q=grandmother+sciatica")
    server.get("/umbrella/grandmother?sciatica")
    server.ask(b'{"question": grandmother')
    for raw in (
        b"GET /?q=grandmother\r\n\r\n",
        b"UMBRELLA sciatica\r\n\r\n",
        b"grandmother\0\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as client:
            client.sendall(raw)
            client.recv(4096)
    server.stop()
    log = server.log.read_text().casefold()
    assert '"route":"api.ask"' in log
    for word in ("grandmother", "sciatica", "umbrella", "127.0.0.1;", '"client":"127.0.0.1"'):
        assert word not in log
