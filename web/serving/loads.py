"""How many connections each worker holds, in memory that all workers share."""

from __future__ import annotations

from mmap import mmap

# More than there are workers at a time. Should two share a place, one of them is misjudged.
_PLACES = 64
_BYTES = 4


class Loads:
    """One number a worker. Made before the fork; without a lock, as they are but hints."""

    def __init__(self) -> None:
        """Begin without workers."""
        # One more than is held, so that 0 means that nobody accepts connections here.
        self._held = memoryview(mmap(-1, _PLACES * _BYTES)).cast("i")

    def tell(self, age: int, held: int) -> None:
        """Note how many connections a worker holds; gunicorn numbers workers by age."""
        self._held[age % _PLACES] = held + 1

    def forget(self, age: int) -> None:
        """Count no more on a worker, which accepts no connections or has ended."""
        self._held[age % _PLACES] = 0

    def least(self) -> int:
        """Return how many connections the freest worker holds, or 0 when there is none."""
        return min(filter(None, self._held), default=1) - 1


loads = Loads()
