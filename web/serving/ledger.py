"""How many connections had to be ended and why, told to the log now and then."""

from __future__ import annotations

import logging
from collections import Counter

_log = logging.getLogger(__name__)

# Seconds between two lines about connections that had to be ended.
_TOLD_EVERY = 60.0


class Ledger:
    """Counts the connections that had to be ended, and tells the log now and then."""

    def __init__(self) -> None:
        self._ended: Counter[str] = Counter()
        self._told = self._told_exhausted = -_TOLD_EVERY

    def add(self, ended: Counter[str], moment: float) -> None:
        """Count; the first are told at once, later ones together after a minute."""
        self._ended.update(ended)
        if not self._ended or moment - self._told < _TOLD_EVERY:
            return
        self._told = moment
        parts = [f"{count} {what}" for what, count in sorted(self._ended.items())]
        _log.warning("connections were ended: %s", "; ".join(parts))
        self._ended.clear()

    def tell_exhausted(self, error: OSError, moment: float) -> None:
        """Say that the system has no room for connections; once a minute at most."""
        if moment - self._told_exhausted >= _TOLD_EVERY:
            self._told_exhausted = moment
            _log.error(
                "no more connections can be held (%s); allow this process more open files",
                error.strerror,
            )
