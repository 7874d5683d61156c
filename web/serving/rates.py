"""Rates as the settings write them: ``60/minute; 1000/hour``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_RATE = re.compile(r"(\d{1,9})\s*(?:/|\bper\b)\s*(second|minute|hour|day)s?")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    most: int
    seconds: int


def read_rates(value: str) -> tuple[Rate, ...]:
    """Return the rates of a text such as ``60/minute; 1000/hour``; none for an empty text.

    :raise ValueError: when a part is no rate.
    """
    rates = []
    for part in filter(None, (part.strip() for part in re.split("[;,]", value.lower()))):
        match = _RATE.fullmatch(part)
        if match is None or int(match[1]) == 0:
            raise ValueError(
                "must be rates such as '60/minute' or '60/minute; 1000/hour', or empty for none"
            )
        rates.append(Rate(int(match[1]), _UNITS[match[2]]))
    return tuple(rates)
