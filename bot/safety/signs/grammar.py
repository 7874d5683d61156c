"""signs.toml to a grammar, checked line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from bot.files.toml_file import TomlTable
from bot.language.languages import Language
from bot.language.text import stem, words

# Lists that every grammar has: what denies nothing, and what tells of something else.
MEANT, ELSEWHERE = "(meant)", "(elsewhere)"

Phrase = tuple[str, ...]
Chain = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A combination of words that is certain."""

    notice: str
    """The notice that it calls for."""
    written: str
    """As it stands in the file, for explanations."""
    parts: tuple[Chain, ...]
    """What must be said: each part is word lists that follow one another."""
    unless: frozenset[str]
    """Word lists that must not stand in the clause of a part."""
    alone: bool
    """True when the words must be the whole message."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The word lists and signs of signs.toml, ready to be looked up."""

    phrases: Mapping[str, tuple[tuple[Phrase, str], ...]]
    """First stem → the stems after it, with the name of the list."""
    signs: tuple[Sign, ...]
    """All combinations, in the order of the file."""
    by_name: Mapping[str, tuple[int, ...]]
    """List → the places of the signs whose first part begins with it."""
    filler: frozenset[str]
    """Stems that may stand inside a phrase."""
    deny: frozenset[str]
    """Stems that deny what follows in their clause."""
    parts: frozenset[str]
    """Stems that begin a new clause."""
    persons: frozenset[str]
    """Words that tell that somebody is spoken of."""
    asks: frozenset[str]
    """Words that a question begins with."""
    words: frozenset[str]
    """All words of the lists as written: what a misspelt word may mean."""


def read_grammar(
    top: TomlTable, notices: Collection[str], language: Language, *, off: Collection[str] = ()
) -> Grammar:
    """Return the grammar of a file.

    :param notices: the ids that its signs may call for.
    :param off: those of them that are switched off, whose signs are left out.
    :raise CorpusError: when a list or a sign cannot be read.
    """
    top.allow(("reading", "words", "signs"))
    reading, lists = top.table("reading"), top.table("words")
    reading.allow(("filler", "skip", "deny", "meant", "parts", "elsewhere", "persons", "asks"))
    missing = frozenset(_stems(reading.needed("filler"), language))
    phrases: dict[str, dict[tuple[Phrase, str], None]] = {}
    named = {MEANT: reading.needed("meant"), ELSEWHERE: reading.needed("elsewhere")}
    for name, said in (named | {name: lists.needed(name) for name in lists.values}).items():
        for first, *rest in _phrases(said, language):
            # Small words may be missing only where two words of weight remain.
            kept = tuple(one for one in rest if one not in missing) or tuple(rest)
            phrases.setdefault(first, {})[(kept, name)] = None
    written = _signs(top.table("signs"), set(lists.values), notices)
    signs = tuple(sign for sign in written if sign.notice not in off)
    by_name: dict[str, list[int]] = {}
    for place, sign in enumerate(signs):
        for name in sign.parts[0][0]:
            by_name.setdefault(name, []).append(place)
    return Grammar(
        phrases={first: tuple(found) for first, found in phrases.items()},
        signs=signs,
        by_name={name: tuple(places) for name, places in by_name.items()},
        filler=missing | frozenset(_stems(reading.text("skip"), language)),
        deny=frozenset(_stems(reading.needed("deny"), language)),
        parts=frozenset(_stems(reading.needed("parts"), language)),
        persons=frozenset(words(reading.needed("persons"), language)),
        asks=frozenset(words(reading.needed("asks"), language)),
        words=frozenset(words(" ".join(lists.needed(name) for name in lists.values), language)),
    )


def _stems(text: str, language: Language) -> list[str]:
    return [stem(word, language) for word in words(text, language)]


def _phrases(said: str, language: Language) -> Iterator[list[str]]:
    for phrase in " ".join(said.split()).split(","):
        for spelling in spellings(phrase):
            stems = _stems(spelling, language)
            if stems:
                yield stems


def _signs(table: TomlTable, lists: set[str], notices: Collection[str]) -> Iterator[Sign]:
    for notice in table.values:
        if notice not in notices:
            raise table.error("is no notice", "correct it or write the notice", key=notice)
        for written in table.texts(notice):
            said, *unless = (half.strip() for half in written.split(" - "))
            alone = said.startswith("=")
            parts = tuple(_chain(part) for part in said.removeprefix("=").split("+"))
            named = {name for part in parts for names in part for name in names}
            unknown = sorted((named | set(unless)) - lists)
            if unknown:
                remedy = "correct it or add it to [words]"
                raise table.error(f"{unknown[0]!r} is no word list", remedy, key=notice)
            yield Sign(notice, written, parts, frozenset(unless), alone)


def _chain(part: str) -> Chain:
    return tuple(frozenset(name.strip() for name in names.split("|")) for names in part.split(">"))


def spellings(phrase: str) -> Iterator[str]:
    """Yield the phrases that one with choices stands for.

    >>> list(spellings("my leg/foot hurts"))
    ['my leg hurts', 'my foot hurts']
    """
    yield from map(" ".join, product(*(word.split("/") for word in phrase.split())))
