"""Example sentences, read from Markdown: what people say, filed under what they mean.

A file is lists under headings::

    # Lateral Rotators
    ## why
    - my bum hurts and it shoots down my leg
    - what causes sciatica

The first heading is the intent; "A | B" files the lines below under both, the better one first.
The second heading is free: it groups lines by theme, for readers and for cross-validation. Lines
that begin with neither "#" nor "-" are remarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text

MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence as people say it."""

    intents: tuple[str, ...]
    """What it means, the best first."""
    theme: str
    """The second heading above it, or ""."""
    text: str
    """The sentence as typed, 1 to 500 characters."""
    author: str
    """The name of its file without ending: who wrote it, for cross-validation."""
    path: Path
    """Its file."""
    line: int
    """Its line there, from 1."""

    @property
    def place(self) -> str:
        """File and line as messages name them."""
        return place_of(self.path, self.line)


def read_examples(folder: Path) -> tuple[Example, ...]:
    """Return the examples of a folder's Markdown files and of its subfolders', in order of path.

    A folder that is missing has none.

    :raise CorpusError: when a line stands under no heading, is empty or too long, or stands twice
        under different intents.
    """
    found: list[Example] = []
    for path in sorted(folder.rglob("*.md")):
        if path.name != "README.md":
            found.extend(_read_file(path))
    return tuple(found)


def _read_file(path: Path) -> Iterator[Example]:
    intents: tuple[str, ...] = ()
    theme = ""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.startswith("# "):
            intents, theme = _intents(line[2:], path, number), ""
        elif line.startswith("## "):
            theme = line[3:].strip()
        elif line.startswith("- "):
            if not intents:
                raise CorpusError(
                    f"{place_of(path, number)}: an example stands under no heading; "
                    "write “# ” and what it means above it"
                )
            text = _checked(line[2:].strip(), path, number)
            yield Example(intents, theme, text, path.stem, path, number)


def _intents(heading: str, path: Path, number: int) -> tuple[str, ...]:
    intents = tuple(part.strip() for part in heading.split("|") if part.strip())
    if not intents:
        raise CorpusError(f"{place_of(path, number)}: the heading has no text; name an intent")
    return intents


def _checked(text: str, path: Path, number: int) -> str:
    if not text:
        raise CorpusError(f"{place_of(path, number)}: an example has no text; delete the line")
    if len(text) > MOST_CHARACTERS:
        raise CorpusError(
            f"{place_of(path, number)}: an example has {len(text)} characters; "
            f"at most {MOST_CHARACTERS} are read, shorten it"
        )
    return text


def without_repeats(examples: Iterable[Example]) -> tuple[Example, ...]:
    """Return the examples without those whose words stood before under the same intents."""
    seen: set[tuple[tuple[str, ...], str]] = set()
    kept: list[Example] = []
    for example in examples:
        key = (example.intents, " ".join(example.text.casefold().split()))
        if key not in seen:
            seen.add(key)
            kept.append(example)
    return tuple(kept)
