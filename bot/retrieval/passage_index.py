"""Documents to a shelf: the fields to rank by, and what a ranking needs to know beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.text import terms
from bot.records import Document, Passage

# Fields: the passage, its section's heading, and all of its section. Weights by evaluation.
FIELD_WEIGHTS = (1.0, 1.5, 1.0)
# A term is telling when it stands in at most this share of the passages.
_TELLING_SHARE = 0.4
# A word of a document's title that stands in at least this share names what all of it is about.
_CORE_SHARE = 0.5

# Document and section.
SectionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a ranking needs to know of the passages beside their terms."""

    # All passages, in the order of the documents.
    passages: tuple[Passage, ...]
    # The sections that have passages, in the same order: a section's number is its place here.
    keys: tuple[SectionKey, ...]
    # For each section: its heading.
    headings: tuple[str, ...]
    # For each passage: its section, whether that opens its document and names further reading.
    sections: tuple[int, ...]
    opening: tuple[bool, ...]
    has_reading: tuple[bool, ...]
    # For each passage: the terms of its section's heading that name it.
    named: tuple[frozenset[str], ...]
    # Terms that narrow a question down to a part of the passages.
    telling: frozenset[str]
    # What the documents say of themselves in their titles ("massage", "hip", "pain").
    themes: frozenset[str]
    # Themes that stand in most passages: what all of it is about.
    core: frozenset[str]


def read_shelf(documents: Sequence[Document]) -> tuple[Shelf, list[list[list[str]]]]:
    """Return the shelf of some documents, and the fields of terms to rank by.

    fields[f][i] are the terms of field f of passage i: its text, its heading, its section.
    """
    places = [
        (document, section, passage, number == 0)
        for document in documents
        for number, section in enumerate(document.sections)
        for passage in section.passages
    ]
    bodies = [terms(passage.text) for _, _, passage, _ in places]
    headings = [terms(section.title) for _, section, _, _ in places]
    whole: dict[SectionKey, list[str]] = {}
    for (document, section, _, _), body in zip(places, bodies, strict=True):
        whole.setdefault((document.id, section.id), []).extend(body)
    shares = _shares(bodies, headings)
    telling = frozenset(term for term, share in shares.items() if share <= _TELLING_SHARE)
    # A word that stands everywhere names no section, though it stands in one heading only.
    headings = [[term for term in heading if term in telling] for heading in headings]
    themes = frozenset(term for document in documents for term in terms(document.title))
    numbers = {key: number for number, key in enumerate(whole)}
    keys = [(document.id, section.id) for document, section, _, _ in places]
    titles = {(document.id, section.id): section.title for document, section, _, _ in places}
    shelf = Shelf(
        passages=tuple(passage for _, _, passage, _ in places),
        keys=tuple(numbers),
        headings=tuple(titles.values()),
        sections=tuple(numbers[key] for key in keys),
        opening=tuple(opening for _, _, _, opening in places),
        has_reading=tuple(bool(section.related) for _, section, _, _ in places),
        named=tuple(map(frozenset, headings)),
        telling=telling,
        themes=themes,
        core=frozenset(term for term in themes if shares.get(term, 0.0) >= _CORE_SHARE),
    )
    return shelf, [bodies, headings, [whole[key] for key in keys]]


def _shares(bodies: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the share of the passages that each term stands in, heading included."""
    counts: Counter[str] = Counter()
    for body, heading in zip(bodies, headings, strict=True):
        counts.update({*body, *heading})
    # A single passage, or two, cannot tell a common word from a rare one.
    passages = max(len(bodies), 5)
    return {term: count / passages for term, count in counts.items()}
