"""Where connections come in: accepted on one socket, and bounded in number."""

from __future__ import annotations

import errno
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from waitress.server import TcpWSGIServer

from web.serving.connections import Channel
from web.serving.ledger import Ledger

# Of the connections that a process may hold, this share is left for those who come next.
_LEFT_FREE = 0.25
_MOST_ACCEPTED_AT_ONCE = 64
# What the system says when it has no file handle or no memory for one more connection.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
# Seconds that nobody is accepted after that.
_REST_SECONDS = 0.1

NO_ROOM = "waited longest when there was no room for others"


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
        self._rests_until = 0.0
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

    def accept(self) -> Any:
        """Return the next connection with its address; None where there is none, or no room."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno in _EXHAUSTED:
                self._make_room(error)
            return None

    def readable(self) -> bool:
        """Tell whether to look who comes; not while the system has no room for anybody."""
        looks: bool = super().readable()
        return looks and time.monotonic() >= self._rests_until

    def _make_room(self, error: OSError) -> None:
        """End those that have waited longest; where nobody waits, rest before the next look.

        Without a rest the loop would do nothing else until there is room.
        """
        moment = time.monotonic()
        idle = self._find_idle()
        excess = idle[: max(1, int(len(idle) * _LEFT_FREE))]
        if not excess:
            self._rests_until = moment + _REST_SECONDS
        self._condemned += excess
        self._ledger.tell_exhausted(error, moment)
        self._ledger.add(Counter({NO_ROOM: len(excess)}), moment)

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
        # One may have been condemned for two faults.
        for channel in dict.fromkeys(self._condemned):
            channel.handle_close()
        self._condemned.clear()

    def _find_crowd(self) -> Iterable[Channel]:
        """Return those that have waited longest and are too many; none that is being answered."""
        most = int(self.adj.connection_limit * (1 - _LEFT_FREE))
        excess = len(self.active_channels) - most
        if excess <= 0:
            return ()
        return self._find_idle()[:excess]

    def _find_idle(self) -> list[Channel]:
        """Return the connections that nothing is answered to, longest waiting first."""
        idle = [each for each in self.active_channels.values() if not each.requests]
        return sorted(idle, key=lambda each: float(each.last_activity))
