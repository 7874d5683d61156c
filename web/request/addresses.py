"""Addresses as servers and proxies write them: without ports, and as the networks they are in."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# How much more often a site's /48 may ask than a household's /64.
WIDER = 16
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|([0-9.]+):\d+")


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, without its port and zone, IPv4 also where IPv6 carries it.

    None for anything else, such as the name that a socket file goes by.
    """
    written = text.strip()
    found = _WITH_PORT.fullmatch(written)
    if found is not None:
        written = found[1] or found[2] or ""
    try:
        parsed = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


@lru_cache(maxsize=256)
def networks_of(text: str) -> tuple[tuple[str, int], ...]:
    """Return the networks that an address is counted in, each with how much more it may ask.

    An IPv4 address is one visitor. With IPv6 a household has a /64, and whoever rents a /48
    has 65,536 of those. What is no address shares one count.
    """
    parsed = read_address(text)
    if parsed is None:
        return (("", 1),)
    if isinstance(parsed, IPv4Address):
        return ((str(parsed), 1),)
    return (_network(parsed, 64), 1), (_network(parsed, 48), WIDER)


@lru_cache(maxsize=256)
def shorten_address(text: str) -> str:
    """Return the network that an address is in: the first 24 bits of IPv4, 48 of IPv6."""
    parsed = read_address(text)
    if parsed is None:
        return ""
    bits = 24 if parsed.version == 4 else 48
    return _network(parsed, bits).partition("/")[0]


def _network(address: IPv4Address | IPv6Address, bits: int) -> str:
    return str(ip_network((address, bits), strict=False))
