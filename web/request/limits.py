"""How often one address may ask: so many times a window of each rate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests

from web.request.addresses import WIDER, networks_of
from web.request.counts import Counts

if TYPE_CHECKING:
    from limits import RateLimitItem

# Cheap for us and many a page: files, and what machines look at.
_FREE_ROOMS = frozenset({"assets", "health", "metrics"})
_FREE_VIEWS = frozenset({"embed.newest", "embed.release"})
# Searching while typing asks often, and takes nothing from those who ask: it has a budget of its
# own, so many times the rates.
_SEARCH_ROOM, SEARCH_FACTOR = "lookup", 5
# Who is told how much is left: programs.
_TOLD_ROOM = "api"
LIMITER = "chatbot.limiter"


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
