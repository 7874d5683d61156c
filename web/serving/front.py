"""The front of a process: sockets in, requests to the application's threads, replies out."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from bot.errors import BotError
from web.serving.ledger import Ledger
from web.serving.listening import Listener

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Answers take a millisecond each and Python takes turns: more threads only wait for one another.
THREADS = 4
# Seconds that a connection may rest between two requests.
KEPT_SECONDS = 15
# Above every form of ours, so that the application refuses in its own words what is longer.
_MOST_BODY = 96 * 1024
_MOST_HEADERS = 16 * 1024
_BACKLOG = 2048
# Bytes of a reply that are sent in one go; longer ones are sent in pieces.
_SENT_WHOLE = 256 * 1024
_MOST_CONNECTIONS = 4000
# File handles that are not connections: logs, stores, the corpus.
_OTHER_HANDLES = 64
# How long connections that rest are kept while stopping: a client may just be asking.
_LINGER_SECONDS = 1.0
# All threads busy and nothing answered for so long: the process has to be replaced.
_STUCK_SECONDS = 10.0


class Front:
    """Serves an application on sockets, in turns of a loop that its owner drives."""

    def __init__(self, app: WSGIApplication, sockets: Sequence[socket.socket]) -> None:
        """Begin to accept on sockets that are bound.

        :raise BotError: when the system has no room for the threads that answer.
        """
        # A line for each that waits or leaves would be as many as the requests of a flood.
        logging.getLogger("waitress").setLevel(logging.WARNING)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._map: dict[int, Any] = {}
        self._dispatcher = ThreadedTaskDispatcher()
        try:
            self._dispatcher.set_thread_count(THREADS)
        except RuntimeError as error:
            raise BotError(f"{error}; allow this process more memory or more threads") from error
        self._served = (0, time.monotonic())
        self._closed = False
        adjustments = _adjust()
        ledger = Ledger()
        self._listeners = [
            Listener(
                app,
                self._map,
                True,
                each,
                ledger=ledger,
                dispatcher=self._dispatcher,
                adj=adjustments,
                bind_socket=False,
                sockinfo=(each.family, each.type, each.proto, each.getsockname()),
            )
            for each in sockets
        ]

    @property
    def busy_threads(self) -> int:
        """How many threads answer just now."""
        return max(0, int(self._dispatcher.active_count))

    @property
    def connections(self) -> int:
        """How many connections are held."""
        return sum(len(each.active_channels) for each in self._listeners)

    def turn(self, seconds: float = 1.0) -> None:
        """Wait for what happens next, so many seconds at most, and see to it."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        for listener in self._listeners:
            listener.end_condemned()

    def wake(self) -> None:
        """End the turn under way; for signal handlers and other threads."""
        # Once all is closed, the number of the pipe may be another file's.
        if not self._closed:
            self._listeners[0].pull_trigger()

    def is_stuck(self) -> bool:
        """Tell whether requests wait and none has been answered for a while."""
        served, now = sum(each.served for each in self._listeners), time.monotonic()
        if served != self._served[0] or not self._dispatcher.queue:
            self._served = (served, now)
        return now - self._served[1] > _STUCK_SECONDS

    def finish(self, seconds: float, *, beat: Callable[[], object] = lambda: None) -> None:
        """Accept nobody any more, answer what is under way, and close; within the seconds."""
        begun = time.monotonic()
        for listener in self._listeners:
            listener.stopping = True
            listener.accept_all()
            wasyncore.dispatcher.close(listener)
        while (rest := begun + seconds - time.monotonic()) > 0 and self.connections:
            self.turn(min(rest, 0.1))
            beat()
            lingers = time.monotonic() - begun < _LINGER_SECONDS
            for listener in self._listeners:
                for channel in listener.active_channels.values():
                    under_way = channel.requests or channel.request or channel.total_outbufs_len
                    if not under_way and not lingers:
                        channel.will_close = True
        self._dispatcher.shutdown(timeout=1)
        self._closed = True
        wasyncore.close_all(self._map, ignore_all=True)


def _adjust() -> Adjustments:
    adjustments = Adjustments(
        backlog=_BACKLOG,
        threads=THREADS,
        connection_limit=_count_connections(),
        channel_timeout=KEPT_SECONDS,
        cleanup_interval=1,
        asyncore_use_poll=True,
        max_request_body_size=_MOST_BODY,
        max_request_header_size=_MOST_HEADERS,
        # What proxies say is read, or refused, by the application.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
        # Nobody needs to know who serves.
        ident=None,
    )
    # Sent once it is whole: of a process that is killed a visitor gets a whole reply or none,
    # and after none a balancer asks another copy. As an argument it would warn.
    adjustments.send_bytes = _SENT_WHOLE
    return adjustments


def _count_connections() -> int:
    """Return how many connections the machine lets this process hold."""
    try:
        import resource
    except ImportError:
        # On Windows the loop can look at so many.
        return 400
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_HANDLES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    if soft == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(16, min(_MOST_CONNECTIONS, soft - _OTHER_HANDLES))
