"""Which sentence teaches what: examples and documents to the lessons of the learned model.

Tasks of the model:

* ``topic``: each section that has examples, by "document/section"; ``not covered``, ``practice``
  and ``talk``
* ``practice`` and ``talk``: the topics of each
* ``sentence``: the sentences of documents that examples name as their answer, by name
* ``kind``: what is wanted of a topic: why, helps, how …, or ``other`` for what is not offered
* ``danger``: the notice that a message calls for, or ``none`` (:mod:`bot.safety.gauge`)
* ``follow``: ``follow-up`` for what needs an earlier question to be understood, else ``complete``
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.errors import CorpusError
from bot.language.languages import ENGLISH, Language
from bot.learning.examples import Example, read_examples, without_repeats
from bot.learning.lessons import Lesson, lesson
from bot.records import Document
from bot.safety.gauge import FOLDERS, NONE, TASK, Aims, aims_of
from bot.understanding.sentences import KINDS, SentenceKey, SentenceKinds, name_sentences

NOT_COVERED, PRACTICE, TALK = "not covered", "practice", "talk"
# What a section counts that answers an example as well, after the best one.
_SECOND = 0.7

# An ordinary question is no danger.
_CALM: Aims = {TASK: {NONE: 1.0}}


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson with who wrote it, for cross-validation."""

    lesson: Lesson
    """What is learned."""
    folder: str
    """The folder of its file: "practice", a document's id …; "" for documents' own sentences."""
    author: str
    """The name of its file; "" for documents' own sentences."""


@cache
def read_shipped(defaults: Path, language: Language = ENGLISH) -> tuple[Taught, ...]:
    """Return what the examples that ship with the bot teach, read once for every corpus."""
    return tuple(
        Taught(lesson(example.text, aims, language), example.path.parent.name, example.author)
        for example, aims in _filed(defaults)
    )


def read_taught(
    corpus: Path,
    defaults: Path,
    documents: Sequence[Document],
    kinds: SentenceKinds,
    language: Language = ENGLISH,
) -> list[Taught]:
    """Return all lessons of a language, with their authors, in a fixed order.

    :param corpus: the folder whose "examples" are about the documents.
    :param defaults: the folder whose "examples" hold for every corpus.
    :raise CorpusError: when an example is filed under something that does not exist.
    """
    taught = list(read_shipped(defaults, language))
    with_examples: set[str] = set()
    for document in documents:
        examples = without_repeats(read_examples(corpus / "examples" / document.id))
        if examples:
            with_examples.add(document.id)
        filing = _Filing(document, kinds)
        taught += [
            Taught(
                lesson(example.text, filing.aims_of(example), language), document.id, example.author
            )
            for example in examples
        ]
    if language is ENGLISH:
        taught += [Taught(one, "", "") for one in _sentences(documents, with_examples)]
    return taught


def _filed(defaults: Path) -> Iterator[tuple[Example, Aims]]:
    """Return what ships with the bot: the practice, small talk, everything else, follow-ups."""
    for folder, topic in (("practice", PRACTICE), ("talk", TALK), ("everything-else", NOT_COVERED)):
        for example in without_repeats(read_examples(defaults / "examples" / folder)):
            aims: Aims = {"topic": {topic: 1.0}, "follow": {"complete": 1.0}, **_CALM}
            if topic != NOT_COVERED:
                aims[topic] = {example.intents[0]: 1.0}
            yield example, aims
    for example in without_repeats(read_examples(defaults / "examples" / "follow-ups")):
        yield example, {"follow": {"follow-up": 1.0}, **_CALM}
    for folder in FOLDERS:
        for example in without_repeats(read_examples(defaults / "examples" / folder)):
            yield example, aims_of(example)


class _Filing:
    """Knows the sections and the sentences that a document's examples are filed under."""

    def __init__(self, document: Document, kinds: SentenceKinds) -> None:
        self._document = document
        self._kinds = kinds
        self._sections = {
            section.title.casefold(): f"{document.id}/{section.id}" for section in document.sections
        }
        self._sentences = list(name_sentences(document))

    def aims_of(self, example: Example) -> Aims:
        """Return what an example teaches.

        :raise CorpusError: when its heading is no section.
        """
        aims: Aims = {"follow": {"complete": 1.0}, **_CALM}
        if example.intents == ("Not covered",):
            return aims | {"topic": {NOT_COVERED: 1.0}, "kind": {"other": 1.0}}
        topic: dict[str, float] = {}
        for title in example.intents:
            if title.casefold() not in self._sections:
                raise CorpusError(
                    f"{example.place}: “{title}” is no section of {self._document.id}.md; use one "
                    f"of: {', '.join(one.title for one in self._document.sections)}, Not covered"
                )
            topic[self._sections[title.casefold()]] = _SECOND if topic else 1.0
        aims["topic"] = topic
        if example.theme in KINDS:
            aims["kind"] = {example.theme: 1.0}
        key = self._named(example)
        if key:
            aims["sentence"] = {key: 1.0}
            kinds = sorted(self._kinds.get(key, ()))
            aims["kind"] = {kind: 1.0 / len(kinds) for kind in kinds}
        return aims

    def _named(self, example: Example) -> SentenceKey:
        """Return the sentence that the second heading names by its first words, or ""."""
        if not example.theme:
            return ""
        opening = example.theme.rstrip("…. ")
        return next((key for key, text in self._sentences if text.startswith(opening)), "")


def _sentences(documents: Iterable[Document], with_examples: set[str]) -> list[Lesson]:
    """Return the sentences and headings of documents with examples: they are examples as well.

    Other documents teach nothing, so that all corpora without examples share what is learned.
    """
    found: list[tuple[str, str]] = []
    for document in documents:
        if document.id not in with_examples:
            continue
        for section in document.sections:
            found.append((f"{document.title} {section.title}", f"{document.id}/{section.id}"))
        found += [(text, key.rpartition(":")[0]) for key, text in name_sentences(document)]
    return [lesson(text, {"topic": {key: 1.0}}) for text, key in found]
