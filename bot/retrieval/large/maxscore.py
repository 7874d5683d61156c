"""The best passages of a query without reading all of its postings.

MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations", Information
Processing & Management 31 (1995). README.md beside this file explains it. The outcome is that of
adding everything up from rare to frequent, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.retrieval.large.postings import Floats, Positions, Postings, Row

# Postings that are read at once before it pays to think about leaving some out.
BATCH = 1 << 14  # only speed
# Passages that are scored in full early, to show what score is needed.
LEADERS = 64  # only speed
# What rows can add is summed in another order than scores are: room for the rounding.
SLACK = 1 + 1e-9


def find_best(postings: Postings, rows: Sequence[Row], *, limit: int) -> tuple[Positions, Floats]:
    """Return positions and scores of the best limit passages, by falling score.

    rows come from rare to frequent; there is at least one. Equal scores keep their order.
    """
    positions, scores, needed, done = _read_rare_rows(postings, rows, limit)
    for number, row in enumerate(rows[done:], start=done):
        needed = max(needed, nth_greatest(scores, limit))
        can_win = scores >= needed - _most(rows[number:])
        positions, scores = positions[can_win], scores[can_win]
        held, gains = postings.look_up(row, positions)
        scores[held] += gains
    return _head(positions, scores, limit)


def _read_rare_rows(
    postings: Postings, rows: Sequence[Row], limit: int
) -> tuple[Positions, Floats, float, int]:
    """Read whole rows until a passage that has none of them cannot be among the best.

    Return the positions that can still be among the best, rising, with what they have so far,
    the score that is needed at least, and how many rows were read.
    """
    scores = np.zeros(postings.size)
    read = np.zeros(0, np.int64)
    done, needed = 0, 0.0
    while True:
        stop = _batch_end(rows, done)
        positions, gains = postings.read(rows[done:stop])
        np.add.at(scores, positions, gains)
        read, done = np.concatenate((read, positions)), stop
        partial = scores.take(read)
        left = _most(rows[done:])
        # A passage stands here at most once a row, so these are at least limit passages.
        needed = max(needed, nth_greatest(partial, limit * done))
        can_win = partial >= needed - left
        if left and (left >= needed or np.count_nonzero(can_win) > 4 * LEADERS):  # only speed
            leading = partial >= nth_greatest(partial, max(LEADERS, limit * done))
            leaders = _distinct(read[leading])[: max(2 * LEADERS, limit)]
            needed = max(needed, _needed_by(postings, rows[done:], leaders, scores, limit))
            can_win = partial >= needed - left
        if left < needed or done == len(rows):
            found = _distinct(read[can_win])
            return found, scores.take(found), needed, done


def _needed_by(
    postings: Postings, rows: Sequence[Row], leaders: Positions, scores: Floats, limit: int
) -> float:
    """Return the score that limit of the leaders reach once the other rows are added."""
    whole = scores.take(leaders)
    for row in rows:
        held, gains = postings.look_up(row, leaders)
        whole[held] += gains
    return nth_greatest(whole, limit)


def _most(rows: Sequence[Row]) -> float:
    """Return at least the greatest score that the rows together can add."""
    return SLACK * sum([row.most for row in rows])


def _batch_end(rows: Sequence[Row], start: int) -> int:
    """Return where to stop reading: at BATCH postings, or when as many again are read."""
    room = max(BATCH, sum([row.frequency for row in rows[:start]]))
    stop = start
    while stop < len(rows) and (stop == start or rows[stop].frequency <= room):
        room -= rows[stop].frequency
        stop += 1
    return stop


def _distinct(positions: Positions) -> Positions:
    """Return the positions once each, rising; np.unique takes four times as long."""
    positions = np.sort(positions)
    first = np.ones(len(positions), bool)
    np.not_equal(positions[1:], positions[:-1], out=first[1:])
    return positions[first]


def nth_greatest(scores: Floats, nth: int) -> float:
    """Return the nth greatest score, or 0.0 when there are fewer."""
    place = len(scores) - nth
    if not 0 <= place < len(scores):
        return 0.0
    return float(np.partition(scores, place)[place])


def _head(positions: Positions, scores: Floats, limit: int) -> tuple[Positions, Floats]:
    """Return the best of rising positions, by falling score, equal ones in their order."""
    if len(scores) > limit:
        leading = scores >= nth_greatest(scores, limit)
        positions, scores = positions[leading], scores[leading]
    order = (-scores).argsort(kind="stable")[:limit]
    return positions.take(order), scores.take(order)
