"""History and question to the query that is meant: pronouns and ellipsis, nothing remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.records import Reading
from bot.understanding.query import Query
from bot.understanding.search import Searcher

# A question that names no subject of its own takes over the earlier one whole.
_WHOLE = 0.9
# One that points back but names a subject, or says much by itself, takes over less.
_PARTLY = 0.6
# One that names only how something is done is most likely about what came before.
_ACTING = 0.7
# "And the quads?" keeps hardly more than the manner of asking.
_HARDLY = 0.45

_POINTERS = frozenset(
    """
    it that this they them those these its their there one ones both either same other another
    otherwise instead
    """.split()
)
# "it" and "that" that point at nothing said before.
_EMPTY_POINTERS = (
    ("is", "it", "true"), ("is", "it", "normal"), ("is", "it", "possible"), ("is", "it", "ok"),
    ("is", "it", "okay"), ("is", "it", "bad"), ("is", "it", "worth"), ("is", "it", "common"),
    ("is", "there"), ("are", "there"), ("there", "is"), ("there", "are"), ("it", "hurts"),
    ("does", "it", "hurt"), ("true", "that"), ("so", "that"), ("that", "i"), ("that", "my"),
    ("that", "the"), ("that", "you"), ("that", "a"), ("is", "that", "true"),
    ("on", "its", "own"), ("at", "the", "same"),
)  # fmt: skip
_ELLIPSES = (
    ("and",), ("what", "about"), ("how", "about"), ("but",), ("or",), ("also",), ("what", "else"),
    ("anything", "else"), ("same",), ("then",), ("so",),
)  # fmt: skip
# What an empty pointer needs after it.
_WORDS_TO_FOLLOW = 2
# An ellipsis is short; a long question that begins with "and" says all that it needs.
_ELLIPSIS_WORDS = 7


def resolve(query: Query, earlier: Sequence[Query], searcher: Searcher) -> Query:
    """Return the query that a question means after earlier ones, oldest first."""
    share = _carried_share(query, searcher)
    if not earlier or not share:
        return query
    source = next(
        (past for past in reversed(earlier) if any(map(searcher.can_be_meant, _subject(past)))),
        earlier[-1],
    )
    carried = {
        term: source.terms[term] * share
        for term in sorted(_subject(source))
        if term not in query.terms
    }
    readings = query.readings
    if carried:
        reading = Reading(" ".join(query.wording.words[:6]), _said(source, carried), "carried over")
        readings = (*readings, reading)
    return replace(
        query,
        terms={**query.terms, **carried},
        carried=frozenset(carried),
        follows=share,
        readings=readings,
    )


def _subject(query: Query) -> frozenset[str]:
    """Return the terms that a query is about, carried ones included."""
    return query.topical | query.carried


def points_back(words: Sequence[str]) -> bool:
    """Tell whether a question points at something that was said before it."""
    idle: set[int] = set()
    for phrase in _EMPTY_POINTERS:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                idle.update(range(start, start + len(phrase)))
    if len(words) - len(idle) < _WORDS_TO_FOLLOW:
        # "Does it hurt?" alone does ask of what was said before.
        idle.clear()
    return any(word in _POINTERS and at not in idle for at, word in enumerate(words))


def _carried_share(query: Query, searcher: Searcher) -> float:
    """Return how much of the earlier subject a question takes over: 0 for a new topic."""
    words = query.wording.words
    has_subject = any(map(searcher.can_be_meant, query.topical))
    short = len(words) <= _ELLIPSIS_WORDS
    if short and any(words[: len(start)] == start for start in _ELLIPSES):
        return _HARDLY if any(searcher.terms[term].is_subject for term in query.topical) else _WHOLE
    if points_back(words):
        return _PARTLY if has_subject else _WHOLE
    if has_subject or query.outside:
        return 0.0
    # "Is massage good for hip pain?" says all that it needs; "would stretching help?" does not.
    if any(searcher.terms[term].is_core for term in query.terms):
        return 0.0
    return _ACTING if query.topical else _WHOLE


def _said(source: Query, carried: dict[str, float]) -> str:
    """Return the earlier question's own words for the carried terms."""
    kept = [
        word
        for word, term in zip(source.wording.words, source.wording.stems, strict=True)
        if term in carried
    ]
    meant = [reading.meant for reading in source.readings if reading.why == "everyday word"]
    return ", ".join(dict.fromkeys(meant + kept)) or ", ".join(carried)
