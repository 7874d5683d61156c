"""Writes the lines of the log beside the requests, whatever becomes of who reads them."""

from __future__ import annotations

import atexit
import logging
import os
import time
from collections import deque
from contextlib import suppress
from threading import Event, Thread

# Lines that may wait in a process for whoever reads the log.
MOST_WAITING = 10_000
# How long the end of a process waits for its last lines to be written.
_LAST_SECONDS = 1.0
_STANDARD_ERROR = 2


class LineHandler(logging.Handler):
    """Writes lines to standard error beside the requests, so that no answer waits for a reader.

    When whoever reads the log stalls, up to :data:`MOST_WAITING` lines wait in each process;
    later ones are dropped, and a line says how many once there is room again.
    """

    def __init__(self, descriptor: int = _STANDARD_ERROR) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._begin()
        # A thread does not live through a fork; the parent writes what waited in it.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin)
        atexit.register(self.flush)

    def _begin(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._dropped = 0
        self._torn = False
        self._filled = Event()
        self._thread: Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Leave the line of a record to the thread that writes; the handler's lock is held."""
        try:
            line = f"{self.format(record)}\n".encode()
        except Exception:
            # Such as no memory: the line is counted among the dropped ones.
            line = b""
        if not line or len(self._waiting) >= MOST_WAITING:
            self._dropped += 1
            return
        self._waiting.append(line)
        self._filled.set()
        if self._thread is None:
            # Where there is no room for a thread, the next line tries again.
            with suppress(RuntimeError):
                self._thread = self._start_thread()

    def flush(self) -> None:
        """Wait until the lines are written, for a second at most."""
        until = time.monotonic() + _LAST_SECONDS
        while self._waiting and time.monotonic() < until:
            time.sleep(0.005)

    def _start_thread(self) -> Thread:
        thread = Thread(target=self._write_on, name="log", daemon=True)
        thread.start()
        return thread

    def _write_on(self) -> None:
        while self._filled.wait():
            self._filled.clear()
            while self._waiting:
                # The thread goes on whatever becomes of one line.
                with suppress(Exception):
                    self._write(self._waiting[0])
                self._waiting.popleft()
                if self._dropped and not self._waiting:
                    with suppress(Exception):
                        self._tell_dropped()

    def _write(self, line: bytes) -> None:
        """Write a line to its end; what a full disk does not take is lost.

        Where half a line stands already, the next begins on a line of its own.
        """
        rest = b"\n" + line if self._torn else line
        try:
            while rest:
                written = os.write(self._descriptor, rest)
                rest, self._torn = rest[written:], True
            self._torn = False
        except OSError:
            pass

    def _tell_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        message = f"{dropped} lines of this log were dropped: its reader stalled"
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, message, (), None)
        self._waiting.append(f"{self.format(record)}\n".encode())
