"""Everyday wording to terms of the corpus, and what lies outside it: read from data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.files.text_file import read_text
from bot.files.toml_file import TomlTable, read_toml
from bot.language.phrase_table import Lexicon
from bot.language.text import Wording, read_wording, stem, words

Want = Literal["cause", "technique", "safety", "reading", "location"]
TopicKind = Literal["body", "condition", "treatment", "medicine", "business", "life", "unknown"]

# Words that may stand inside any phrase: "back of thigh" is found in "back of my thigh".
_PASSED_OVER = frozenset(map(stem, "a an her his my our the their your".split()))
# Terms with more weight would drown the rest of a question.
MOST_WEIGHT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What some everyday phrases are read as."""

    meant: str
    # Stems of corpus words with their weights; they stand in for the phrase.
    terms: tuple[tuple[str, float], ...]
    # Phrases that switch the entry off where they stand in the question: stems, with a space
    # before and after each.
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that people ask about and the corpus may not cover."""

    name: str
    kind: TopicKind


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases with what they mean, cues of what a question wants, words without a topic."""

    meanings: Lexicon[Entry | Topic]
    wants: Lexicon[Want]
    # Stems that carry no topic.
    everyday: frozenset[str]
    # Every entry with the phrases as written, for reports.
    entries: tuple[tuple[tuple[str, ...], Entry], ...]
    # Every word, as normalised, that some phrase of an entry is made of.
    words: frozenset[str]
    # Those that stand in outside phrases only.
    outside_words: frozenset[str]
    everyday_words: frozenset[str]


EMPTY = Vocabulary(Lexicon([]), Lexicon([]), frozenset(), (), frozenset(), frozenset(), frozenset())


def load_vocabulary(path: Path, everyday_path: Path) -> Vocabulary:
    """Return the vocabulary of a corpus folder; files that do not exist count as empty.

    :raise CorpusError: when a row cannot be used; the message names its line.
    """
    everyday_words = _read_everyday(everyday_path)
    top = read_toml(path) if path.exists() else TomlTable(path, "", "", {})
    top.allow(("entry", "outside", "want"))
    phrases = _Phrases()
    meanings: list[tuple[Sequence[str], Entry | Topic]] = []
    entries: list[tuple[tuple[str, ...], Entry]] = []
    for row in top.rows("entry"):
        row.allow(("said", "meant", "terms", "unless"))
        entry = _entry(row)
        entries.append((row.texts("said"), entry))
        meanings.extend((phrase, entry) for phrase in phrases.of(row))
    inside_words = frozenset(phrases.words)
    for row in top.rows("outside"):
        row.allow(("said", "topic", "kind"))
        topic = Topic(row.needed("topic"), _one_of(row, "kind", get_args(TopicKind)))
        meanings.extend((phrase, topic) for phrase in phrases.of(row))
    wants: list[tuple[Sequence[str], Want]] = []
    for row in top.rows("want"):
        row.allow(("said", "name"))
        want: Want = _one_of(row, "name", get_args(Want))
        wants.extend((phrase.stems, want) for phrase in _said(row))
    return Vocabulary(
        meanings=Lexicon(meanings, skip=_PASSED_OVER),
        wants=Lexicon(wants),
        everyday=frozenset(map(stem, everyday_words)),
        entries=tuple(entries),
        words=inside_words,
        outside_words=frozenset(phrases.words - inside_words),
        everyday_words=everyday_words,
    )


def key_of(stems: Iterable[str]) -> str:
    """Return the words of a phrase that tell it from another, joined."""
    return " ".join(word for word in stems if word not in _PASSED_OVER)


def find_covered(vocabulary: Vocabulary, texts: Iterable[str]) -> frozenset[str]:
    """Return the keys of outside phrases that stand in some texts, so that they are not outside.

    A clinic that adds an article about the shoulder need not edit the vocabulary.
    """
    covered: set[str] = set()
    for text in texts:
        stems = read_wording(text).stems
        for match in vocabulary.meanings.find_all(stems):
            if isinstance(match.value, Topic):
                covered.add(key_of(stems[match.start : match.end]))
    return frozenset(covered)


def _entry(row: TomlTable) -> Entry:
    weights = row.table("terms")
    terms = tuple(
        (stem(part), weights.number(word, least=0.0, most=MOST_WEIGHT))
        for word in weights.values
        for part in words(word)
    )
    unless = tuple(f" {' '.join(map(stem, words(said)))} " for said in row.texts("unless"))
    return Entry(row.needed("meant"), terms, unless)


def _said(row: TomlTable) -> list[Wording]:
    """Return the phrases of a row, each of which has a word."""
    said = [read_wording(phrase) for phrase in row.texts("said")]
    if not said or not all(wording.words for wording in said):
        remedy = 'write phrases, as in said = ["bum"]'
        raise row.error("holds something without a word, or nothing", remedy, key="said")
    return said


def _one_of(row: TomlTable, key: str, choices: Sequence[str]) -> Any:
    """Return a row's value if it is one of the choices."""
    value = row.needed(key)
    if value not in choices:
        raise row.error(f"{value!r} is unknown", f"use one of {', '.join(choices)}", key=key)
    return value


def _read_everyday(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    lines = read_text(path).splitlines()
    return frozenset(word for line in lines for word in words(line.partition("#")[0]))


class _Phrases:
    """The phrases of a file's rows; each may stand in one row only."""

    def __init__(self) -> None:
        # Every word of the phrases so far, as normalised.
        self.words: set[str] = set()
        # Phrase to the line of its row.
        self._seen: dict[tuple[str, ...], int] = {}

    def of(self, row: TomlTable) -> Iterator[tuple[str, ...]]:
        """Yield each phrase of a row as stems."""
        for wording in _said(row):
            line = self._seen.setdefault(wording.stems, row.begins)
            if line != row.begins:
                finding = f"{' '.join(wording.words)!r} stands in the row of line {line} too"
                raise row.error(finding, "keep one of them", key="said")
            self.words.update(wording.words)
            yield wording.stems
