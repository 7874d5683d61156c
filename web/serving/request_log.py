"""The log: one JSON object a line, of requests and of what goes wrong; never a person's words.

The standard library writes it: structlog would format the same line and cost every start a
tenth of a second.
"""

from __future__ import annotations

import json
import logging
import os
import time
import traceback
from functools import lru_cache
from types import TracebackType
from typing import TextIO

import orjson

from web.serving.observing import Seen, shorten_address

_log = logging.getLogger(__name__)

_STANDARD_ERROR = 2
# Lines of gunicorn that repeat what a stranger sent, with what remains of them.
_REPEATING = ("Invalid request", "Error handling request")


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
    """Writes a line to standard error in one call of the system, which keeps it whole."""

    def createLock(self) -> None:  # noqa: N802
        """Do without: threads that wait here for one another take longer than the line."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line of a record."""
        try:
            os.write(_STANDARD_ERROR, f"{self.format(record)}\n".encode())
        except Exception:
            self.handleError(record)


def install_log(level: int, stream: TextIO | None = None) -> None:
    """Write everything from a level on as JSON lines, to standard error unless told otherwise."""
    handler = logging.StreamHandler(stream) if stream else LineHandler()
    handler.setFormatter(LineFormatter())
    # No line names them, and to find the process out is a call of the system for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


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
