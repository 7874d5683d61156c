"""What is learned from examples: of each language, and which language a message is in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.language.languages import ENGLISH, Language, load_language, understood
from bot.learning.keeping import learn_once
from bot.learning.model import Weights
from bot.records import Document
from bot.understanding.curriculum import read_shipped, read_taught
from bot.understanding.recognising import lessons_in_languages
from bot.understanding.sentences import load_sentence_kinds

# What ships with the bot and holds for every corpus.
DEFAULTS = Path(__file__).parents[1] / "defaults"
# The name, beside codes of languages, of what tells languages apart.
TELLING_APART = "languages"


def names_of_learned() -> tuple[str, ...]:
    """Return what is learned: a code for each language, and TELLING_APART."""
    return (*understood(), TELLING_APART)


def shipped_in(language: Language) -> Path:
    """Return the folder that ships with the bot for a language."""
    return DEFAULTS if language is ENGLISH else DEFAULTS / "languages" / language.code


def own_in(folder: Path, language: Language) -> Path:
    """Return the part of a corpus folder that is for a language."""
    return folder if language is ENGLISH else folder / "languages" / language.code


def learn(
    name: str, folder: Path, documents: Sequence[Document], cache: Path | None
) -> tuple[Weights, str]:
    """Return what examples teach, and its digest: learned before, kept, or learned now.

    :param name: one of names_of_learned.
    :param folder: the corpus folder.
    :param cache: the folder that it is kept in; None keeps it in this process alone.
    :raise CorpusError: when an example or a file beside it cannot be used.
    """
    if name == TELLING_APART:
        return _learn_languages(cache)
    language = load_language(name)
    shipped = shipped_in(language)
    kinds = load_sentence_kinds(folder / "sentences.toml", documents)
    taught = read_taught(own_in(folder, language), shipped, documents, kinds, language)
    if len(taught) == len(read_shipped(shipped, language)):
        return _learn_shipped(name, cache)
    return learn_once([one.lesson for one in taught], cache=cache)


@lru_cache(maxsize=8)
def _learn_shipped(name: str, cache: Path | None) -> tuple[Weights, str]:
    """Return what every corpus without examples of its own knows."""
    language = load_language(name)
    taught = read_shipped(shipped_in(language), language)
    return learn_once([one.lesson for one in taught], cache=cache)


@lru_cache(maxsize=2)
def _learn_languages(cache: Path | None) -> tuple[Weights, str]:
    return learn_once(lessons_in_languages(DEFAULTS), cache=cache)
