"""Questions to offer: at the start, after a section, and between two near sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml
from bot.records import Document, Suggestion
from bot.retrieval.passage_index import SectionKey


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
    sections = {
        (document.id, section.id): SectionSuggestions(section.title, ())
        for document in documents
        for section in document.sections
    }
    if not path.exists():
        return Suggestions(_from_titles(documents), sections)
    top = read_toml(path)
    top.allow(("first", "section"))
    for row in top.rows("section"):
        row.allow(("document", "section", "choice", "next"))
        key = (row.needed("document"), row.needed("section"))
        if key not in sections:
            remedy = "write both names as the reader page's address has them"
            raise row.error(f"{'/'.join(key)} is no section of the corpus", remedy, key="section")
        following = tuple(_suggestion(item) for item in row.rows("next"))
        sections[key] = SectionSuggestions(row.needed("choice"), following)
    first = tuple(_suggestion(row) for row in top.rows("first"))
    return Suggestions(first or _from_titles(documents), sections)


def _suggestion(row: TomlTable) -> Suggestion:
    row.allow(("label", "question"))
    return Suggestion(row.needed("label"), row.needed("question"))


def _from_titles(documents: Sequence[Document]) -> tuple[Suggestion, ...]:
    titles = [section.title for document in documents for section in document.sections]
    return tuple(Suggestion(title, title) for title in titles[:5])
