"""Words that mean the same: knowledge that a reader can check, without weights or exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.language.languages import ENGLISH, Language
from bot.language.text import STOP_WORDS, stem, words

_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or a phrase of a question also means."""

    start: int
    """Its first word in the question."""
    end: int
    """The word after its last."""
    meant: str
    """The documents' own words for it."""
    stems: tuple[str, ...]
    """The stems of those words."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Phrases of everyday speech with the documents' words for them."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    """Stems of a phrase, small words left out → what it means, as written."""
    passed_over: frozenset[str] = ENGLISH.passed_over
    """Small words inside a phrase are passed over, in the phrase and in the question alike."""

    @property
    def words(self) -> frozenset[str]:
        """Every stem that some phrase is made of."""
        return frozenset(stem for phrase in self.phrases for stem in phrase)

    def find(self, spoken: Sequence[str], stems: Sequence[str]) -> list[Meaning]:
        """Return what phrases of a question also mean, the longest at each place.

        spoken and stems are the question's words and their stems, in parallel.
        """
        places = [at for at, word in enumerate(spoken) if word not in self.passed_over]
        found: list[Meaning] = []
        at = 0
        while at < len(places):
            size = self._longest(places, stems, at)
            if size:
                start, end = places[at], places[at + size - 1] + 1
                for meant in self.phrases[tuple(stems[place] for place in places[at : at + size])]:
                    found.append(Meaning(start, end, meant, _stems_of(meant)))
            at += size or 1
        return found

    def _longest(self, places: Sequence[int], stems: Sequence[str], at: int) -> int:
        for size in range(min(_MOST_WORDS, len(places) - at), 0, -1):
            if tuple(stems[place] for place in places[at : at + size]) in self.phrases:
                return size
        return 0


def load_thesaurus(path: Path, language: Language = ENGLISH) -> Thesaurus:
    """Return the thesaurus of a file; without a file, an empty one.

    :param language: that of the phrases; what they mean is always English, as the documents are.

    :raise CorpusError: when a row is no list of texts.
    """
    if not path.exists():
        return Thesaurus({})
    top = read_toml(path)
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meant in top.values:
        for said in top.texts(meant):
            spoken = [word for word in words(said, language) if word not in language.passed_over]
            phrase = tuple(stem(word, language) for word in spoken)
            if not phrase:
                raise top.error(f"{said!r} has no word", "delete it", key=meant)
            phrases[phrase] = (*phrases.get(phrase, ()), meant)
    return Thesaurus(phrases, language.passed_over)


def _stems_of(meant: str) -> tuple[str, ...]:
    return tuple(_content_stems(words(meant)))


def _content_stems(spoken: Iterable[str]) -> list[str]:
    return [stem(word) for word in spoken if word not in STOP_WORDS]
