"""Everyday wording to terms of the corpus, and what lies outside it: read from data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.errors import CorpusError
from bot.lexicon import Lexicon
from bot.text import read_wording, stem, words

Want = Literal["cause", "technique", "safety", "reading", "location"]
TopicKind = Literal["body", "condition", "treatment", "medicine", "business", "life", "unknown"]

# Words that may stand inside any phrase: "back of thigh" is found in "back of my thigh".
_PASSED_OVER = frozenset(map(stem, "a an her his my our the their your".split()))
# Terms with more weight would drown the rest of a question.
MOST_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What some everyday phrases are read as."""

    meant: str
    # Stems of corpus words with their weights; they stand in for the phrase.
    terms: tuple[tuple[str, float], ...]
    # Phrases, as stems, that switch the entry off where they stand in the question.
    unless: tuple[tuple[str, ...], ...] = ()


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
    rows = _Rows(path)
    phrases: list[tuple[Sequence[str], Entry | Topic]] = []
    entries: list[tuple[tuple[str, ...], Entry]] = []
    for row in rows.of("entry", required={"said", "meant", "terms"}, optional={"unless"}):
        entry = _entry(rows, row)
        entries.append((tuple(row["said"]), entry))
        phrases.extend((phrase, entry) for phrase in rows.phrases(row["said"]))
    inside_words = set(rows.words)
    for row in rows.of("outside", required={"said", "topic", "kind"}):
        topic = Topic(row["topic"], rows.one_of(row, "kind", get_args(TopicKind)))
        phrases.extend((phrase, topic) for phrase in rows.phrases(row["said"]))
    wants: list[tuple[Sequence[str], Want]] = []
    for row in rows.of("want", required={"said", "name"}):
        want: Want = rows.one_of(row, "name", get_args(Want))
        wants.extend((tuple(map(stem, words(said))), want) for said in row["said"])
    return Vocabulary(
        meanings=Lexicon(phrases, skip=_PASSED_OVER),
        wants=Lexicon(wants),
        everyday=frozenset(map(stem, everyday_words)),
        entries=tuple(entries),
        words=frozenset(inside_words),
        outside_words=frozenset(rows.words - inside_words),
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


def _entry(rows: _Rows, row: Mapping[str, Any]) -> Entry:
    terms = row["terms"]
    if not isinstance(terms, dict) or not all(
        isinstance(weight, int | float) and 0 <= weight <= MOST_WEIGHT for weight in terms.values()
    ):
        raise rows.error(
            f"the terms of {row['meant']!r} are not words with a weight from 0 to {MOST_WEIGHT}",
            "write them as in terms = { gluteal = 1.0 }",
            near=row["said"][0],
        )
    found = [(stem(part), float(weight)) for word, weight in terms.items() for part in words(word)]
    unless = tuple(tuple(map(stem, words(said))) for said in row.get("unless", ()))
    return Entry(row["meant"], tuple(found), unless)


def _read_everyday(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}:1: cannot be read as UTF-8 text; save it so") from error
    return frozenset(word for line in lines for word in words(line.partition("#")[0]))


class _Rows:
    """The rows of a vocabulary file, checked, with the line that a row stands on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words: set[str] = set()
        self._seen: dict[tuple[str, ...], Sequence[str]] = {}
        self._text = ""
        self._tables: dict[str, Any] = {}
        if path.exists():
            try:
                self._text = path.read_text(encoding="utf-8")
                self._tables = tomllib.loads(self._text)
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise CorpusError(f"{path}:1: {error}; correct the line") from error
        for name in self._tables:
            if name not in ("entry", "outside", "want"):
                raise self.error(
                    f"unknown table {name!r}", "use [[entry]], [[outside]] or [[want]]", near=name
                )

    def error(self, finding: str, remedy: str, *, near: str) -> CorpusError:
        """Return the error for the first line that holds some words."""
        lines = self._text.splitlines()
        number = next((n for n, line in enumerate(lines, start=1) if near in line), 1)
        return CorpusError(f"{self.path}:{number}: {finding}; {remedy}")

    def of(
        self, table: str, *, required: set[str], optional: frozenset[str] | set[str] = frozenset()
    ) -> Iterable[dict[str, Any]]:
        """Yield the rows of a table that have the keys they need and phrases to match."""
        for row in self._tables.get(table, ()):
            said = row.get("said")
            near = said[0] if isinstance(said, list) and said else f"[[{table}]]"
            missing, unknown = required - set(row), set(row) - required - optional
            if missing or unknown:
                finding = f"lacks {min(missing)!r}" if missing else f"has {min(unknown)!r}"
                raise self.error(
                    f"a row of [[{table}]] {finding}",
                    f"it takes {', '.join(sorted(required | optional))}",
                    near=str(near),
                )
            if not isinstance(said, list) or not all(
                isinstance(phrase, str) and words(phrase) for phrase in said
            ):
                raise self.error(
                    f"'said' of a row of [[{table}]] holds something without a word",
                    'write phrases, as in said = ["bum"]',
                    near=str(near),
                )
            yield row

    def phrases(self, said: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Yield each phrase as stems; a phrase may stand in one row only."""
        for phrase in said:
            wording = read_wording(phrase)
            if wording.stems in self._seen:
                if self._seen[wording.stems] is not said:
                    raise self.error(
                        f"{phrase!r} stands in two rows", "keep one of them", near=f'"{phrase}"'
                    )
                continue
            self._seen[wording.stems] = said
            self.words.update(wording.words)
            yield wording.stems

    def one_of(self, row: Mapping[str, Any], key: str, choices: Sequence[str]) -> Any:
        """Return a row's value if it is one of the choices."""
        if row[key] not in choices:
            raise self.error(
                f"{key} = {row[key]!r} is unknown",
                f"use one of {', '.join(choices)}",
                near=row["said"][0],
            )
        return row[key]
