import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("CHATBOT_")}


def _serve(**settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "web"],
        cwd=ROOT,
        env={**ENVIRONMENT, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
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
