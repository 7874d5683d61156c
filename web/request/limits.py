"""How often one address may ask: counted per window, in memory or in a shared Redis."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests

from bot.files.redis_store import connect
from web.request.addresses import WIDER, networks_of

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter

_log = logging.getLogger(__name__)

# Cheap for us and many a page: files, and what machines look at.
_FREE_ROOMS = frozenset({"assets", "health", "metrics"})
_FREE_VIEWS = frozenset({"embed.newest", "embed.release"})
# Searching while typing asks often, and takes nothing from those who ask: it has a budget of its
# own, so many times the rates.
_SEARCH_ROOM, SEARCH_FACTOR = "lookup", 5
# Who is told how much is left: programs.
_TOLD_ROOM = "api"
# Counts held in one process; past it a flood of addresses starts from zero.
MOST_COUNTED = 20_000
# How long a shared store that failed is left alone, so that no visitor waits for it twice.
REST_SECONDS = 5.0
_STORE_TIMEOUT = 0.25
LIMITER = "chatbot.limiter"


Counted = TypeVar("Counted", bool, int)


class Counts:
    """Counts in a shared store where there is one; while it is away, in this process."""

    def __init__(self, address: str = "") -> None:
        """Count at an address of Redis or Valkey, or in memory for an empty one."""
        from limits.storage import MemoryStorage, RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        self.away = False
        self._noting = Lock()
        self._rests_until = 0.0
        self._memory = MemoryStorage()
        self._own = FixedWindowRateLimiter(self._memory)
        self._shared: FixedWindowRateLimiter | None = None
        if address:
            pool = connect(address, timeout=_STORE_TIMEOUT).connection_pool
            storage = RedisStorage("redis://", connection_pool=pool, key_prefix="chatbot")
            self._shared = FixedWindowRateLimiter(storage)

    @property
    def is_shared(self) -> bool:
        """Tell whether a shared store is to count."""
        return self._shared is not None

    def has_room(self, rate: RateLimitItem, key: str) -> bool:
        """Tell whether one more request of a key is within a rate."""
        return self._use(lambda counting: counting.test(rate, key))

    def add(self, rate: RateLimitItem, key: str) -> bool:
        """Count one more request of a key and tell whether it was within a rate."""
        return self._use(lambda counting: counting.hit(rate, key))

    def left(self, rate: RateLimitItem, key: str) -> int:
        """Return how many requests of a key are still within a rate."""
        return self._use(lambda counting: counting.get_window_stats(rate, key).remaining)

    def _use(self, do: Callable[[FixedWindowRateLimiter], Counted]) -> Counted:
        if self._shared is not None and time.monotonic() >= self._rests_until:
            from redis import RedisError

            try:
                found = do(self._shared)
            except (RedisError, OSError) as error:
                self._rest(error)
            else:
                self._note(away=False, line="the shared store is back")
                return found
        if len(self._memory.storage) >= MOST_COUNTED:
            self._memory.reset()
        return do(self._own)

    def _rest(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS
        self._note(
            away=True,
            line=f"the shared store cannot be reached ({type(error).__name__}); each process "
            "counts for itself until it is back; check CHATBOT_RATE_LIMIT_STORAGE",
        )

    def _note(self, *, away: bool, line: str) -> None:
        """Tell the log of a change, once however many threads have noticed it."""
        if away == self.away:
            return
        with self._noting:
            changed, self.away = away != self.away, away
        if changed:
            _log.warning("rate limits: %s", line)


class Limiter:
    """Lets an address ask as often as every rate allows."""

    def __init__(
        self,
        rates: Sequence[RateLimitItem],
        counts: Counts,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Allow the rates; the clock has seconds since the epoch, alike on every machine."""
        self.counts = counts
        self._clock = clock
        self._rates = {
            factor: tuple(type(rate)(rate.amount * factor, rate.multiples) for rate in rates)
            for factor in (1, WIDER, SEARCH_FACTOR, WIDER * SEARCH_FACTOR)
        }

    def seconds_to_wait(self, address: str, *, searches: bool = False) -> int:
        """Count a request and return 0 when it may pass, else the seconds until it may.

        What is refused is counted nowhere: whoever is too hasty for the minute does not use up
        the day. Searches are counted apart from questions.
        """
        now = self._clock()
        asked = list(self._asked(address, now, searches))
        full = [rate for rate, key in asked if not self.counts.has_room(rate, key)]
        if not full:
            full = [rate for rate, key in asked if not self.counts.add(rate, key)]
        return max((_seconds_left(rate.get_expiry(), now) for rate in full), default=0)

    def tell(self, address: str) -> dict[str, str]:
        """Return the header fields that tell an address what is left of its questions.

        Names and form are those of the IETF's draft-ietf-httpapi-ratelimit-headers-10: ``q`` is a
        quota, ``w`` its window in seconds, ``r`` what remains and ``t`` the seconds until it is
        whole again.
        """
        now = self._clock()
        policies: list[str] = []
        states: list[str] = []
        # A site's wider network is nobody's own quota.
        own = networks_of(address)[0][0]
        for number, rate in enumerate(self._rates[1], start=1):
            window = rate.get_expiry()
            left = self.counts.left(rate, _disguise(own, int(now // window)))
            policies.append(f'"{number}";q={rate.amount};w={window}')
            states.append(f'"{number}";r={left};t={_seconds_left(window, now)}')
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}

    def _asked(
        self, address: str, now: float, searches: bool
    ) -> Iterator[tuple[RateLimitItem, str]]:
        """Yield every rate that a request of an address counts in, with the key of its count."""
        more, room = (SEARCH_FACTOR, "searches ") if searches else (1, "")
        for network, factor in networks_of(address):
            for rate in self._rates[factor * more]:
                yield rate, _disguise(room + network, int(now // rate.get_expiry()))


def _seconds_left(length: int, now: float) -> int:
    """Return the whole seconds until the window of a length that holds a moment is over."""
    return int((now // length + 1) * length - now) + 1


def _disguise(network: str, window: int) -> str:
    """Return a key that differs from window to window, so that none can be followed."""
    return blake2b(f"{window} {network}".encode(), digest_size=9).hexdigest()


def limit_requests(app: Flask, rates: Sequence[RateLimitItem], storage: str) -> None:
    """Refuse requests over the rates with 429 and the seconds to wait in ``Retry-After``."""
    if not rates:
        return
    limiter = app.extensions[LIMITER] = Limiter(rates, Counts(storage))

    @app.before_request
    def refuse_the_hasty() -> None:
        view = request.endpoint or ""
        if view.partition(".")[0] in _FREE_ROOMS or view in _FREE_VIEWS:
            return
        if request.method == "OPTIONS":
            # A browser asks first whether it may ask; the question itself is what counts.
            return
        searches = view.partition(".")[0] == _SEARCH_ROOM
        wait = limiter.seconds_to_wait(request.environ.get("REMOTE_ADDR") or "", searches=searches)
        if wait:
            raise TooManyRequests(retry_after=wait)

    @app.after_request
    def tell_what_is_left(response: Response) -> Response:
        view = request.endpoint or ""
        if view.partition(".")[0] == _TOLD_ROOM and request.method != "OPTIONS":
            response.headers.update(limiter.tell(request.environ.get("REMOTE_ADDR") or ""))
        return response
