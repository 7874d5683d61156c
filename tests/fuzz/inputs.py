"""Endless odd inputs, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

# What breaks readers of text: bidirectional marks, joiners, halves of characters, long
# compositions, look-alikes, controls, markup, patterns, paths, formats, numbers.
ODD = (
    "\x00", "\x1b[31m", "\r\n", "\t", "\u2028", "\u202e", "\u200b", "\ufeff", "\ud83e", "\udfff",
    "e\u0301" * 8, "a" + "\u0300" * 40, "ﬁ", "ſ", "ß", "İ", "ı", "Å", "\u1100\u1161", "👩‍👩‍👧",
    "🦵🏽",
    "½", "²", "٣", "Ⅷ", "‘’“”", "—", "…", "<script>", "</p>", "&amp;", "&#0;", "%00", "%s%n", "{0}",
    "{question}", "${x}", "../..", "\\", "'--", '"', "(a+)+$", "[[", "]]", "**", "___", "```", "# ",
    "> ", "- ", "1e999", "-0", "NaN", "9" * 40, "a" * 120, "." * 60, "?!" * 30, "don't", "o'clock",
    "n't", "’s", "-" * 50, "/" * 30, " " * 40, "\u00a0", "مؤلم", "腰が痛い", "боль", "πόνος",
)  # fmt: skip


def odd_questions(seed: int, words: Sequence[str], *, most: int = 520) -> Iterator[str]:
    """Yield questions without end: words of the field, oddities and everything between."""
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    while True:
        pieces = [
            rng.choice(words) if rng.random() < 0.75 else _piece(rng)
            for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 3, 4, 6, 20)))
        ]
        yield rng.choice((" ", " ", " ", "", "\n", ", ")).join(pieces)[:most]


def _piece(rng: Random) -> str:
    if rng.random() < 0.6:
        return rng.choice(ODD)
    return "".join(chr(rng.randrange(1, 0x11000)) for _ in range(rng.randrange(1, 12)))


def mutate(rng: Random, text: str) -> str:
    """Return a text with a few places cut, doubled, swapped or spoilt."""
    for _ in range(rng.randrange(1, 6)):
        first, last = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        last = min(last, first + rng.choice((1, 4, 40)))
        text = rng.choice(_EDITS)(rng, text[:first], text[first:last], text[last:])
    return text


_EDITS: tuple[Callable[[Random, str, str, str], str], ...] = (
    lambda rng, before, part, after: before + after,
    lambda rng, before, part, after: before + part * rng.randrange(2, 20) + after,
    lambda rng, before, part, after: before + rng.choice(ODD) + part + after,
    lambda rng, before, part, after: before + rng.choice(ODD) + after,
    lambda rng, before, part, after: before + part[::-1] + after,
    lambda rng, before, part, after: after + part + before,
)
