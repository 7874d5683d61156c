"""The log: one JSON object a line, of requests and of what goes wrong; never a person's words.

The standard library writes it: structlog would format the same line and cost every start a
tenth of a second.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import time
import traceback
from collections import deque
from contextlib import suppress
from functools import cache, lru_cache
from threading import Event, Thread
from types import TracebackType
from typing import TextIO

import orjson

from web.request.addresses import shorten_address
from web.request.observing import Seen

_log = logging.getLogger(__name__)

# Lines that may wait in a process for whoever reads the log.
MOST_WAITING = 10_000
# How long the end of a process waits for its last lines to be written.
_LAST_SECONDS = 1.0
_STANDARD_ERROR = 2
# Lines of the server that repeat what a stranger sent, with what remains of them.
_REPEATING = (
    "Invalid request",
    "Error handling request",
    "Client disconnected while serving",
    "Exception while serving",
)


def log_request(seen: Seen) -> None:
    """Write the line of one request, where requests are logged at all."""
    if _log.isEnabledFor(logging.INFO):
        # Made here, since the logger would first look up who called it.
        record = logging.LogRecord(__name__, logging.INFO, __file__, 0, "request", (), None)
        record.fields = {
            "id": seen.id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "outcome": seen.outcome,
            "ms": round(seen.seconds * 1000, 2),
            "client": shorten_address(seen.address),
        }
        _log.handle(record)


class LineFormatter(logging.Formatter):
    """Writes a record as one line of JSON.

    Of an exception it keeps the kind and the places, not the message: that may be what
    somebody asked.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, object] = {
            "time": f"{_second(int(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": _event(record),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        return _write_line(line)


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
        self._filled = Event()
        self._thread: Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Leave the line of a record to the thread that writes; the handler's lock is held."""
        try:
            line = f"{self.format(record)}\n".encode()
            if len(self._waiting) >= MOST_WAITING:
                self._dropped += 1
                return
            self._waiting.append(line)
            self._filled.set()
            if self._thread is None:
                self._thread = Thread(target=self._write_on, name="log", daemon=True)
                self._thread.start()
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        """Wait until the lines are written, for a second at most."""
        until = time.monotonic() + _LAST_SECONDS
        while self._waiting and time.monotonic() < until:
            time.sleep(0.005)

    def _write_on(self) -> None:
        while self._filled.wait():
            self._filled.clear()
            while self._waiting:
                # What a full disk does not take is lost.
                with suppress(OSError):
                    os.write(self._descriptor, self._waiting[0])
                self._waiting.popleft()
                if self._dropped and not self._waiting:
                    self._tell_dropped()

    def _tell_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        message = f"{dropped} lines of this log were dropped while its reader stalled"
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, message, (), None)
        self._waiting.append(f"{self.format(record)}\n".encode())


def install_log(level: int, stream: TextIO | None = None) -> None:
    """Write everything from a level on as JSON lines, to standard error unless told otherwise."""
    handler = logging.StreamHandler(stream) if stream else _standard_error()
    handler.setFormatter(LineFormatter())
    # No line names them, and to find the process out is a call of the system for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


@cache
def _standard_error() -> LineHandler:
    """Return the one handler of this process: the log is installed anew with each reload."""
    return LineHandler()


@lru_cache(maxsize=4)
def _second(moment: int) -> str:
    """Return a moment in universal time; many lines share a second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


def _write_line(line: dict[str, object]) -> str:
    try:
        return orjson.dumps(line).decode()
    except orjson.JSONEncodeError:
        # Half a character, which only an escape can hold.
        return json.dumps(line, separators=(",", ":"))


def _event(record: logging.LogRecord) -> str:
    message = record.getMessage()
    for start in _REPEATING:
        if message.startswith(start):
            return start
    return " ".join(message.split())


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
