"""Concepts: named lists of phrases and chains, and how wording is read for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from bot.files.toml_file import TomlTable
from bot.language.phrase_table import Lexicon
from bot.language.text import stem, words
from bot.safety.sequences import Chain, ChainTable, Step, index_chains

# Bits of an idiom and of a "not" that denies nothing; those of the concepts stand above them.
IDIOM = 1 << 0
STILL_MEANT = 1 << 1
_BELOW_CONCEPTS = ("(idiom)", "(still meant)")
# A shorter word has too many neighbours to guess what was meant.
SHORTEST_MENDED = 5
# What one phrase with alternatives may grow to before it is surely a slip.
MOST_PHRASES = 400

_REFERENCE = re.compile("<[^>]*>")
_READING_KEYS = ("skip", "negators", "negation_ends", "still_meant", "idioms", "commonplace")
# Before a word whose ending matters: "=legs" is not "leg".
_EXACT = "="


@dataclass(frozen=True, slots=True)
class Reading:
    """How wording is read; words are stems unless said otherwise."""

    # Name of each bit in masks: the concepts stand above IDIOM and STILL_MEANT.
    concepts: tuple[str, ...]
    # Phrase to the mask of what it stands for: concepts, IDIOM (its words count for nothing
    # else) or STILL_MEANT.
    lexicon: Lexicon[int]
    # What combines concepts and words a little apart ("<cannot> bear weight").
    chains: ChainTable
    # Unstemmed word to the mask of what it alone stands for ("=legs").
    exact: Mapping[str, int]
    # Masks: the one concept does not count where one of the others is named.
    overruled: tuple[tuple[int, int], ...]
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
    skip = frozenset(stem(word) for text in listed(settings, "skip") for word in words(text))
    spelt = top.table("spellings")
    names = (*_BELOW_CONCEPTS, *top.table("concepts").values)
    phrases = _Phrases(
        top.table("concepts"),
        names,
        skip,
        {said: tuple(words(spelt.text(said))) for said in spelt.values},
        {},
    )
    table, chains, exact = _sort_phrases(phrases)
    for key, value in (("idioms", IDIOM), ("still_meant", STILL_MEANT)):
        for text in listed(settings, key):
            for phrase in phrases.expand(text, settings, key):
                table[phrase] = table.get(phrase, 0) | value
    negators = frozenset(map(stem, listed(settings, "negators")))
    negation_ends = frozenset(map(stem, listed(settings, "negation_ends")))
    ends = (negators | negation_ends) - skip
    return Reading(
        concepts=names,
        lexicon=Lexicon(table.items(), skip=skip),
        chains=index_chains(chains, masks=(*table.values(), *exact.values()), skip=skip, ends=ends),
        exact=exact,
        overruled=_read_overruled(top.table("overruled"), names),
        negators=negators,
        negation_ends=negation_ends,
        skip=skip,
        spellings=phrases.spellings,
        commonplace=_mask_of(settings, "commonplace", names),
        stems=frozenset(word for phrase in table for word in phrase)
        | {word for chain in chains for step in chain.steps for word in step.stems},
        mendable=_by_first_letter(set(phrases.spoken())),
    )


def _sort_phrases(
    phrases: _Phrases,
) -> tuple[dict[tuple[str, ...], int], list[Chain], dict[str, int]]:
    """Return the plain phrases, the chains and the exact words, with the concepts they mean."""
    plain: dict[tuple[str, ...], int] = {}
    chains: list[Chain] = []
    exact: dict[str, int] = {}
    for name in phrases.concepts.values:
        bit = 1 << phrases.names.index(name)
        for text in phrases.of(name):
            if "<" in text:
                chains.append(phrases.chain(text, name))
            elif text.startswith(_EXACT):
                word = text.removeprefix(_EXACT)
                exact[word] = exact.get(word, 0) | bit
            else:
                for phrase in phrases.expand(text, phrases.concepts, name):
                    plain[phrase] = plain.get(phrase, 0) | bit
    return plain, chains, exact


def listed(table: TomlTable, key: str) -> list[str]:
    """Return the entries of a text, which commas or new lines part."""
    lines = table.text(key).replace("\n", ",").split(",")
    return [entry for entry in map(str.strip, lines) if entry]


def _read_overruled(table: TomlTable, concepts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    for name in table.values:
        if name not in concepts:
            raise table.error("is not a concept", "correct or delete it", key=name)
    return tuple(
        (1 << concepts.index(name), _mask_of(table, name, concepts)) for name in table.values
    )


def _mask_of(table: TomlTable, key: str, concepts: Sequence[str]) -> int:
    mask = 0
    for name in listed(table, key):
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
    """Phrases with alternatives spelt out ("lost/no feeling") and chains ("<cannot> walk")."""

    concepts: TomlTable
    # Name of each bit in masks.
    names: tuple[str, ...]
    skip: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    # Piece of a phrase ("lost/losing") to its choices: most pieces stand in many phrases.
    known: dict[str, list[tuple[str, ...]]]

    def of(self, name: str) -> list[str]:
        """Return what stands for a concept, as written."""
        texts = listed(self.concepts, name)
        if not texts:
            raise self.concepts.error("has no phrases", "add one or delete it", key=name)
        return texts

    def spoken(self) -> Iterator[str]:
        """Yield every word of the concepts, unstemmed."""
        for name in self.concepts.values:
            yield from words(_REFERENCE.sub(" ", " ".join(self.of(name))))

    def expand(self, text: str, table: TomlTable, key: str) -> dict[tuple[str, ...], None]:
        """Return every wording of one phrase as stems, without words that are skipped anyway."""
        choices = [self._choices(piece) for piece in text.split()]
        count = prod(len(choice) for choice in choices)
        if count > MOST_PHRASES:
            raise table.error(f"{text!r} stands for {count} phrases", "split it", key=key)
        found: dict[tuple[str, ...], None] = {}
        for parts in product(*choices):
            full = tuple(word for part in parts for word in part)
            telling = tuple(word for word in full if word not in self.skip)
            # Where a single word would be left ("end it"), the small ones are the phrase too.
            found[telling if len(telling) > 1 else full] = None
        if not found or () in found:
            raise table.error(f"{text!r} has no word", "write words", key=key)
        return found

    def chain(self, text: str, name: str) -> Chain:
        """Return the steps of "<cannot> bear/take weight"; they name concepts above their own."""
        names = self.names
        above = names[len(_BELOW_CONCEPTS) : names.index(name)]
        steps: list[Step] = []
        for piece in text.split():
            mask = 0
            stems: set[str] = set()
            for choice in piece.split("/"):
                if not choice.startswith("<"):
                    stems.update(stem(word) for word in self._respelt(words(choice)))
                elif choice.strip("<>") in above:
                    mask |= 1 << names.index(choice.strip("<>"))
                else:
                    remedy = "write the name of a concept that stands above"
                    raise self.concepts.error(f"{choice} names no concept", remedy, key=name)
            if mask or not stems <= self.skip:
                steps.append(Step(mask, frozenset(stems)))
        return Chain(names.index(name), tuple(steps))

    def _choices(self, piece: str) -> list[tuple[str, ...]]:
        if piece not in self.known:
            self.known[piece] = [
                tuple(map(stem, self._respelt(words(choice)))) for choice in piece.split("/")
            ]
        return self.known[piece]

    def _respelt(self, said: Sequence[str]) -> tuple[str, ...]:
        """Return words as questions will have them once their spelling is mended."""
        return tuple(part for word in said for part in self.spellings.get(word, (word,)))
