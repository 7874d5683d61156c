"""What a stream can show: its letters, marks, links, and how many columns it has."""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO
from unicodedata import normalize

# Longer lines are hard to read, shorter ones cannot hold a sentence.
_WIDEST, _NARROWEST = 88, 30
# What is written where an encoding lacks a letter: old consoles and pipes of Windows, and ASCII.
_PLAIN = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "›": ">", "→": "->", "–": "-", "—": "-",
    "…": "...", "·": "-", "•": "-", "°": " degrees", "≥": ">=", "≤": "<=", "×": "x", "ß": "ss",
}  # fmt: skip
_PLAIN_LETTERS = "chatbot-plain"


@dataclass(frozen=True, slots=True)
class Style:
    """How text is written to one stream."""

    width: int
    """Columns of a line."""
    marks: bool = False
    """Whether bold and dim may be written (ECMA-48)."""
    links: bool = False
    """Whether an address may stand behind words (OSC 8)."""


def choose_style(stream: TextIO, environment: Mapping[str, str] | None = None) -> Style:
    """Return how to write to a stream.

    NO_COLOR outranks FORCE_COLOR, as in Python itself (https://no-color.org); TERM=dumb has neither
    marks nor links. What is no terminal gets plain text, so that it can be searched and kept.
    """
    environment = os.environ if environment is None else environment
    watched = stream.isatty()
    able = watched and environment.get("TERM") != "dumb"
    marks = able
    if environment.get("FORCE_COLOR", "0") != "0":
        marks = True
    if environment.get("NO_COLOR"):
        marks = False
    columns = shutil.get_terminal_size().columns - 1 if watched else _WIDEST
    return Style(max(_NARROWEST, min(_WIDEST, columns)), marks=marks, links=able and marks)


def accept_any_letter(*streams: TextIO) -> None:
    """Let streams write every text: what their encoding lacks in the nearest plain letters.

    A line that tells somebody to call for help must not end in a fault of encoding.
    """
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_PLAIN_LETTERS)


def writes_everything(stream: TextIO) -> bool:
    """Tell whether a stream can write every letter as it is."""
    return codecs.lookup(stream.encoding or "ascii").name.startswith("utf")


def _write_plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_plain_letter, lacking)), error.end


def _plain_letter(letter: str) -> str:
    known = _PLAIN.get(letter)
    if known is not None:
        return known
    return normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


codecs.register_error(_PLAIN_LETTERS, _write_plainly)
