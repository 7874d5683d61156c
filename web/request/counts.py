"""Counts of requests by key and window: in a shared Redis, and in this process while it is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from bot.files.redis_store import connect

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter

_log = logging.getLogger(__name__)

# Counts held in one process; past it a flood of addresses starts from zero.
MOST_COUNTED = 20_000
# How long a shared store that failed is left alone, so that no visitor waits for it twice.
REST_SECONDS = 5.0
_STORE_TIMEOUT = 0.25

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
