"""What stands in a conversation: the notices that were raised and not yet answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Gravest first.
_ORDER = ("emergency", "urgent", "ask", "routine")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a notice was raised, for explanations."""

    turn: int
    """The turn that raised it, from 1."""
    notice: str
    """Its id."""
    level: str
    """Its level, or "ask"."""
    sign: str
    """The certain sign as written in signs.toml; "" when it was learned."""
    said: tuple[str, ...]
    """The words that fulfilled the sign."""
    danger: float
    """How probable a danger is by what was learned: 0 for ordinary words, 1 for plain danger."""


def gravest(standing: Sequence[Reason], levels: Mapping[str, str]) -> Reason | None:
    """Return what is shown: an emergency before an urgent notice before a question; else None.

    Of several questions the one about an emergency comes first, of equals the earliest.
    """

    def gravity(reason: Reason) -> tuple[int, int]:
        return _ORDER.index(reason.level), _ORDER.index(levels[reason.notice])

    return min(standing, key=gravity, default=None)


def with_reason(standing: Sequence[Reason], reason: Reason) -> list[Reason]:
    """Return what stands with a reason more; an alarm takes the place of its own question."""
    rest = [one for one in standing if one.notice != reason.notice]
    held = next((one for one in standing if one.notice == reason.notice), None)
    if held is not None and held.level != "ask" and reason.level == "ask":
        return list(standing)
    return [*rest, reason]


def without(standing: Sequence[Reason], ended: Reason | None) -> list[Reason]:
    """Return what stands without what was ended."""
    return [one for one in standing if one is not ended]
