"""Passages as they are shown: the sentences that answer, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.markup import mark
from bot.records import AnswerPassage, Citation, Document, Hit, Passage, Related, Section, Span
from bot.text import terms

# A second sentence is marked too when it answers nearly as well as the best.
_NEARLY = 0.8
_MOST_MARKED = 2
# A text fragment names the first and the last words of a longer sentence.
_FRAGMENT_START = 6
_FRAGMENT_END = 4


class Librarian:
    """Finds the document and section of a passage, and cites it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._places: dict[str, tuple[Document, Section]] = {
            passage.id: (document, section)
            for document in documents
            for section in document.sections
            for passage in section.passages
        }
        # What was worked out once for a passage: at most one entry a choice of sentences.
        # Passage to term to the sentences that have it, by number.
        self._holders: dict[str, dict[str, tuple[int, ...]]] = {}
        self._shown: dict[tuple[str, tuple[Span, ...]], tuple[str, Citation]] = {}

    def place(self, passage: Passage) -> tuple[Document, Section]:
        """Return the document and the section that a passage stands in."""
        return self._places[passage.id]

    def show(
        self, passage: Passage, hit: Hit, rank: int, weights: Mapping[str, float]
    ) -> AnswerPassage:
        """Return a passage with its answering sentences marked; weights are of query terms."""
        highlights = self._choose_highlights(passage, weights)
        key = (passage.id, highlights)
        shown = self._shown.get(key)
        if shown is None:
            citation = _citation(*self._places[passage.id], passage, highlights[0])
            shown = self._shown[key] = (mark(passage.html, highlights), citation)
        return AnswerPassage(
            rank=rank,
            score=round(hit.score, 4),
            kind=passage.kind,
            text=passage.text,
            html=shown[0],
            highlights=highlights,
            citation=shown[1],
        )

    def _choose_highlights(
        self, passage: Passage, weights: Mapping[str, float]
    ) -> tuple[Span, ...]:
        """Return the spans of the sentence or sentences that answer best, in order."""
        holders = self._holders.get(passage.id)
        if holders is None:
            holders = self._holders[passage.id] = _holders(passage)
        marks = [0.0] * len(passage.sentences)
        for term, weight in weights.items():
            for at in holders.get(term, ()):
                marks[at] += weight
        best = max(marks)
        if best <= 0.0:
            return passage.sentences[:1]
        kept = [at for at, mark in enumerate(marks) if mark >= _NEARLY * best]
        if len(kept) > _MOST_MARKED:
            kept = sorted(sorted(kept, key=lambda at: -marks[at])[:_MOST_MARKED])
        return tuple([passage.sentences[at] for at in kept])

    def related(self, passages: Sequence[Passage]) -> tuple[Related, ...]:
        """Return what the sections of passages name for further reading, without repeats."""
        return tuple(
            dict.fromkeys(
                reading for passage in passages for reading in self._places[passage.id][1].related
            )
        )


def _holders(passage: Passage) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the sentences that have each term of a passage."""
    found: dict[str, tuple[int, ...]] = {}
    for number, (start, end) in enumerate(passage.sentences):
        for term in dict.fromkeys(terms(passage.text[start:end])):
            found[term] = (*found.get(term, ()), number)
    return found


def _citation(document: Document, section: Section, passage: Passage, marked: Span) -> Citation:
    return Citation(
        document_id=document.id,
        document_title=document.title,
        section_id=section.id,
        section_title=section.title,
        passage_id=passage.id,
        url=f"/read/{document.id}#{passage.anchor}",
        source_url=(
            f"{document.address}#:~:text={text_fragment(passage.text[slice(*marked)])}"
            if document.address
            else None
        ),
    )


def text_fragment(sentence: str) -> str:
    """Return a sentence as the value of a text directive, whole or as "start,end".

    WICG Scroll to Text Fragment: a hyphen, a comma and an ampersand have a meaning there and
    are percent-encoded in words.
    """
    found = sentence.split()
    if len(found) <= _FRAGMENT_START + _FRAGMENT_END:
        return _encode(" ".join(found))
    return (
        f"{_encode(' '.join(found[:_FRAGMENT_START]))},{_encode(' '.join(found[-_FRAGMENT_END:]))}"
    )


def _encode(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
