"""The best passages of a long index without reading all of it.

Rare terms are read first. Once what the other terms can add at most is less than what the best
passages already have, nobody new can win, and only the passages that are still in the race look
the other terms up (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995). The outcome is that of adding everything up, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Floats = NDArray[np.float64]

# One term in one field, as a query weighs it, so that rows sort from rare to frequent:
# passages that have it, its first posting, the field, weight of the term in the query,
# weight of the field × idf × (k1 + 1), and at least the greatest score that it adds.
# A bare tuple, for its speed.
Row = tuple[int, int, int, float, float, float]
# Rows → the positions of all their postings and what each posting adds.
Read = Callable[[Sequence[Row]], tuple[Positions, Floats]]
# A row and rising positions → which of these have the term, and what it adds to them.
LookUp = Callable[[Row, Positions], tuple[NDArray[np.intp], Floats]]

# Postings that are read at once before it pays to think about leaving some out.
BATCH = 1 << 14
# Passages that run ahead, to show what score is needed.
LEADERS = 64
# Upper bounds are added up in another order than scores: room for the rounding.
SLACK = 1 + 1e-9


def race(
    rows: Sequence[Row], *, limit: int, scratch: Floats, read: Read, look_up: LookUp
) -> tuple[Positions, Floats]:
    """Return positions and scores of the best limit passages, equal scores in their order.

    rows come from rare to frequent; scratch holds a zero for each passage, and does so again
    when this returns.
    """
    touched: list[Positions] = []
    try:
        positions, threshold, done = _read_rows(rows, limit, scratch, touched, read, look_up)
        scores = scratch.take(positions)
    finally:
        for positions_ in touched:
            scratch[positions_] = 0.0
    for row in rows[done:]:
        threshold = max(threshold, nth_greatest(scores, limit))
        racing = scores >= threshold - _most(rows[done:])
        positions, scores = positions[racing], scores[racing]
        held, gains = look_up(row, positions)
        scores[held] += gains
        done += 1
    return head(positions, scores, limit)


def _read_rows(
    rows: Sequence[Row],
    limit: int,
    scratch: Floats,
    touched: list[Positions],
    read: Read,
    look_up: LookUp,
) -> tuple[Positions, float, int]:
    """Return who is in the race, what score is needed, and how many rows were read for it."""
    done, threshold = 0, 0.0
    while True:
        stop = _batch_end(rows, done)
        positions, gains = read(rows[done:stop])
        np.add.at(scratch, positions, gains)
        touched.append(positions)
        done = stop
        if len(touched) > 1:
            positions = np.concatenate(touched)
        partial = scratch.take(positions)
        rest = _most(rows[done:])
        # A passage stands here at most once a row, so these are at least limit passages.
        threshold = max(threshold, nth_greatest(partial, limit * done))
        racing = partial >= threshold - rest
        if rest and (rest >= threshold or np.count_nonzero(racing) > 4 * LEADERS):
            leading = partial >= nth_greatest(partial, max(LEADERS, limit * done))
            leaders = _distinct(positions[leading])[: max(2 * LEADERS, limit)]
            scores = scratch.take(leaders)
            for row in rows[done:]:
                held, gains = look_up(row, leaders)
                scores[held] += gains
            threshold = max(threshold, nth_greatest(scores, limit))
            racing = partial >= threshold - rest
        if rest < threshold or done == len(rows):
            return _distinct(positions[racing]), threshold, done


def _most(rows: Sequence[Row]) -> float:
    """Return at least the greatest score that the rows together can add."""
    return SLACK * sum([row[5] for row in rows])


def _batch_end(rows: Sequence[Row], start: int) -> int:
    """Return where to stop reading: at BATCH postings, or when as many again are read."""
    room = max(BATCH, sum([row[0] for row in rows[:start]]))
    stop = start
    while stop < len(rows) and (stop == start or rows[stop][0] <= room):
        room -= rows[stop][0]
        stop += 1
    return stop


def _distinct(positions: Positions) -> Positions:
    """Return the positions once each, rising; np.unique takes four times as long."""
    positions.sort()
    first = np.ones(len(positions), bool)
    np.not_equal(positions[1:], positions[:-1], out=first[1:])
    return positions[first]


def nth_greatest(scores: Floats, nth: int) -> float:
    """Return the nth greatest score, or 0.0 when there are fewer."""
    place = len(scores) - nth
    if not 0 <= place < len(scores):
        return 0.0
    # A copy and its own method: np.partition takes half as long again for few scores.
    parted = scores.copy()
    parted.partition(place)
    return float(parted[place])


def head(positions: Positions, scores: Floats, limit: int) -> tuple[Positions, Floats]:
    """Return the best of rising positions, by falling score, equal ones in their order."""
    if len(scores) > 100 + limit:
        leading = scores >= nth_greatest(scores, limit)
        positions, scores = positions[leading], scores[leading]
    order = (-scores).argsort(kind="stable")[:limit]
    return positions.take(order), scores.take(order)
