"""How often one address may ask: counted per window, in memory or in a shared Redis."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from web.serving.rates import Rate

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_log = logging.getLogger(__name__)

# Cheap for us and many a page: files, and what machines look at.
_FREE_ROOMS = frozenset({"assets", "health", "metrics"})
_FREE_VIEWS = frozenset({"embed.newest", "embed.release"})
# Addresses remembered in one window; past it a flood of addresses starts from zero.
MOST_ADDRESSES = 100_000
# How long a shared store that failed is left alone, so that no visitor waits for it twice.
REST_SECONDS = 5.0
_STORE_TIMEOUT = 0.25
# Where the application keeps its limiter, and a request how long it has to wait.
_LIMITER = "chatbot.limiter"
_WAIT = "chatbot.wait"


class Counts(Protocol):
    """Counts requests of a key in the window of a rate."""

    def add(self, key: str, window: int, rate: Rate) -> int:
        """Count one more and return how many that makes in this window."""


class MemoryCounts:
    """Counts in this process; the last window is forgotten when the next begins."""

    def __init__(self) -> None:
        self._lock = Lock()
        # Window length to the window and its counts.
        self._windows: dict[int, tuple[int, Counter[str]]] = {}

    def add(self, key: str, window: int, rate: Rate) -> int:
        """Count one more and return how many that makes in this window."""
        with self._lock:
            current, counts = self._windows.get(rate.seconds, (-1, None))
            if counts is None or current != window or len(counts) >= MOST_ADDRESSES:
                counts = Counter()
                self._windows[rate.seconds] = (window, counts)
            counts[key] += 1
            return counts[key]


class SharedCounts:
    """Counts in Redis or Valkey; while that is away, each process counts for itself."""

    def __init__(self, address: str) -> None:
        from bot.files.redis_store import connect

        self._redis: Any = connect(address, timeout=_STORE_TIMEOUT)
        self._own = MemoryCounts()
        self._rests_until = 0.0
        self._away = False

    def add(self, key: str, window: int, rate: Rate) -> int:
        """Count one more and return how many that makes in this window."""
        if time.monotonic() < self._rests_until:
            return self._own.add(key, window, rate)
        from redis import RedisError

        name = f"chatbot:rate:{rate.seconds}:{window}:{key}"
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.incr(name).expire(name, rate.seconds)
                count = int(pipeline.execute()[0])
        except (RedisError, OSError) as error:
            self._rest(error)
            return self._own.add(key, window, rate)
        if self._away:
            self._away = False
            _log.warning("rate limits: the shared store is back")
        return count

    def _rest(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS
        if not self._away:
            self._away = True
            _log.warning(
                "rate limits: the shared store cannot be reached (%s); each process counts for "
                "itself until it is back; check CHATBOT_RATE_LIMIT_STORAGE",
                type(error).__name__,
            )


@dataclass(frozen=True, slots=True)
class Limiter:
    """Lets an address ask as often as every rate allows."""

    rates: tuple[Rate, ...]
    counts: Counts
    # Seconds since the epoch: windows must begin at the same moment on every machine.
    clock: Callable[[], float] = time.time

    def seconds_to_wait(self, address: str) -> int:
        """Count a request and return 0 when it may pass, else the seconds until it may."""
        now = self.clock()
        wait = 0
        for rate in self.rates:
            window = int(now // rate.seconds)
            if self.counts.add(_disguise(address, window), window, rate) > rate.most:
                wait = max(wait, int((window + 1) * rate.seconds - now) + 1)
        return wait


def _disguise(address: str, window: int) -> str:
    """Return a key that differs from window to window, so that none can be followed."""
    return blake2b(f"{window} {_network(address)}".encode(), digest_size=9).hexdigest()


def _network(address: str) -> str:
    """Return what one household has: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return parsed.exploded[:19]
    return address


def limit_requests(app: Flask, rates: tuple[Rate, ...], storage: str) -> None:
    """Refuse requests over the rates with 429 and the seconds to wait in ``Retry-After``.

    A request costs two dictionary look-ups here; Flask-Limiter's bookkeeping took longer than
    an answer.
    """
    if not rates:
        return
    app.extensions[_LIMITER] = Limiter(rates, SharedCounts(storage) if storage else MemoryCounts())

    @app.before_request
    def refuse_the_hasty() -> None:
        view = request.endpoint or ""
        if view.partition(".")[0] in _FREE_ROOMS or view in _FREE_VIEWS:
            return
        wait = seconds_to_wait(app, request.environ)
        if wait:
            raise TooManyRequests(retry_after=wait)


def seconds_to_wait(app: Flask, environ: WSGIEnvironment) -> int:
    """Return 0 when a request may pass, else the seconds until it may.

    It counts once, however often this is asked.
    """
    wait: int | None = environ.get(_WAIT)
    if wait is None:
        limiter: Limiter | None = app.extensions.get(_LIMITER)
        address = environ.get("REMOTE_ADDR") or ""
        wait = environ[_WAIT] = limiter.seconds_to_wait(address) if limiter else 0
    return wait
