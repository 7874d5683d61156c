"""Debian's servers on this machine, which end with the block that needs them."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.replicas.running import HOST, PATIENCE, wait_for
from tests.tools import demand_tool


@contextmanager
def running(tool: str, *arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of Debian's servers in the foreground and end it with the block."""
    path = demand_tool(tool)
    with log.open("ab") as output:
        popen = subprocess.Popen([path, *arguments], stdout=output, stderr=output)
    try:
        yield popen
    finally:
        if popen.poll() is None:
            popen.terminate()
        try:
            popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
            raise


@contextmanager
def redis(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Redis that keeps nothing on the disk."""
    arguments = ["--port", str(port), "--bind", HOST, "--save", "", "--dir", str(folder)]
    with running("redis", *arguments, log=folder / "redis.log") as popen:
        wait_for(lambda: is_listening(port), "the start of Redis")
        yield popen


def is_listening(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as trying:
        return trying.connect_ex((HOST, port)) == 0
