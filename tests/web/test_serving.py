import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO
from urllib.request import urlopen

import pytest

from tests.replicas.running import READING_PATIENCE, wait_for

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("CHATBOT_")}


def _serve(errors: int | TextIO = subprocess.PIPE, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "web"],
        cwd=ROOT,
        env={**ENVIRONMENT, **settings},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )


def test_one_command_serves_the_page_and_stops_calmly() -> None:
    """`python -m web` prints the address that works, writes no line a visit, ends on Ctrl+C."""
    with _serve(CHATBOT_PORT="0") as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address is not None
        with urlopen(f"{address[0]}?q=psoas") as page:  # noqa: S310 - our own server
            assert "The Psoas" in page.read().decode()
        server.send_signal(signal.SIGINT)
        output, errors = server.communicate(timeout=10)
    assert server.returncode == 0
    assert "psoas" not in output + errors


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"CHATBOT_PORT": "x"}, "CHATBOT_PORT='x': must be a whole number, such as 8000"),
        ({"CHATBOT_CORPUS": "nowhere"}, "nowhere: no such folder"),
    ],
)
def test_a_start_that_cannot_be_is_refused_with_one_line(
    settings: dict[str, str], line: str
) -> None:
    """Exit code 2, and what to mend, without a trace."""
    with _serve(**settings) as server:
        output, errors = server.communicate(timeout=20)
    assert server.returncode == 2
    assert output == ""
    assert errors.startswith(line)
    assert errors.count("\n") == 1


def test_a_taken_port_is_told() -> None:
    """The line names the port and the setting that changes it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with _serve(CHATBOT_PORT=port) as server:
            _, errors = server.communicate(timeout=20)
    assert server.returncode == 2
    assert f"127.0.0.1:{port}" in errors.splitlines()[-1]
    assert "CHATBOT_PORT" in errors.splitlines()[-1]


def test_one_process_watches_and_logs_as_many_do(tmp_path: Path) -> None:
    """Saved is served without a restart, a faulty edit is one line, each visit is one as well."""
    corpus = Path(shutil.copytree(ROOT / "tests" / "fixtures" / "three", tmp_path / "corpus"))
    log = tmp_path / "log"
    with (
        log.open("w") as errors,
        _serve(errors, CHATBOT_PORT="0", CHATBOT_CORPUS=str(corpus), CHATBOT_WATCH="1") as server,
    ):
        assert server.stdout is not None
        found = re.search(r"http://[\d.:]+/", server.stdout.readline())
        assert found is not None
        address = f"{found[0]}readyz"

        def documents() -> int:
            with urlopen(address) as reply:  # noqa: S310 - our own server
                return int(json.load(reply)["documents"])

        before = documents()
        (corpus / "tides.md").write_text("# Tides\n\nThe moon pulls the sea twice a day.\n")
        wait_for(lambda: documents() == before + 1, "the reload", seconds=READING_PATIENCE)
        (corpus / "clinic.toml").write_text("nonsense = 1\n")
        wait_for(lambda: "clinic.toml" in log.read_text(), "the line", seconds=READING_PATIENCE)
        assert documents() == before + 1
        with urlopen(f"{found[0]}privacy") as page:  # noqa: S310 - our own server
            named = page.headers["X-Request-Id"]
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert server.returncode == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (visit,) = [line for line in lines if line.get("route") == "pages.privacy"]
    assert (visit["id"], visit["status"]) == (named, 200)
