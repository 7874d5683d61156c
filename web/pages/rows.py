"""Rows of the lookup: a passage as a therapist scans it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.answering.citations import text_fragment
from bot.language.languages import ENGLISH
from bot.lookup.found import Row as FoundRow
from bot.lookup.held import spans_of
from bot.lookup.technique import place_of, steps_of
from bot.records import Document, Kind, Passage, Section
from web.corpus.state import current_state


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is shown."""

    kind: Kind
    """What hands do, or why something is so."""
    lines: tuple[str, ...]
    """Markup of all steps of a technique, else of the sentence that answers; typed words marked."""
    place: tuple[str, ...]
    """Position, site and angles that a technique names."""
    muscles: tuple[str, ...]
    """Muscles of the corpus's map that the passage names."""
    text: str
    """The whole passage, for copying."""
    document_title: str
    """Title of its document."""
    section_title: str
    """Heading that it stands under."""
    section: str
    """"document/section", for the filter."""
    url: str
    """Address of the passage on the reader page."""
    source_url: str | None
    """Address at the source, where there is one."""
    holds: bool
    """Whether it holds every typed word; else it is meant by them."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as the address says it."""

    words: str
    """What is typed."""
    section: str
    """"document/section", or empty for all."""
    kind: str
    """A kind, or empty for both."""

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self.section or self.kind)

    def keeps(self, row: Row) -> bool:
        """Tell whether a row passes the filters."""
        return self.section in ("", row.section) and self.kind in ("", row.kind)


def answer_row(found: FoundRow, typed: Sequence[str]) -> Row:
    """Return the row of a passage that was found, with the typed words marked."""
    passage, citation = found.passage, found.passage.citation
    return Row(
        kind=passage.kind,
        lines=tuple(mark_words(line, typed) for line in found.lines),
        place=found.place,
        muscles=_named_muscles(passage.text),
        text=passage.text,
        document_title=citation.document_title,
        section_title=citation.section_title,
        section=f"{citation.document_id}/{citation.section_id}",
        url=citation.url,
        source_url=citation.source_url,
        holds=found.holds,
    )


def browsed_row(document: Document, section: Section, passage: Passage) -> Row:
    """Return the row of a passage that is listed without being looked for."""
    sentence = passage.text[slice(*passage.sentences[0])]
    steps = steps_of(passage)
    source = f"{document.address}#:~:text={text_fragment(sentence)}" if document.address else None
    return Row(
        kind=passage.kind,
        lines=tuple(map(_escape, steps if passage.kind == "technique" else (sentence,))),
        place=place_of(passage),
        muscles=_named_muscles(passage.text),
        text=passage.text,
        document_title=document.title,
        section_title=section.title,
        section=f"{document.id}/{section.id}",
        url=f"/read/{document.id}#{passage.anchor}",
        source_url=source,
        holds=True,
    )


def mark_words(text: str, typed: Sequence[str]) -> str:
    """Return a text as markup with the typed words in ``mark``."""
    pieces: list[str] = []
    end = 0
    for start, stop in spans_of(text, typed):
        pieces += [_escape(text[end:start]), f"<mark>{_escape(text[start:stop])}</mark>"]
        end = stop
    return "".join([*pieces, _escape(text[end:])])


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _named_muscles(text: str) -> tuple[str, ...]:
    """Return the muscles of the corpus's map that a text names, in the map's order."""
    body_map = current_state().body_maps.get(ENGLISH.code)
    if body_map is None:
        return ()
    return tuple(
        muscle
        for muscle in body_map.muscles
        if re.search(rf"\b{re.escape(muscle)}\b", text, re.IGNORECASE)
    )
