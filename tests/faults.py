"""Faults of the machine, made to order: a disk without room, little memory, few file handles."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from tests.replicas.running import ROOT

# Names of the limits, as Python's resource has them.
DISK, MEMORY, HANDLES = resource.RLIMIT_FSIZE, resource.RLIMIT_AS, resource.RLIMIT_NOFILE

_LIMITED = (
    "import resource, runpy, sys; kind, most, module = sys.argv[1:4]; del sys.argv[1:4]; "
    "resource.setrlimit(int(kind), (int(most), int(most))); "
    "runpy.run_module(module, run_name='__main__', alter_sys=True)"
)


def run_limited(
    kind: int, most: int, module: str, *arguments: str, stdout: int | None = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run a module as a command that may not have more of something, and wait for its end.

    :param kind: what is short: DISK (bytes of any one file; what is beyond fails as on a full
        disk, also in the middle of a line), MEMORY (bytes) or HANDLES.
    """
    return subprocess.run(
        [sys.executable, "-c", _LIMITED, str(kind), str(most), module, *arguments],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )


@contextmanager
def short_of(kind: int, most: int, pids: Sequence[int]) -> Iterator[None]:
    """Let running processes have no more of something until the end of the block."""
    before = {pid: resource.prlimit(pid, kind) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, kind, (most, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            # Some may have ended meanwhile.
            with suppress(ProcessLookupError):
                resource.prlimit(pid, kind, limits)
