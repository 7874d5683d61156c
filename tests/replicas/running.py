"""The real server on this machine: started, asked, and always stopped again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
QUESTION = b'{"question": "my bum hurts and it runs down my leg", "limit": 1}'
# Seconds until something has failed; on a machine that has other things to do, too.
PATIENCE = 30.0
# What reads the corpus anew.
READING_PATIENCE = 120.0
# The first start on a machine learns from the examples; later ones take what was kept.
START_PATIENCE = 180.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(happens: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Return as soon as something happens.

    :raise TimeoutError: when it does not.
    """
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)


@dataclass
class Server:
    """The application under gunicorn, as the Procfile starts it, on a port of its own."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    corpus: Path = ROOT / "corpus"
    workers: int = 2
    port: int = field(default_factory=free_port)
    # Where the log goes instead of a file, such as "/dev/full".
    log_to: str = ""

    def __post_init__(self) -> None:
        """Name the log file."""
        self.log = Path(self.log_to or self.folder / f"server-{self.port}.log")
        self._popen: subprocess.Popen[bytes] | None = None
        # When it was started, of the monotonic clock.
        self.started = 0.0

    @property
    def popen(self) -> subprocess.Popen[bytes]:
        """The running master."""
        if self._popen is None:
            raise RuntimeError("not started")
        return self._popen

    def start(self, *, wait: bool = True) -> Server:
        """Start it, and wait until it is ready unless told otherwise."""
        # Nothing is set but where the tests keep what was learned.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("CHATBOT_") or name == "CHATBOT_CACHE"
        }
        environment |= {
            "CHATBOT_CORPUS": str(self.corpus),
            "CHATBOT_RATE_LIMIT": "",
            "CHATBOT_WATCH": "0",
            "WEB_CONCURRENCY": str(self.workers),
            **self.settings,
        }
        # As the Procfile says, but for this machine alone.
        command = [sys.executable, "-m", "gunicorn", "--config", "python:web.serving.gunicorn_conf"]
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                [*command, "--bind", f"{HOST}:{self.port}"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        if wait:
            wait_for(self.is_ready, "the start", seconds=START_PATIENCE)
        return self

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        if self.popen.poll() is not None:
            raise RuntimeError(f"the server ended:\n{self.log.read_text()}")
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def stop(self) -> int:
        """End it calmly and return its exit code."""
        if self._popen is None:
            return 0
        if self.popen.poll() is None:
            self.popen.terminate()
        try:
            return self.popen.wait(PATIENCE * 2)
        except subprocess.TimeoutExpired:
            # No test leaves a server behind.
            self.kill()
            raise

    def kill(self) -> None:
        """End master and workers at once, as a crash of the machine would."""
        for pid in [self.popen.pid, *self.worker_pids()]:
            # Whoever has just ended needs no killing.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.popen.wait()

    def reload(self) -> None:
        """Ask for the corpus to be read anew."""
        self.popen.send_signal(signal.SIGHUP)

    def worker_pids(self) -> list[int]:
        """Return the processes that serve."""
        import psutil

        found = []
        for child in psutil.Process(self.popen.pid).children():
            # Beside them there may be one that rehearses the corpus, or has just ended.
            with suppress(psutil.Error):
                if "web.corpus.rehearsal" not in child.cmdline():
                    found.append(child.pid)
        return found

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of a page."""
        return request(self.port, "GET", path)

    def ask(self, body: bytes = QUESTION, **headers: str) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        return request(self.port, "POST", "/api/ask", body, **headers)

    def corpus_hash(self) -> str:
        """Return the hash that some worker serves."""
        return str(json.loads(self.get("/readyz")[1])["corpus"])

    def lines(self) -> list[dict[str, object]]:
        """Return the log; what is not one of its lines fails."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def request(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    """Return status and body, over a connection of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        given.setdefault("Content-Type", "application/json")
    try:
        connection.request(method, path, body, given)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def count_connections(server: Server) -> int:
    """Return how many connections the workers hold."""
    import psutil

    return sum(
        each.status == psutil.CONN_ESTABLISHED
        for pid in server.worker_pids()
        for each in psutil.Process(pid).net_connections("tcp")
    )


def allow_handles(number: int) -> int:
    """Let this process have so many files and sockets open; return how many it may have."""
    import resource

    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= number:
        return number
    soft = number if most == resource.RLIM_INFINITY else min(number, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    return soft
