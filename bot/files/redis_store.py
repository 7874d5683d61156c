"""The one place that opens Redis or Valkey, for those who share counts between machines."""

from __future__ import annotations

from typing import Any

# Both speak the same protocol; the client knows the addresses of the first only.
_SCHEMES = {"valkey://": "redis://", "valkeys://": "rediss://"}
SCHEMES = ("redis://", "rediss://", "unix://", *_SCHEMES)


def connect(address: str, *, timeout: float) -> Any:
    """Return a client that gives up after the seconds of timeout and does not try twice.

    Nothing is sent yet, so that a store that is away does not stop the start.

    :raise ValueError: when the address is none of Redis.
    """
    # Imported here: it takes longer to load than the chatbot, and few need it.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    for scheme, known in _SCHEMES.items():
        if address.startswith(scheme):
            address = known + address.removeprefix(scheme)
    return Redis.from_url(
        address,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
