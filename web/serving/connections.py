"""Connections, by waitress: read and written in one loop, with deadlines.

Waitress takes a whole request in before a thread answers it, and keeps a whole reply for a
client that reads slowly; so no thread ever waits for a stranger. What it lacks is added here:
a deadline for a whole request, and one for a whole reply.
"""

from __future__ import annotations

import json
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from web.api.errors import describe_error
from web.operating.request_log import log_request
from web.request.observing import Seen
from web.request.security import HEADERS

# Seconds in which a whole request must have come, and a whole reply must have been read.
REQUEST_SECONDS = 10.0
REPLY_SECONDS = 30.0
# Bytes that a client may leave unread and still be answered.
MOST_UNREAD = 1024 * 1024

SLOW_REQUEST = f"sent no whole request within {REQUEST_SECONDS:.0f} s"
SLOW_READER = f"did not read a reply within {REPLY_SECONDS:.0f} s"


class FinalTask(WSGITask):  # type: ignore[misc]
    """Answers a request; on a server that is about to stop, as the connection's last."""

    def start(self) -> None:
        """Begin to answer."""
        super().start()
        if self.channel.server.stopping:
            self.set_close_on_finish()


class RefusalTask(ErrorTask):  # type: ignore[misc]
    """Answers what is no request, in the words and with the headers of the application."""

    def execute(self) -> None:
        """Write the one JSON error body."""
        error = self.request.error
        code, message = describe_error(error.code)
        body = json.dumps({"error": {"code": code, "message": message}}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "application/json"), *HEADERS]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        # In the log like every request; of what was sent, nothing.
        address = self.channel.addr[0] or ""
        log_request(Seen("", "other", "refused", error.code, "", 0.0, address))


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows since when its request is under way and its reply unread."""

    task_class = FinalTask
    error_task_class = RefusalTask
    _timed: Any = None
    _asked_since = 0.0
    _unread_since: float | None = None

    def received(self, data: bytes) -> bool:
        """Take in what a client has sent."""
        taken: bool = super().received(data)
        if self.request is not self._timed:
            # Another request has begun, or none.
            self._timed, self._asked_since = self.request, time.monotonic()
        return taken

    def service(self) -> None:
        """Answer one request; called in a thread.

        Whoever asks for more and more without reading gets what is there, and no more: a thread
        that waited for such a client would be lost to all others.
        """
        if self.total_outbufs_len > MOST_UNREAD:
            with self.requests_lock:
                self.requests: list[Any] = []
                self.close_when_flushed = True
            self.server.pull_trigger()
            return
        try:
            super().service()
        finally:
            self.server.served += 1

    def find_fault(self, now: float) -> str:
        """Return why the connection has to be ended at a moment, or nothing."""
        if not self.total_outbufs_len:
            self._unread_since = None
        elif self._unread_since is None:
            self._unread_since = now
        elif now - self._unread_since > REPLY_SECONDS:
            return SLOW_READER
        if self.request is not None and now - self._asked_since > REQUEST_SECONDS:
            return SLOW_REQUEST
        return ""
