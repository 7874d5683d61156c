"""How much a word says, and how much of a question a passage accounts for.

A word says the more the rarer it is in what people ask in general: "the" says nothing,
"piriformis" much. The weight of a word is log(N / n) less a constant, where n of N general search
queries have it (the idea is Shannon's self-information, 1948; the counts are data that ships with
the bot). No judged question is needed for it, so it holds for documents of any topic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text
from bot.language.languages import Language
from bot.language.text import stem

# How many queries were counted.
QUERIES = 141_793
# Words that the counts lack stand in fewer queries than the rarest that they have.
_RAREST = 3
# Words in more than about one query in twelve say nothing.
_NOTHING = 2.5
# What a word counts that a passage has only by another name.
BY_ANOTHER_NAME = 0.8
# A word that says less names no subject; letters of a word that may be rare and right.
_SUBJECT_SAYS, _LONG, _FEWEST_LETTERS = 3.0, 6, 3


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a question, as far as it tells what the question is about."""

    word: str
    """The word, normalised."""
    stem: str
    """Its stem."""
    says: float
    """How much it says, in nats above a common word; 0 and more."""
    means: tuple[str, ...]
    """Stems of what it also means."""


def explained(said: Iterable[Said], stems: Collection[str]) -> float:
    """Return the share, 0 to 1, of what a question says that some stems account for.

    A word that is meant by another name counts a little less. A question that says nothing has
    nothing explained.
    """
    total = told = 0.0
    for word in said:
        total += word.says
        if word.stem in stems:
            told += word.says
        elif any(meant in stems for meant in word.means):
            told += BY_ANOTHER_NAME * word.says
    return told / total if total else 0.0


class WordWeights:
    """How much each word says."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    @property
    def words(self) -> frozenset[str]:
        """The words that are in common use, spelt as they should be."""
        return frozenset(self._counts)

    def names_a_subject(self, word: str, stem: str) -> bool:
        """Tell whether a word can be named as what a question is about.

        "gets" cannot, as "get" says little; nor can a short word in no common use, mostly one that
        is misspelt, nor one of two letters ("im").
        """
        if len(word) < _FEWEST_LETTERS:
            return False
        in_use = word in self._counts or len(word) >= _LONG
        return in_use and min(self.of(word), self.of(stem)) >= _SUBJECT_SAYS

    def of(self, word: str) -> float:
        """Return how much a normalised word says, 0 and more; a number says little."""
        if word.isdecimal():
            return 1.0
        return max(0.0, log(QUERIES / self._counts.get(word, _RAREST)) - _NOTHING)


class HeardWeights(WordWeights):
    """How much each word says, by the examples of a language that no counts ship for."""

    def __init__(self, sizes: Mapping[str, float], language: Language) -> None:
        """Take what each stem counts: the square of log(1 + N / n), n of N examples have it."""
        super().__init__({})
        self._says = {stem: sqrt(size) for stem, size in sizes.items()}
        self._most = max(self._says.values(), default=0.0)
        self._language = language

    def names_a_subject(self, word: str, stem: str) -> bool:
        """Tell whether a word can be named as what a question is about."""
        return stem in self._says and self.of(word) >= _SUBJECT_SAYS

    def of(self, word: str) -> float:
        """Return how much a normalised word says, 0 and more; a number says little."""
        if word.isdecimal():
            return 1.0
        says = self._says.get(stem(word, self._language), self._most)
        return max(0.0, says - _NOTHING)


def load_word_weights(path: Path) -> WordWeights:
    """Return the weights of a table of counts: a word, a tab and a number on each line.

    :raise CorpusError: when a line is something else.
    """
    counts: dict[str, int] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        word, _, count = line.partition("\t")
        if not count.isdecimal() or not int(count):
            raise CorpusError(
                f"{place_of(path, number)}: {line!r} is no word with a count; "
                "write the word, a tab and a number"
            )
        counts[word] = int(count)
    return WordWeights(counts)
