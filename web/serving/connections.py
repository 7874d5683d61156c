"""Connections, by waitress: read and written in one loop, with deadlines, and bounded in number.

Waitress takes a whole request in before a thread answers it, and keeps a whole reply for a
client that reads slowly; so no thread ever waits for a stranger. What it lacks is added here:
a deadline for a whole request, one for a whole reply, and room for the next visitor when
strangers hold all connections.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

from web.api.errors import describe_error
from web.operating.request_log import log_request
from web.request.observing import Seen
from web.request.security import HEADERS
from web.serving.ledger import Ledger

# Seconds in which a whole request must have come, and a whole reply must have been read.
REQUEST_SECONDS = 10.0
REPLY_SECONDS = 30.0
# Bytes that a client may leave unread and still be answered.
MOST_UNREAD = 1024 * 1024
# Of the connections that a process may hold, this share is left for those who come next.
_LEFT_FREE = 0.25
_MOST_ACCEPTED_AT_ONCE = 64

SLOW_REQUEST = f"sent no whole request within {REQUEST_SECONDS:.0f} s"
SLOW_READER = f"did not read a reply within {REPLY_SECONDS:.0f} s"
NO_ROOM = "waited longest when there was no room for others"


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


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """Accepts connections on one socket, TCP or Unix, and ends those that take too long."""

    channel_class = Channel
    stopping = False
    # Requests that have been answered.
    served = 0

    def __init__(self, *given: Any, ledger: Ledger, **options: Any) -> None:
        """Listen as waitress does; the ledger hears of connections that had to be ended."""
        self._ledger = ledger
        self._condemned: list[Channel] = []
        super().__init__(*given, **options)

    def handle_accept(self) -> None:
        """Accept those who wait, many at once: each look at all connections takes a while."""
        self.accept_all(most=_MOST_ACCEPTED_AT_ONCE)

    def accept_all(self, *, most: int = 10_000) -> None:
        """Accept everybody who waits at the door."""
        for _ in range(most):
            held = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == held:
                return

    def set_socket_options(self, conn: Any) -> None:
        """Set the options of TCP where it is TCP."""
        if not self.is_unix:
            super().set_socket_options(conn)

    def fix_addr(self, addr: Any) -> Any:
        """Return the address of a client; a Unix socket's has none."""
        return ("", None) if self.is_unix else addr

    def getsockname(self) -> Any:
        """Return host and port, or the path of a Unix socket."""
        return ("unix", self.socket.getsockname()) if self.is_unix else super().getsockname()

    @property
    def is_unix(self) -> bool:
        """Tell whether it listens at a path of the file system."""
        return isinstance(self.sockinfo[3], str | bytes)

    def maintenance(self, now: float) -> None:
        """Look for what takes too long; waitress calls this every second."""
        super().maintenance(now)
        moment = time.monotonic()
        ended: Counter[str] = Counter()
        for channel in self.active_channels.values():
            fault = "" if channel.requests else channel.find_fault(moment)
            if fault:
                self._condemned.append(channel)
                ended[fault] += 1
        for channel in self._find_crowd():
            self._condemned.append(channel)
            ended[NO_ROOM] += 1
        self._ledger.add(ended, moment)

    def end_condemned(self) -> None:
        """End what was found to take too long; called between two turns of the loop.

        Waitress would wait until the client is ready to read. Within a turn, a new connection
        could get the number of the closed one, and with it what was noticed of that.
        """
        for channel in self._condemned:
            channel.handle_close()
        self._condemned.clear()

    def _find_crowd(self) -> Iterable[Channel]:
        """Return those that have waited longest and are too many; none that is being answered."""
        most = int(self.adj.connection_limit * (1 - _LEFT_FREE))
        excess = len(self.active_channels) - most
        if excess <= 0:
            return ()
        idle = [each for each in self.active_channels.values() if not each.requests]
        return sorted(idle, key=lambda each: float(each.last_activity))[:excess]
