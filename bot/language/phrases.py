"""Cues: phrases of stems, some of several parts, found in a question in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from bot.files.toml_file import TomlTable
from bot.language.phrase_table import Lexicon
from bot.language.text import stem, words

_LIST_NAME = re.compile(r"<([a-z_]+)>")

# Stands for every number in cues.
_NUMBER = "0"

Phrase = tuple[str, ...]


def phrase_stems(text: str) -> Phrase:
    """Return the stems of a phrase, as bot.language.text.read_wording gives them for a question."""
    return tuple([stem(word) for word in words(text)])


def expand_phrase(text: str, lists: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    """Return the phrases that a text with <list> names stands for, as stems.

    :raise KeyError: when a list is not known; the argument is its name.
    """
    pieces: list[Sequence[Phrase]] = []
    for position, piece in enumerate(_LIST_NAME.split(text)):
        pieces.append(lists[piece] if position % 2 else [phrase_stems(piece)])
    return [sum(choice, ()) for choice in product(*pieces)]


def expand_cue(text: str, lists: Mapping[str, Sequence[Phrase]]) -> list[list[Phrase]]:
    """Return the parts of a cue, which stand between plus signs, each with its phrasings.

    :raise KeyError: as expand_phrase.
    """
    return [expand_phrase(part, lists) for part in text.split("+")]


class CueBook:
    """Cues by number; a cue is found where each of its parts occurs, in any order."""

    def __init__(
        self,
        cues: Iterable[tuple[int, Iterable[Iterable[Phrase]]]],
        *,
        skipped: Iterable[str] = (),
    ) -> None:
        """Take each cue's number and parts; skipped stems count neither here nor in a question.

        :raise ValueError: when a phrasing has no word left.
        """
        self._skipped = frozenset(skipped)
        part_numbers: dict[frozenset[Phrase], int] = {}
        # The cues that begin with a part: each all its parts and its number.
        self._by_part: dict[int, list[tuple[frozenset[int], int]]] = {}
        for number, parts in cues:
            numbered = [
                part_numbers.setdefault(self._kept(phrasings), len(part_numbers))
                for phrasings in parts
            ]
            self._by_part.setdefault(numbered[0], []).append((frozenset(numbered), number))
        self._stems = frozenset(
            word for phrases in part_numbers for phrase in phrases for word in phrase
        )
        self._lexicon = Lexicon(
            (phrase, part) for phrases, part in part_numbers.items() for phrase in phrases
        )

    def _kept(self, phrasings: Iterable[Phrase]) -> frozenset[Phrase]:
        kept = frozenset(tuple(self._counting(phrase)) for phrase in phrasings)
        if () in kept:
            raise ValueError("has no word that counts")
        return kept

    def _counting(self, stems: Iterable[str]) -> list[str]:
        """Return the stems that count, "0" for any number: each fits any other."""
        skipped = self._skipped
        return [word if word[0] > "9" else _NUMBER for word in stems if word not in skipped]

    def find(self, stems: Sequence[str]) -> list[int]:
        """Return the numbers of the cues that occur in a run of stems, in no order."""
        found = self._lexicon.find_all(self._counting(stems))
        return self._cues_of({match.value for match in found}) if found else []

    def _cues_of(self, parts: set[int]) -> list[int]:
        return [
            number
            for part in parts
            for needed, number in self._by_part.get(part, ())
            if needed <= parts
        ]

    def make_up(self, stems: Sequence[str]) -> list[int]:
        """Return the cues that make up a run of stems, or none when a word is left over."""
        known, skipped = self._stems, self._skipped
        for word in stems:
            # Nearly every question ends here, at its first word that says something.
            if word not in known and word not in skipped and word[0] > "9":
                return []
        run = self._counting(stems)
        if not known.issuperset(run):
            return []
        parts: set[int] = set()
        covered = 0
        for match in self._lexicon.find_longest(run):
            if match.start != covered:
                return []
            parts.add(match.value)
            covered = match.end
        return self._cues_of(parts) if run and covered == len(run) else []


def stems_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """Return the stems that stand in phrases."""
    return frozenset(word for phrase in phrases for word in phrase)


def read_lists(table: TomlTable) -> dict[str, tuple[Phrase, ...]]:
    """Return each list of a table by its name; a list may name those above it.

    :raise CorpusError: when a list is not one, or names a list that is not above it.
    """
    lists: dict[str, tuple[Phrase, ...]] = {}
    for name in table.values:
        phrases: list[Phrase] = []
        for text in table.texts(name):
            try:
                phrases.extend(expand_phrase(text, lists))
            except KeyError as error:
                remedy = "move that list above this one, or mend the name"
                finding = f"names <{error.args[0]}>, which is not a list above it"
                raise table.error(finding, remedy, key=name) from None
        lists[name] = tuple(dict.fromkeys(phrases))
    return lists


def read_cue(
    table: TomlTable,
    key: str,
    text: str,
    *,
    lists: Mapping[str, Sequence[Phrase]],
    skipped: frozenset[str],
) -> list[list[Phrase]]:
    """Return the parts of a cue that stands under a key of a table.

    :raise CorpusError: when it names an unknown list, or a part of it has no word that counts.
    """
    try:
        parts = expand_cue(text, lists)
    except KeyError as error:
        known = ", ".join(f"<{name}>" for name in lists) or "none"
        finding = f"{text!r} names the list <{error.args[0]}>, which is not in [words]"
        raise table.error(finding, f"use one of: {known}", key=key) from None
    if any(skipped.issuperset(phrase) for part in parts for phrase in part):
        remedy = "add a word that is not in the list of skipped words"
        raise table.error(f"{text!r} has a part without a word that counts", remedy, key=key)
    return parts
