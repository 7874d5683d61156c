"""Questions to offer: at the start, after a section, and between two near sections."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import CorpusError
from bot.records import Document, Suggestion

SectionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SectionSuggestions:
    """What is offered after an answer from a section."""

    # Names the section in "Do you mean …?".
    choice: str
    next: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions of a corpus."""

    first: tuple[Suggestion, ...]
    sections: Mapping[SectionKey, SectionSuggestions]


def load_suggestions(path: Path, documents: Sequence[Document]) -> Suggestions:
    """Return the suggestions of a corpus folder; without the file, the sections' own titles.

    :raise CorpusError: when a row is incomplete or names no section of the corpus.
    """
    table: dict[str, Any] = {}
    text = ""
    if path.exists():
        try:
            text = path.read_text(encoding="utf-8")
            table = tomllib.loads(text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CorpusError(f"{path}:1: {error}; correct the line") from error
    sections = {
        (document.id, section.id): SectionSuggestions(section.title, ())
        for document in documents
        for section in document.sections
    }
    try:
        first = tuple(_suggestion(row) for row in table.get("first", ()))
        for row in table.get("section", ()):
            key = (row["document"], row["section"])
            if key not in sections:
                raise CorpusError(
                    f"{path}:{_line(text, key[1])}: {key[0]}/{key[1]} is no section of the "
                    "corpus; write its name as the reader page's address has it"
                )
            following = tuple(_suggestion(item) for item in row.get("next", ()))
            sections[key] = SectionSuggestions(row["choice"], following)
    except (KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"{path}:1: a row lacks {error}; [[first]] takes label and question, [[section]] "
            "takes document, section, choice and [[section.next]]"
        ) from error
    return Suggestions(first or _from_titles(documents), sections)


def _suggestion(row: Mapping[str, str]) -> Suggestion:
    return Suggestion(str(row["label"]), str(row["question"]))


def _from_titles(documents: Sequence[Document]) -> tuple[Suggestion, ...]:
    titles = [section.title for document in documents for section in document.sections]
    return tuple(Suggestion(title, title) for title in titles[:5])


def _line(text: str, needle: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if f'"{needle}"' in line), 1)
