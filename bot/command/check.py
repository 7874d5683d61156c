"""A corpus folder to a report: what is in it, how long the passages are, what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TextIO

from bot.chatbot import Chatbot
from bot.documents.passages import FEWEST_WORDS, MOST_WORDS
from bot.records import Document, Passage


def report(folder: Path, stream: TextIO) -> None:
    """Write what a corpus holds and what its owner may want to mend.

    :raise CorpusError: when the corpus cannot be used at all.
    """
    chatbot = Chatbot.load(folder)
    for document in chatbot.documents:
        _report_document(document, stream)
    notices = len(chatbot.notices.advice) if chatbot.notices else 0
    print(f"safety notices: {notices}", file=stream)
    warnings = [*_passage_warnings(chatbot)]
    if not notices:
        warnings.append("safety is switched off: signs that need a doctor will not be noticed")
    for warning in warnings:
        print(f"warning: {warning}", file=stream)
    print(f"{len(warnings)} warning{'' if len(warnings) == 1 else 's'}", file=stream)


def _report_document(document: Document, stream: TextIO) -> None:
    passages = _passages(document)
    lengths = sorted(_length(passage) for passage in passages)
    techniques = sum(passage.kind == "technique" for passage in passages)
    print(f"{document.id}: {document.title}", file=stream)
    print(
        f"  {len(document.sections)} sections, {len(passages)} passages ({techniques} techniques), "
        f"words a passage {lengths[0]} to {lengths[-1]}, median {median(lengths):.0f}",
        file=stream,
    )
    for section in document.sections:
        counts = ", ".join(
            f"{_length(passage)} {passage.kind[0].upper()}" for passage in section.passages
        )
        editorial = " (editorial heading)" if section.editorial else ""
        print(f"  {section.id}{editorial}: {counts or 'no text of its own'}", file=stream)
        for reading in section.related:
            print(f"    related: {reading.title} ({reading.link})", file=stream)


def _passages(document: Document) -> list[Passage]:
    return [passage for section in document.sections for passage in section.passages]


def _length(passage: Passage) -> int:
    return len(passage.text.split())


def _passage_warnings(chatbot: Chatbot) -> Iterator[str]:
    for document in chatbot.documents:
        if document.address is None:
            yield f"{document.id}: no address, so no passage links to its source"
        for passage in _passages(document):
            length = _length(passage)
            if length > MOST_WORDS:
                yield f"{passage.id}: {length} words; a phone reads better up to {MOST_WORDS}"
            elif length < FEWEST_WORDS // 2:
                yield f"{passage.id}: only {length} words; it says little by itself"
