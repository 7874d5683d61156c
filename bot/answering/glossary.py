"""Short definitions of the documents' technical words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.language.languages import ENGLISH, Language
from bot.language.text import stem, words

# "GT" and "TrP": what is written with two capitals and more is shorthand.
_INITIALS = re.compile(r"[A-Z]\w*[A-Z]\w*")


@dataclass(frozen=True, slots=True)
class Definition:
    """What one technical word means."""

    term: str
    """The word or phrase, as the documents have it."""
    means: str
    """What it means, in a sentence."""
    source_url: str
    """A page where more stands."""
    near: str = ""
    """Words of the documents for what is nearest, where they do not name the term itself."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Definitions by the stems of the words that name them."""

    definitions: Mapping[tuple[str, ...], Definition]
    """Stems of a term, or of another name for it → its definition."""
    shorthand: Mapping[str, str] = field(default_factory=dict)
    """Initials in lower case → the term that they stand for ("gt": "greater trochanter")."""

    def find(self, stems: Sequence[str]) -> Definition | None:
        """Return the definition of the longest term that stands in a run of stems, if one does."""
        longest = max(map(len, self.definitions), default=0)
        for size in range(min(longest, len(stems)), 0, -1):
            for start in range(len(stems) - size + 1):
                found = self.definitions.get(tuple(stems[start : start + size]))
                if found is not None:
                    return found
        return None


def load_glossary(path: Path, language: Language = ENGLISH) -> Glossary:
    """Return the glossary of a file; without a file, an empty one.

    :param language: that of the terms and of what they mean.

    :raise CorpusError: when a term has no meaning or no source.
    """
    if not path.exists():
        return Glossary({})
    definitions: dict[tuple[str, ...], Definition] = {}
    shorthand: dict[str, str] = {}
    for term, table in read_toml(path).tables().items():
        table.allow(("means", "source", "also", "near"))
        definition = Definition(
            term, table.needed("means"), table.needed("source"), table.text("near")
        )
        for name in (term, *table.texts("also")):
            stems = tuple(stem(word, language) for word in words(name, language))
            definitions.setdefault(stems, definition)
            if _INITIALS.fullmatch(name):
                shorthand.setdefault(name.lower(), term)
    return Glossary(definitions, shorthand)
