"""The sentences of the documents, by name, and the kinds of question that each answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.records import Document

# What may be wanted of a topic.
KINDS = ("why", "helps", "how", "careful", "where", "read", "plan")

# "document/section:number", the number counted from 1 through the passages of the section.
SentenceKey = str
SentenceKinds = Mapping[SentenceKey, frozenset[str]]


def name_sentences(document: Document) -> Iterator[tuple[SentenceKey, str]]:
    """Return every sentence of a document with its name, in order."""
    for section in document.sections:
        number = 0
        for passage in section.passages:
            for start, end in passage.sentences:
                number += 1
                yield f"{document.id}/{section.id}:{number}", passage.text[start:end]


def load_sentence_kinds(path: Path, documents: Sequence[Document]) -> SentenceKinds:
    """Return the kinds of question that sentences answer; without a file, none.

    :raise CorpusError: when a document, a kind or a sentence of the file does not exist.
    """
    if not path.exists():
        return {}
    top = read_toml(path)
    known = {document.id: document for document in documents}
    top.allow(known)
    found: dict[SentenceKey, set[str]] = {}
    for name, table in top.tables().items():
        table.allow(KINDS)
        sentences = list(name_sentences(known[name]))
        for kind in table.values:
            for opening in table.texts(kind):
                keys = [key for key, text in sentences if text.startswith(opening)]
                if not keys:
                    remedy = "copy its first words from the document"
                    raise table.error(f"no sentence begins “{opening}”", remedy, key=kind)
                for key in keys:
                    found.setdefault(key, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}
