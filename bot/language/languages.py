"""What a language needs before its words can be compared: stems, small words, other spellings.

English is the language of the documents. Others are data: a folder of bot/defaults/languages, named
by its code, whose language.toml says::

    name = "Deutsch"
    stemmer = "german"
    stop_words = "der die das und …"
    passed_over = "der die das mein …"
    spelled = { ae = "a", oe = "o", ue = "u" }
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import Stemmer

from bot.files.toml_file import read_toml

FOLDER = Path(__file__).parents[1] / "defaults" / "languages"
# Near the short lists that search engines ship, plus question words; long lists drop meaning.
_ENGLISH_STOP_WORDS = (
    "a about am an and any are as at be been being but by can could did do does doing for from "
    "had has have having he her hers him his how i if in into is it its itself just may me might "
    "mine my myself of on or our ours shall she should so some such than that the their them then "
    "there these they this those to too very was we were what when where which while who whom why "
    "will with would you your yours"
)


@dataclass(frozen=True, slots=True)
class Language:
    """How the words of one language are read."""

    code: str
    """Two letters, as in "en"."""
    name: str
    """What it calls itself."""
    stemmer: Stemmer.Stemmer
    """Words to stems (Snowball)."""
    stop_words: frozenset[str]
    """Small words that say nothing of what a question is about, as they are read."""
    passed_over: frozenset[str]
    """The smallest words, which may stand within a phrase of a thesaurus and count for nothing."""
    spelled: tuple[tuple[str, str], ...] = ()
    """Letters that are typed for others: ("ue", "u") reads "Huefte" and "Hüfte" alike."""


# No cache of its own: what people type is theirs.
ENGLISH = Language(
    "en",
    "English",
    Stemmer.Stemmer("english", 0),
    frozenset(_ENGLISH_STOP_WORDS.split()),
    frozenset("a an her his my our the their your of on in to".split()),
)


@cache
def load_language(code: str) -> Language:
    """Return a language by its code: English, or another of :func:`understood`.

    :raise CorpusError: when its file cannot be used.
    """
    if code == ENGLISH.code:
        return ENGLISH
    top = read_toml(FOLDER / code / "language.toml")
    top.allow(("name", "stemmer", "stop_words", "passed_over", "spelled"))
    name = top.needed("stemmer")
    if name not in Stemmer.algorithms():
        raise top.error(
            f"{name!r} is no stemmer",
            f"use one of: {', '.join(Stemmer.algorithms())}",
            key="stemmer",
        )
    spelled = top.table("spelled")
    return Language(
        code,
        top.needed("name"),
        Stemmer.Stemmer(name, 0),
        frozenset(top.needed("stop_words").split()),
        frozenset(top.needed("passed_over").split()),
        tuple((letters, spelled.needed(letters)) for letters in spelled.values),
    )


@cache
def understood() -> tuple[str, ...]:
    """Return the codes of the languages that questions are understood in, English first."""
    return (ENGLISH.code, *sorted(path.parent.name for path in FOLDER.glob("*/language.toml")))
