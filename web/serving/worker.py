"""A gunicorn worker whose threads never wait for a slow client."""

from __future__ import annotations

import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from web.serving.loads import loads
from web.serving.request_log import LineFormatter, install_log

# A whole request must have arrived within these seconds.
REQUEST_SECONDS = 10.0
# How long a worker leaves a new connection to a freer one, which has been woken as well: for each
# connection that it holds more, up to this many. Should the freer one hang, no more is lost.
_COURTESY_SECONDS = 0.001
_MOST_COURTESIES = 3
# Larger requests are handed on unread: the application refuses them by their length.
_MOST_WAITED_FOR = 96 * 1024
# Room in the kernel for such a request; it counts its own bookkeeping in, hence twice.
_RECEIVE_BUFFER = 2 * _MOST_WAITED_FOR
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_EXPECTING = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n(.*\r\n)?\r\n", re.I | re.S)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"


class WholeReplySocket(socket.socket):
    """Sends the head and the body of a reply in one go.

    A process that is killed then leaves a visitor with a whole reply or with none; after none,
    a balancer can ask another copy.
    """

    _held: bytes | None = None
    # Whether a client that asks before it sends the body has been answered.
    told_to_go_on = False

    # Bytes from which on the poller is told that there is something to read.
    _wakes_from = 1

    def wake_from(self, size: int) -> None:
        """Count as readable from so many bytes on."""
        if size != self._wakes_from:
            self._wakes_from = size
            self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)

    def hold(self) -> None:
        """Keep back what is sent from now on."""
        self._held = b""
        self.told_to_go_on = False

    def release(self) -> None:
        """Send what has been kept back, and all that follows at once."""
        held, self._held = self._held, None
        if held:
            self.sendall(held)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it, or keep it back."""
        if self._held is None:
            super().sendall(data, flags)
        else:
            self._held += data


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Leaves a request in the kernel until all of it is there, and only then takes a thread.

    The plain worker reads in its threads, so that a handful of clients who send a byte now and
    then keep everybody else out.
    """

    def accept(self, listener: socket.socket) -> bool:
        """Accept a connection and wait for its request; return whether there was one.

        Without the courtesy, all connections of a proxy stay with the worker that woke first.
        """
        if self.alive and (more := self.nr_conns - loads.least()) > 0:
            time.sleep(_COURTESY_SECONDS * min(more, _MOST_COURTESIES))
        try:
            accepted, address = listener.accept()
        except OSError:
            # Gone again, or no file handles left: those who hold them are timed out.
            return False
        client = WholeReplySocket(fileno=accepted.detach())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        self._await_request(conn)
        return True

    def set_accept_enabled(self, enabled: bool) -> None:
        """Begin or cease to accept; before the end, take in everybody who is at the door."""
        super().set_accept_enabled(enabled)
        if not enabled:
            loads.forget(self.age)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while self.accept(listener):
                    pass
                # Whoever comes from now on is told so at once, not when this worker has ended.
                listener.close()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what happens next and see to it; the other workers know what is held."""
        if self._accepting:
            loads.tell(self.age, self.nr_conns)
        super().wait_for_and_dispatch_events(timeout)

    def on_client_socket_readable(self, conn: Any, client: WholeReplySocket) -> None:
        """Hand a kept connection to a thread, or wait until its next request is whole."""
        if self._has_arrived(client):
            super().on_client_socket_readable(conn, client)
        else:
            self.poller.unregister(client)
            self.keepalived_conns.remove(conn)
            self._await_request(conn)

    def on_pending_socket_readable(self, conn: Any, client: WholeReplySocket) -> None:
        """Hand the connection to a thread when its request is whole."""
        if self._has_arrived(client):
            super().on_pending_socket_readable(conn, client)

    def _has_arrived(self, client: WholeReplySocket) -> bool:
        """Tell whether there is a whole request, or the end of the connection, to be read."""
        try:
            arrived = client.recv(_MOST_WAITED_FOR, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            arrived = b""
        if not arrived or is_whole(arrived):
            client.wake_from(1)
            return True
        if not client.told_to_go_on and _EXPECTING.search(arrived):
            client.told_to_go_on = True
            client.send(_CONTINUE)
        # Wakes us when there is more than what has been looked at, not before.
        client.wake_from(len(arrived) + 1)
        return False

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; return whether its connection may be kept."""
        conn.sock.hold()
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock.release()

    def _await_request(self, conn: Any) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, ready)


def is_whole(arrived: bytes) -> bool:
    """Tell whether the bytes hold a whole request, or more than is waited for."""
    head, end, body = arrived.partition(_HEAD_END)
    if len(arrived) >= _MOST_WAITED_FOR:
        return True
    if not end:
        return False
    head += b"\r\n"
    if _CHUNKED.search(head):
        return body.endswith(_LAST_CHUNK)
    length = _LENGTH.search(head)
    wanted = int(length[1]) if length else 0
    return len(body) >= wanted or len(head) + wanted >= _MOST_WAITED_FOR


class LineLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own messages in the lines of our log; requests are logged by the application."""

    def setup(self, cfg: Any) -> None:
        """Set up as usual, then give every handler our format."""
        super().setup(cfg)
        install_log(self.error_log.level)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing: gunicorn's line would hold the whole address and the query."""
