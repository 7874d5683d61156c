"""The log: one JSON object a line, of requests and of what goes wrong; never a person's words.

The standard library writes it: structlog would format the same line and cost every start a
tenth of a second.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from functools import cache, lru_cache
from types import TracebackType
from typing import TextIO

import orjson

from web.operating.line_handler import LineHandler
from web.request.addresses import shorten_address
from web.request.observing import Seen

_log = logging.getLogger(__name__)

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
