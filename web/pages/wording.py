"""The words of the interface: one data file a language, chosen for each request."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "wording"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that the interface says in one language."""

    # Language code, such as "en".
    language: str
    # Phrases by "table.key".
    phrases: Mapping[str, str]

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
    """Return the wording of one of :func:`languages`."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    phrases = {
        f"{table}.{key}": phrase for table, lines in tables.items() for key, phrase in lines.items()
    }
    return Wording(language, phrases)


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
