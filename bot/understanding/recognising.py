"""Which language a message is in, learned from the examples of every language.

English, and the languages of bot/defaults/languages, are understood. A dozen others (others.toml)
are only told apart, so that people can be answered in their own language that theirs is not
understood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.language.languages import ENGLISH, understood
from bot.language.text import Wording, normalise
from bot.learning.examples import read_examples
from bot.learning.lessons import Lesson, lesson
from bot.learning.model import Model

TASK = "language"
# Of the examples of a language so many are enough to know it by; they are taken evenly.
_ENOUGH = 2500
# What the language of the conversation so far is ahead by, and for so few words: "ok" and
# "piriformis" are of any.
_AHEAD, _AHEAD_IF_SHORT, _SHORT = 0.25, 0.5, 2
# Another language is recognised from this score on, in so many words at least. Letters that are not
# Latin tell by themselves.
_OTHER_FROM, _OTHER_WORDS = 0.5, 2
_LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Other:
    """A language that is recognised and not understood."""

    code: str
    """Two letters, as in "fr"."""
    sentence: str
    """What is said in it, with {languages} and {emergency_number} to be filled in."""
    examples: tuple[str, ...]
    """Sentences to know it by."""


@cache
def load_others(path: Path) -> dict[str, Other]:
    """Return the languages of others.toml by code.

    :raise CorpusError: when a language has no sentence or no example.
    """
    found: dict[str, Other] = {}
    for code, table in read_toml(path).tables().items():
        table.allow(("sentence", "examples"))
        examples = table.texts("examples")
        if not examples:
            raise table.error("has no examples", "write some sentences", key="examples")
        found[code] = Other(code, table.needed("sentence"), examples)
    return found


def lessons_in_languages(defaults: Path) -> list[Lesson]:
    """Return what tells languages apart: examples of each, read as if they were English.

    :raise CorpusError: when a file cannot be used.
    """
    lessons = list(_lessons(ENGLISH.code, _texts(defaults / "examples")))
    for code in understood()[1:]:
        lessons += _lessons(code, _texts(defaults / "languages" / code / "examples"))
    for other in load_others(defaults / "languages" / "others.toml").values():
        lessons += _lessons(other.code, other.examples)
    return lessons


def _texts(folder: Path) -> tuple[str, ...]:
    texts = [example.text for example in read_examples(folder)]
    return tuple(texts[:: max(1, len(texts) // _ENOUGH)])


def _lessons(code: str, texts: Collection[str]) -> Iterator[Lesson]:
    for text in texts:
        yield lesson(text, {TASK: {code: 1.0}})


class Recogniser:
    """Tells the language of a message."""

    def __init__(
        self, model: Model, understood: Collection[str], others: Mapping[str, Other]
    ) -> None:
        """Take what was learned, the languages that are understood, and the others."""
        self._model = model
        self._understood = frozenset(understood)
        self._letters = {
            code: frozenset(filter(_is_not_latin, normalise("".join(other.examples))))
            for code, other in others.items()
        }

    def _by_letters(self, said: str) -> str:
        """Return the language that most letters of a text are of, if they are not Latin; or ""."""
        foreign = [letter for letter in said if _is_not_latin(letter)]
        if 2 * len(foreign) <= len(said):
            return ""
        shared = {
            code: sum(letter in letters for letter in foreign)
            for code, letters in self._letters.items()
        }
        best = max(shared, key=shared.__getitem__, default="")
        return best if shared.get(best) else ""

    def language_of(self, said: Wording, before: str) -> str:
        """Return the code of the language of a message, read as English.

        :param before: the language of the conversation so far, which words of any language keep.
        """
        written = self._by_letters("".join(said.words))
        if written:
            return written
        scores = self._model.score(said).of(TASK)
        if not scores:
            return before
        is_short = len(said.words) <= _SHORT
        if is_short and not any(map(self._model.knows, said.stems)):
            # Letters alone are no proof: it may be a word that is misspelt.
            return before
        ahead = _AHEAD_IF_SHORT if is_short else _AHEAD
        scores[before] = scores.get(before, 0.0) + ahead
        best = max(scores, key=scores.__getitem__)
        if best in self._understood:
            return best
        if scores[best] >= _OTHER_FROM and len(said.words) >= _OTHER_WORDS:
            return best
        return max(self._understood, key=lambda code: (scores.get(code, 0.0), code == before))


def _is_not_latin(letter: str) -> bool:
    return letter > _LAST_LATIN and letter.isalpha()
