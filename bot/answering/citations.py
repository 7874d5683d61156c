"""Passages as they are shown: the sentences that answer, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import quote

from bot.answering.marking import Asked, Sentence, choose_sentence, read_sentences
from bot.documents.html_flow import mark
from bot.records import AnswerPassage, Citation, Document, Passage, Related, Section, Span
from bot.understanding.search import Scored
from bot.understanding.sentences import SentenceKinds, name_sentences

# A text fragment names the first and the last words of a longer sentence.
_FRAGMENT_START = 6
_FRAGMENT_END = 4


class Citations:
    """Finds the document and section of a passage, and cites it; passages go by position."""

    def __init__(self, documents: Sequence[Document], kinds: SentenceKinds) -> None:
        """Take the documents, and the kinds of question that their sentences answer."""
        self._places: list[tuple[Document, Section, Passage]] = [
            (document, section, passage)
            for document in documents
            for section in document.sections
            for passage in section.passages
        ]
        self._kinds = kinds
        # What was worked out once for a passage: at most one entry a choice of sentences.
        self._sentences: dict[int, tuple[Sentence, ...]] = {}
        self._shown: dict[tuple[int, int], tuple[str, tuple[Span, ...], Citation]] = {}
        names = iter([key for document in documents for key, _ in name_sentences(document)])
        # Position → the names of the passage's sentences.
        self._names = [
            tuple(islice(names, len(passage.sentences))) for _, _, passage in self._places
        ]

    def place(self, position: int) -> tuple[Document, Section]:
        """Return the document and the section that a passage stands in."""
        document, section, _ = self._places[position]
        return document, section

    def show(self, hit: Scored, rank: int, asked: Asked) -> AnswerPassage:
        """Return a passage with the sentence marked that answers what was asked."""
        position, score = hit
        document, section, passage = self._places[position]
        marked, _ = choose_sentence(self.sentences(position), asked)
        shown = self._shown.get((position, marked))
        if shown is None:
            spans: tuple[Span, ...] = (passage.sentences[marked],)
            citation = _citation(document, section, passage, spans[0])
            shown = mark(passage.html, passage.text, spans), spans, citation
            self._shown[position, marked] = shown
        html, spans, citation = shown
        return AnswerPassage(
            rank, round(score, 4), passage.kind, passage.text, html, spans, citation
        )

    def best_sentence(self, position: int, asked: Asked) -> tuple[Sentence, float]:
        """Return the sentence of a passage that answers best, and how well."""
        sentences = self.sentences(position)
        at, worth = choose_sentence(sentences, asked)
        return sentences[at], worth

    def sentences(self, position: int) -> tuple[Sentence, ...]:
        """Return what is known of a passage's sentences."""
        known = self._sentences.get(position)
        if known is None:
            _, _, passage = self._places[position]
            known = read_sentences(passage, self._names[position], self._kinds)
            self._sentences[position] = known
        return known

    def related(self, hits: Sequence[Scored]) -> tuple[Related, ...]:
        """Return what the sections of passages name for further reading, without repeats."""
        found: dict[tuple[str, str], Related] = {}
        for position, _ in hits:
            for reading in self._places[position][1].related:
                found[reading.title, reading.url] = reading
        return tuple(found.values())


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
