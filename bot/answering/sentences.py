"""Which sentence of a passage a person would point at as the answer.

A sentence is worth the share of the question's words that it has, and more when it answers the
kind of question that was asked: why, how, where … Which kinds a sentence answers is data
(sentences.toml beside the documents). One that opens with "this muscle" or "they" is read together
with the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.language.text import stem, words
from bot.records import Document, Passage
from bot.understanding.curriculum import ASPECTS
from bot.understanding.information import Said, explained

# What answering the kind of question is worth beside having all of its words; by evaluation.
_KIND = 0.5
# What the words of a sentence before count where a sentence points back to it.
_POINTED = 0.5
# What is only said to lead on to other reading, or to be done by hand, when nobody asked for it.
_NOT_ASKED = 0.4
_POINTER = re.compile(r"(?:This|These|They|It|Then|He|She|Those|That)\b")
_READING = re.compile(r"^(?:Read|Learn more|Find out|For more)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is known of one sentence of a passage."""

    stems: frozenset[str]
    """The stems of its words."""
    before: frozenset[str]
    """Those of the sentence that it points back to, if it does."""
    kinds: frozenset[str]
    """The kinds of question that it answers; empty where nobody has said."""


def load_sentence_kinds(
    path: Path, documents: Sequence[Document]
) -> dict[str, dict[str, set[str]]]:
    """Return document → sentence, whole → the kinds of question that it answers.

    :raise CorpusError: when a document, a kind or a sentence of the file does not exist.
    """
    if not path.exists():
        return {}
    top = read_toml(path)
    known = {document.id: document for document in documents}
    top.allow(known)
    found: dict[str, dict[str, set[str]]] = {}
    for name, table in top.tables().items():
        table.allow(ASPECTS)
        sentences = list(_sentences(known[name]))
        kinds = found.setdefault(name, {})
        for kind in table.values:
            for opening in table.texts(kind):
                whole = [text for text in sentences if text.startswith(opening)]
                if not whole:
                    remedy = "copy its first words from the document"
                    raise table.error(f"no sentence begins “{opening}”", remedy, key=kind)
                for text in whole:
                    kinds.setdefault(text, set()).add(kind)
    return found


def _sentences(document: Document) -> Iterable[str]:
    for section in document.sections:
        for passage in section.passages:
            for start, end in passage.sentences:
                yield passage.text[start:end]


def read_sentences(passage: Passage, kinds: Mapping[str, set[str]]) -> tuple[Sentence, ...]:
    """Return what is known of each sentence of a passage, in order."""
    found: list[Sentence] = []
    before: frozenset[str] = frozenset()
    for start, end in passage.sentences:
        text = passage.text[start:end]
        stems = frozenset(stem(word) for word in words(text))
        points = _POINTER.match(text) is not None
        known = frozenset(kinds.get(text, ()))
        if not known and _READING.match(text):
            known = frozenset(("read",))
        found.append(Sentence(stems, before if points else frozenset(), known))
        before = stems | before if points else stems
    return tuple(found)


def choose_sentences(
    sentences: Sequence[Sentence], said: Collection[Said], aspect: str
) -> tuple[int, ...]:
    """Return the number of the sentence that answers best; of equals, the first."""
    marks = [_worth(sentence, said, aspect) for sentence in sentences]
    best = max(range(len(marks)), key=lambda at: (marks[at], -at))
    return (best,)


def best_worth(sentences: Sequence[Sentence], said: Collection[Said], aspect: str) -> float:
    """Return how well the best of some sentences answers, from 0 up."""
    return max(_worth(sentence, said, aspect) for sentence in sentences)


def _worth(sentence: Sentence, said: Collection[Said], aspect: str) -> float:
    worth = explained(said, sentence.stems)
    if sentence.before:
        together = explained(said, sentence.stems | sentence.before)
        worth += _POINTED * (together - worth)
    if aspect in sentence.kinds:
        worth += _KIND
    elif sentence.kinds and sentence.kinds <= {"read"}:
        worth *= _NOT_ASKED
    return worth
