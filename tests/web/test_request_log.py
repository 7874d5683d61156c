import io
import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import ROOT
from web.corpus.state import state_of
from web.operating.line_handler import LineHandler
from web.operating.request_log import LineFormatter, install_log
from web.request.addresses import shorten_address

WORDS = "sciatica burning umbrella psoas grandmother"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what is written to the log."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    install_log(logging.INFO, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def _lines(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_of_what_an_owner_needs(
    client: FlaskClient, log: io.StringIO
) -> None:
    """Id, method, route, status, outcome, milliseconds and the visitor's network."""
    environ = {"REMOTE_ADDR": "203.0.113.77"}
    reply = client.post("/api/ask", json={"question": WORDS}, environ_base=environ)
    (line,) = _lines(log)
    assert line.pop("time").endswith("Z")
    assert line.pop("ms") > 0
    assert line == {
        "level": "info",
        "event": "request",
        "id": reply.headers["X-Request-Id"],
        "method": "POST",
        "route": "api.ask",
        "status": 200,
        "outcome": reply.get_json()["outcome"],
        "client": "203.0.113.0",
    }


def test_a_conversation_leaves_none_of_its_words(client: FlaskClient, log: io.StringIO) -> None:
    """Neither bodies, query strings, paths, methods nor headers are logged."""
    client.post("/api/ask", json={"question": WORDS, "history": [WORDS]})
    client.post("/", data={"question": WORDS, "history": WORDS})
    client.post("/reply", data={"question": WORDS})
    client.get("/", query_string={"q": WORDS}, headers={"User-Agent": WORDS, "Referer": WORDS})
    client.get("/lookup", query_string={"q": WORDS})
    client.get(f"/{WORDS}")
    client.open("/", method="PSOAS")
    assert len(_lines(log)) == 7
    assert not [word for word in WORDS.split() if word in log.getvalue().casefold()]


def test_a_fault_is_logged_without_its_message(
    app: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message of an exception may be what somebody asked; kind and place are enough."""

    def fail(question: str, **_: object) -> None:
        raise KeyError(question)

    monkeypatch.setattr(state_of(app).chatbot, "ask", fail)
    assert app.test_client().post("/api/ask", json={"question": WORDS}).status_code == 500
    fault = _lines(log)[0]
    assert fault["error"] == "KeyError"
    assert fault["trace"][-1].startswith(__file__)
    assert "umbrella" not in log.getvalue()


@pytest.mark.parametrize(
    "message",
    [
        "Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'psoas'",
        "Error handling request GET /?q=psoas",
    ],
)
def test_the_servers_own_lines_repeat_nothing(message: str) -> None:
    """What gunicorn says of a malformed request is cut before the stranger's part."""
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, message, (), None)
    line = LineFormatter().format(record)
    assert "psoas" not in line
    assert "203.0.113.9" not in line


def test_half_a_character_can_be_logged() -> None:
    """A file name that is no UTF-8 is written with an escape; the line is JSON all the same."""
    record = logging.LogRecord("web", logging.ERROR, "", 0, "%s.md", ("\udcff",), None)
    assert json.loads(LineFormatter().format(record))["event"] == "\udcff.md"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", ""),
    ],
)
def test_addresses_are_shortened(address: str, network: str) -> None:
    """24 bits of IPv4 and 48 of IPv6 name a network, not a household."""
    assert shorten_address(address) == network


def test_threads_write_whole_lines() -> None:
    """Lines go to standard error one by one, however many threads write them."""
    program = """
import logging
import subprocess
import sys
from threading import Thread
from web.operating.request_log import install_log

install_log(logging.INFO)
log = logging.getLogger("web")
threads = [Thread(target=lambda: [log.info("x" * 500) for _ in range(200)]) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
    written = subprocess.run(
        # From 3.12 on Python warns of forks beside threads; the log is made for them.
        [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stderr.splitlines()
    assert [json.loads(line)["event"] for line in written] == ["x" * 500] * 1600


def test_a_line_is_handled_as_the_standard_library_handles_it() -> None:
    """Every handler has a lock: Python 3.13 enters it before each line."""
    assert LineHandler().lock is not None


def test_a_reader_that_stalls_costs_lines_and_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a pipe that nobody reads; later a line tells how many were dropped."""
    monkeypatch.setattr("web.operating.line_handler.MOST_WAITING", 100)
    reading, writing = os.pipe()
    handler = LineHandler(writing)
    handler.setFormatter(LineFormatter())
    record = logging.LogRecord("web", logging.INFO, "", 0, "x" * 500, (), None)
    begun = time.monotonic()
    for _ in range(1000):
        handler.handle(record)
    assert time.monotonic() - begun < 5.0
    received = b""
    told = lost = 0
    while told + lost < 1000:
        assert select.select([reading], [], [], 10)[0]
        received += os.read(reading, 65536)
        *lines, received = received.split(b"\n")
        events = [json.loads(line)["event"] for line in lines]
        told += events.count("x" * 500)
        lost += sum(int(each.split()[0]) for each in events if "were dropped" in each)
    assert told + lost == 1000
    assert lost > 500
    os.close(reading)
    os.close(writing)


def test_a_forked_process_writes_lines_of_its_own() -> None:
    """A worker's lines do not wait for a thread that only its parent has, and come once."""
    program = """
import logging
import os
from web.operating.request_log import install_log

install_log(logging.INFO)
log = logging.getLogger("web")
log.info("before")
if (child := os.fork()) == 0:
    log.info("child")
    logging.getLogger().handlers[0].flush()
    os._exit(0)
os.waitpid(child, 0)
log.info("parent")
"""
    written = subprocess.run(
        # Newer Pythons warn of a fork beside threads; the log is prepared for it.
        [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stderr.splitlines()
    # In any order: each process has a thread that writes.
    told = [json.loads(line)["event"] for line in written]
    assert sorted(told) == ["before", "child", "parent"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
def test_half_a_line_on_a_full_disk_spoils_no_other(tmp_path: Path) -> None:
    """What had no room is lost; what is written once there is some is a line of its own."""
    program = """
import logging, resource, sys, time
from web.operating.request_log import install_log
install_log(logging.INFO)
log, handler = logging.getLogger("web"), logging.getLogger().handlers[0]
for most in (250, -1):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, -1))
    for _ in range(4):
        log.info("x" * 50)
        handler.flush()
    time.sleep(0.1)
"""
    path = tmp_path / "log"
    with path.open("wb") as written:
        command = [sys.executable, "-c", program]
        subprocess.run(command, cwd=ROOT, stderr=written, check=True, timeout=60)
    lines = path.read_text().splitlines()
    torn = [line for line in lines if not line.endswith("}")]
    assert len(torn) == 1
    assert [json.loads(line)["event"] for line in lines if line not in torn] == ["x" * 50] * 6


def test_a_line_that_cannot_be_made_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told with the dropped ones; nobody sees a stack trace."""
    reading, writing = os.pipe()
    handler = LineHandler(writing)
    handler.setFormatter(LineFormatter())
    handler.handle(logging.LogRecord("web", logging.INFO, "", 0, "%d", ("no number",), None))
    handler.handle(logging.LogRecord("web", logging.INFO, "", 0, "whole", (), None))
    handler.flush()
    assert select.select([reading], [], [], 10)[0]
    while b"were dropped" not in (received := os.read(reading, 65536)):
        assert json.loads(received)["event"] == "whole"
    assert "1 lines of this log were dropped" in received.decode()
    assert capsys.readouterr() == ("", "")
    os.close(reading)
    os.close(writing)
