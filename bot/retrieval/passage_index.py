"""Documents to passages: the fields to rank by, and what has to be known beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.language.text import STOP_WORDS, stem, words
from bot.records import Document, Passage, Section

# Fields: the passage, its section's heading, all of its section, and what stands above the section:
# the document's title and the headings that it is nested in. Weights by evaluation.
FIELD_WEIGHTS = (1.0, 1.5, 1.0, 1.0)
# A word of a heading names its section when it stands in at most this share of the passages.
_TELLING_SHARE = 0.4

# Document and section.
SectionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """What has to be known of the passages beside their scores."""

    passages: tuple[Passage, ...]
    """All passages, in the order of the documents: a passage's position is its place here."""
    keys: tuple[SectionKey, ...]
    """The sections that have passages, in order: a section's number is its place here."""
    headings: tuple[str, ...]
    """For each section: its heading."""
    sections: tuple[int, ...]
    """For each passage: the number of its section."""
    words: frozenset[str]
    """Every word of the passages and of all headings, as bot.language.text.words gives them."""


def passages_of(documents: Iterable[Document]) -> tuple[Passage, ...]:
    """Return all passages, in the order of the documents."""
    return tuple(passage for _, _, passage in _places_of(documents))


def _places_of(documents: Iterable[Document]) -> list[tuple[Document, Section, Passage]]:
    return [
        (document, section, passage)
        for document in documents
        for section in document.sections
        for passage in section.passages
    ]


def index_passages(documents: Sequence[Document]) -> tuple[PassageIndex, list[list[list[str]]]]:
    """Return what has to be known of the passages, and the fields of terms to rank them by.

    fields[f][i] are the terms of field f of passage i: its text, its heading, its section, and what
    stands above that.
    """
    places = _places_of(documents)
    stems = _Stems()
    bodies = [stems.terms(passage.text) for _, _, passage in places]
    headings = _telling_only(bodies, [stems.terms(section.title) for _, section, _ in places])
    above = [stems.terms(" ".join((one.title, *section.parents))) for one, section, _ in places]
    # Headings without text of their own are words of the corpus as well.
    spoken = {word for d in documents for section in d.sections for word in words(section.title)}
    spoken.update(stems)
    whole: dict[SectionKey, list[str]] = {}
    titles: dict[SectionKey, str] = {}
    keys: list[SectionKey] = []
    for (document, section, _), body in zip(places, bodies, strict=True):
        keys.append((document.id, section.id))
        whole.setdefault(keys[-1], []).extend(body)
        titles[keys[-1]] = section.title
    numbers = {key: number for number, key in enumerate(whole)}
    index = PassageIndex(
        passages=tuple(passage for _, _, passage in places),
        keys=tuple(numbers),
        headings=tuple(titles.values()),
        sections=tuple(numbers[key] for key in keys),
        words=frozenset(spoken),
    )
    return index, [bodies, headings, [whole[key] for key in keys], above]


class _Stems(dict[str, str]):
    """Word → stem: each is worked out once, and a term that stands twice is kept once."""

    def __missing__(self, word: str) -> str:
        self[word] = stemmed = stem(word)
        return stemmed

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text as bot.language.text.terms does."""
        found = [(word, self[word]) for word in words(text)]
        return [stemmed for word, stemmed in found if word not in STOP_WORDS]


def _telling_only(
    bodies: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]
) -> list[list[str]]:
    """Return the headings without the terms that stand in most passages: they name no section."""
    counts: Counter[str] = Counter()
    for body, heading in zip(bodies, headings, strict=True):
        counts.update({*body, *heading})
    # A single passage, or two, cannot tell a common word from a rare one.
    passages = max(len(bodies), 5)
    return [
        [term for term in heading if counts[term] / passages <= _TELLING_SHARE]
        for heading in headings
    ]
