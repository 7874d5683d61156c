"""Lines that fit: counted in the columns that a terminal gives to letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import category, east_asian_width

from bot.records import Span

_BOLD, _DIM, _UNDERLINE, _END = "\033[1m", "\033[2m", "\033[4m", "\033[0m"
_MARK = re.compile(r"\033\[[0-9;]*m")
MARKS = {"bold": _BOLD, "dim": _DIM, "underline": _UNDERLINE}


def columns_of(text: str) -> int:
    """Return how many columns a text takes in a terminal; its marks take none.

    A letter takes one, a wide one of East Asia two, a mark above another none (Unicode Standard
    Annex 11).
    """
    return sum(map(_columns_of_letter, _MARK.sub("", text)))


def _columns_of_letter(letter: str) -> int:
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in ("W", "F") else 1


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Return a text as lines of at most so many columns; no word is broken.

    :param first: what the first line begins with, such as "1. ".
    :param rest: what the others begin with.
    """
    lines: list[str] = []
    line, used, empty = first, columns_of(first), True
    for word in text.split():
        size = columns_of(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, columns_of(rest), True
        line += word if empty else f" {word}"
        used += size + (not empty)
        empty = False
    return [*lines, line]


def styled(lines: list[str], mark: str) -> Iterator[str]:
    """Yield lines with a mark around the words of each, so that no margin is marked."""
    for line in lines:
        words = line.lstrip()
        yield f"{line[: len(line) - len(words)]}{MARKS[mark]}{words}{_END}"


def mark(text: str, spans: Iterable[Span], name: str) -> str:
    """Return a text with a mark around some of its [start, end) spans, given in order."""
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        pieces += [text[end:start], MARKS[name], text[start:stop], _END]
        end = stop
    return "".join([*pieces, text[end:]])


def link(words: str, address: str) -> str:
    """Return words that lead to an address where a terminal knows links (OSC 8)."""
    return f"\033]8;;{address}\033\\{words}\033]8;;\033\\"


def shorten(address: str, width: int) -> str:
    """Return an address without its text fragment, cut with an ellipsis where it is too long."""
    plain = address.partition("#:~:")[0]
    return plain if columns_of(plain) <= width else f"{plain[: width - 1]}…"
