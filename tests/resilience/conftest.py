import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.replicas.running import ROOT, Server

StartServer = Callable[..., Server]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus that a test may spoil."""
    return Path(shutil.copytree(ROOT / "corpus", tmp_path / "corpus"))


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Return a function that starts servers, which end with the test."""
    started: list[Server] = []

    def start(*, wait: bool = True, **options: Any) -> Server:
        server = Server(tmp_path, **options)
        started.append(server)
        return server.start(wait=wait)

    yield start
    for server in started:
        server.stop()
