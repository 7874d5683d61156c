"""Concepts: named lists of phrases, spelt out as stems, and how wording is read for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.errors import CorpusError
from bot.lexicon import Lexicon
from bot.text import stem, words
from bot.toml_file import TomlTable

# What stands for an idiom and for a "not" that denies nothing, beside the concepts' positions.
IDIOM = -1
STILL_MEANT = -2
# A shorter word has too many neighbours to guess what was meant.
SHORTEST_MENDED = 5
# What one phrase with alternatives may grow to before it is surely a slip.
MOST_PHRASES = 4000

_READING_KEYS = ("skip", "negators", "negation_ends", "still_meant", "idioms", "commonplace")


@dataclass(frozen=True, slots=True)
class Reading:
    """How wording is read; words are stems unless said otherwise."""

    # Name of each concept; its position is what the lexicon gives, and its bit in masks.
    concepts: tuple[str, ...]
    # Phrase to a concept's position, IDIOM (its words count for nothing else) or STILL_MEANT.
    lexicon: Lexicon[int]
    # Words that say no.
    negators: frozenset[str]
    # Words that end what a "no" reaches.
    negation_ends: frozenset[str]
    # Words that may stand inside any phrase and do not count as distance.
    skip: frozenset[str]
    # Word to the words that it stands for, unstemmed ("carnt": "can not").
    spellings: Mapping[str, tuple[str, ...]]
    # Bit mask of the concepts that every second question names.
    commonplace: int
    # Every word of the phrases: none of them is misspelt.
    stems: frozenset[str]
    # First letter to the words, unstemmed, whose misspellings are mended.
    mendable: Mapping[str, tuple[str, ...]]


def read_concepts(top: TomlTable) -> Reading:
    """Return the concepts of a file with [reading], [spellings] and [concepts].

    :raise CorpusError: when a table is missing or a phrase cannot be read.
    """
    for key in ("reading", "concepts"):
        if not top.table(key).values:
            raise top.error(
                f"[{key}] is missing or empty", "restore the table from the shipped file"
            )
    settings = top.table("reading")
    settings.allow(_READING_KEYS)
    skip = frozenset(stem(word) for text in settings.texts("skip") for word in words(text))
    spelt = top.table("spellings")
    phrases = _Phrases(
        top.table("concepts"), skip, {said: tuple(words(spelt.text(said))) for said in spelt.values}
    )
    table = [
        (phrase, position)
        for position, name in enumerate(phrases.concepts.values)
        for phrase in phrases.of(name)
    ]
    seen = {word for name in phrases.concepts.values for word in phrases.spoken(name)}
    for key, value in (("idioms", IDIOM), ("still_meant", STILL_MEANT)):
        table += [
            (phrase, value)
            for text in settings.texts(key)
            for phrase in phrases.expand(text, settings, key)
        ]
    return Reading(
        concepts=tuple(phrases.concepts.values),
        lexicon=Lexicon(dict.fromkeys(table), skip=skip),
        negators=frozenset(map(stem, settings.texts("negators"))),
        negation_ends=frozenset(map(stem, settings.texts("negation_ends"))),
        skip=skip,
        spellings=phrases.spellings,
        commonplace=_mask_of(settings, "commonplace", list(phrases.concepts.values)),
        stems=frozenset(word for phrase, _ in table for word in phrase),
        mendable=_by_first_letter(seen),
    )


def _mask_of(table: TomlTable, key: str, concepts: Sequence[str]) -> int:
    mask = 0
    for name in table.texts(key):
        if name not in concepts:
            raise table.error(f"{name!r} is not a concept", "correct or delete it", key=key)
        mask |= 1 << concepts.index(name)
    return mask


def _by_first_letter(seen: set[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(seen):
        if len(word) >= SHORTEST_MENDED and word.isalpha():
            letters.setdefault(word[0], []).append(word)
    return {letter: tuple(found) for letter, found in letters.items()}


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases with alternatives ("loss/lack of feeling", "<cannot> walk") spelt out."""

    concepts: TomlTable
    skip: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> Iterator[tuple[str, ...]]:
        """Yield a concept's phrases as stems."""
        texts = self.concepts.texts(name)
        if not texts:
            raise self.concepts.error("has no phrases", "add one or delete it", key=name)
        for text in texts:
            yield from self.expand(text, self.concepts, name)

    def spoken(self, name: str) -> Iterator[str]:
        """Yield the words of a concept's phrases, unstemmed."""
        for text in self.concepts.texts(name):
            yield from (word for word in words(text) if "<" not in text)

    def expand(self, text: str, table: TomlTable, key: str) -> dict[tuple[str, ...], None]:
        """Return every wording of one phrase as stems, without words that are skipped anyway."""
        found: dict[tuple[str, ...], None] = {}
        for wording in self._wordings(text, table, key, ()):
            full = tuple(stem(word) for word in wording)
            telling = tuple(word for word in full if word not in self.skip)
            # Where a single word would be left ("end it"), the small ones are the phrase too.
            found[telling if len(telling) > 1 else full] = None
        if not found or () in found:
            raise table.error(f"{text!r} has no word", "write words", key=key)
        return found

    def _wordings(
        self, text: str, table: TomlTable, key: str, inside: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        choices = [self._choices(piece, table, key, inside) for piece in text.split()]
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > MOST_PHRASES:
            raise table.error(f"{text!r} stands for {count} phrases", "split it", key=key)
        return [tuple(word for part in parts for word in part) for parts in product(*choices)]

    def _choices(
        self, piece: str, table: TomlTable, key: str, inside: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        if not piece.startswith("<"):
            return [self._respelt(words(choice)) for choice in piece.split("/")]
        name = piece.strip("<>")
        if name not in self.concepts.values:
            raise self._unknown(table, key, piece, "names no concept")
        if name in inside:
            raise self._unknown(table, key, piece, "names itself")
        return [
            wording
            for text in self.concepts.texts(name)
            for wording in self._wordings(text, self.concepts, name, (*inside, name))
        ]

    def _respelt(self, said: Sequence[str]) -> tuple[str, ...]:
        """Return words as questions will have them once their spelling is mended."""
        return tuple(part for word in said for part in self.spellings.get(word, (word,)))

    @staticmethod
    def _unknown(table: TomlTable, key: str, piece: str, finding: str) -> CorpusError:
        return table.error(f"{piece} {finding}", "write the name of another concept", key=key)
