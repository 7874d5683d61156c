"""Passages as they are shown: the sentences that answer, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.documents.html_flow import mark
from bot.language.text import terms
from bot.records import AnswerPassage, Citation, Document, Passage, Related, Section, Span
from bot.understanding.search import Scored

# A second sentence is marked too when it answers nearly as well as the best.
_NEARLY = 0.8
_MOST_MARKED = 2
# A text fragment names the first and the last words of a longer sentence.
_FRAGMENT_START = 6
_FRAGMENT_END = 4


class Librarian:
    """Finds the document and section of a passage, and cites it; passages go by position."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._places: list[tuple[Document, Section, Passage]] = [
            (document, section, passage)
            for document in documents
            for section in document.sections
            for passage in section.passages
        ]
        # What was worked out once for a passage: at most one entry a choice of sentences.
        # Passage to term to the sentences that have it, by number.
        self._holders: dict[int, dict[str, tuple[int, ...]]] = {}
        # Passage and marked sentences, by number, to what is shown of it.
        self._shown: dict[tuple[int, tuple[int, ...]], tuple[str, tuple[Span, ...], Citation]] = {}

    def place(self, position: int) -> tuple[Document, Section]:
        """Return the document and the section that a passage stands in."""
        document, section, _ = self._places[position]
        return document, section

    def show(self, hit: Scored, rank: int, weights: Mapping[str, float]) -> AnswerPassage:
        """Return a passage with its answering sentences marked; weights are of query terms."""
        position, score = hit
        document, section, passage = self._places[position]
        marked = self._choose_sentences(position, passage, weights)
        shown = self._shown.get((position, marked))
        if shown is None:
            spans = tuple([passage.sentences[number] for number in marked])
            citation = _citation(document, section, passage, spans[0])
            shown = mark(passage.html, spans), spans, citation
            self._shown[position, marked] = shown
        html, spans, citation = shown
        return AnswerPassage(
            rank, round(score, 4), passage.kind, passage.text, html, spans, citation
        )

    def _choose_sentences(
        self, position: int, passage: Passage, weights: Mapping[str, float]
    ) -> tuple[int, ...]:
        """Return the numbers of the sentence or sentences that answer best, in order."""
        if len(passage.sentences) == 1:
            return (0,)
        holders = self._holders.get(position)
        if holders is None:
            holders = self._holders[position] = _holders(passage)
        marks = [0.0] * len(passage.sentences)
        for term, weight in weights.items():
            if term in holders:
                for at in holders[term]:
                    marks[at] += weight
        best = max(marks)
        if best <= 0.0:
            return (0,)
        least = _NEARLY * best
        kept = [at for at, mark in enumerate(marks) if mark >= least]
        if len(kept) > _MOST_MARKED:
            kept = sorted(sorted(kept, key=lambda at: -marks[at])[:_MOST_MARKED])
        return tuple(kept)

    def related(self, hits: Sequence[Scored]) -> tuple[Related, ...]:
        """Return what the sections of passages name for further reading, without repeats."""
        found: dict[tuple[str, str], Related] = {}
        for position, _ in hits:
            for reading in self._places[position][1].related:
                found[reading.title, reading.url] = reading
        return tuple(found.values())


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
