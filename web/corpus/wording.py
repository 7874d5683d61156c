"""The words of the interface: ours by language, and over them those of the corpus."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml

FOLDER = Path(__file__).parents[1] / "wording"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that the interface says in one language."""

    language: str
    """Language code, such as "en"."""
    phrases: Mapping[str, str]
    """Phrases by "table.key"."""

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its ``{names}`` filled in."""
        return self.phrases[key].format(**values) if values else self.phrases[key]

    def get(self, key: str, default: str) -> str:
        """Return a phrase, or the default where the language has none of that name."""
        return self.phrases.get(key, default)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_wording(language: str) -> Wording:
    """Return our own wording of one of :func:`languages`; it suits documents about anything."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    phrases = {
        f"{table}.{key}": phrase for table, lines in tables.items() for key, phrase in lines.items()
    }
    return Wording(language, phrases)


def load_wordings(path: Path) -> Mapping[str, Wording]:
    """Return the wording of every language, with a corpus's ``wording.toml`` over ours.

    The file may have any of our phrases, by language, table and key::

        [en.chat]
        title = "Ask about your hip"

    Without a file there are ours alone.

    :raise CorpusError: when a language or a phrase is not known, or fills in other words.
    """
    wordings = {language: load_wording(language) for language in languages()}
    if not path.exists():
        return wordings
    top = read_toml(path)
    top.allow(wordings)
    for language, tables in top.tables().items():
        own = wordings[language]
        known = dict.fromkeys(name.partition(".")[0] for name in own.phrases)
        tables.allow(known)
        phrases = dict(own.phrases)
        for name, table in tables.tables().items():
            table.allow(key.partition(".")[2] for key in phrases if key.startswith(f"{name}."))
            for key in table.values:
                phrases[f"{name}.{key}"] = _overrule(table, key, phrases[f"{name}.{key}"])
        wordings[language] = replace(own, phrases=phrases)
    return wordings


def _overrule(table: TomlTable, key: str, ours: str) -> str:
    """Return a phrase of the corpus; it may leave out what ours fills in, and add nothing."""
    phrase = table.needed(key)
    try:
        surplus = _names(phrase) - _names(ours)
    except ValueError as error:
        raise table.error(
            f"has a bracket without its partner ({error})",
            "write {{ and }} for brackets that are meant as such",
            key=key,
        ) from error
    if surplus:
        usable = ", ".join(f"{{{name}}}" for name in sorted(_names(ours)))
        remedy = f"use {usable}" if usable else "leave it out; nothing is filled in here"
        raise table.error(f"{{{min(surplus)}}} is not known here", remedy, key=key)
    return phrase


def _names(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


def choose_language(asked: str | None, setting: str, accepted: Iterable[str]) -> str:
    """Return the language to speak: asked for, else set by the owner, else the visitor's own.

    ``accepted`` are the browser's language tags, best first ("de-AT" is served by "de").
    """
    known = languages()
    for tag in (asked or "", setting, *accepted):
        code = tag.lower().partition("-")[0]
        if code in known:
            return code
    return FALLBACK
