"""Sanitised HTML as a run of text with tags between: cut it, wrap parts of it, mark it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice
from typing import Literal

from bot.records import Span

PARAGRAPHS = frozenset("p blockquote pre table thead tbody ul ol dl div hr".split())
LINES = frozenset("li tr dt dd".split())
CELLS = frozenset("td th".split())
VOID = frozenset("br hr".split())
# A document's own headings stand above its sections, not in them.
ELEMENTS = (PARAGRAPHS | LINES | CELLS | VOID) | frozenset(
    "code a em strong b i s del ins sub sup abbr cite q kbd".split()
)
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Token:
    """A tag or a piece of text of a flow."""

    type: Literal["open", "close", "void", "text"]
    tag: str
    """The element's name; empty for text."""
    written: str
    """The tag as written, or the unescaped text."""
    offset: int
    """Where it stands in the flow's text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a list item or a table row: sentences never cross its ends."""

    start: int
    end: int
    kind: str | None
    """What the author says of it by the attribute "kind", or None."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Markup taken apart; text is what a reader sees, units stand apart by new lines."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]
    roots: tuple[int, ...]
    """Position of each token that stands in no element."""

    def cut(self, start: int, end: int) -> str:
        """Return the markup of text [start, end): every element opened is closed."""
        # A long section has thousands of passages: each begins at its own paragraph.
        root = bisect_right(self.roots, start, key=lambda at: self.tokens[at].offset) - 1
        tokens = islice(self.tokens, self.roots[max(root, 0)] if self.roots else 0, None)
        return "".join(_write(tokens, start, end, ()))

    def wrap(self, wraps: Sequence[Wrap]) -> str:
        """Return the whole markup with parts of its text wrapped, piece by piece of text."""
        return "".join(_write(self.tokens, 0, len(self.text), wraps))


@dataclass(frozen=True, slots=True)
class Wrap:
    """What is to stand around text [start, end)."""

    start: int
    end: int
    opening: str
    reopening: str
    """Opens the second and later pieces, when elements divide the text."""
    closing: str


def mark(html: str, text: str, spans: Sequence[Span]) -> str:
    """Return a passage's markup with the given spans of its text in mark elements.

    html is what Flow.cut gives and text the words of it; nothing is read anew, so that the spans
    stand where they were counted. Spans stand in order and apart.

    >>> mark("<p>Walk <em>ten</em> steps.</p>", "Walk ten steps.", [(5, 8)])
    '<p>Walk <em><mark>ten</mark></em> steps.</p>'
    """
    wraps = [Wrap(start, end, "<mark>", "<mark>", "</mark>") for start, end in spans]
    marked: list[str] = []
    at = 0
    for piece in filter(None, _TAG.split(html)):
        if piece.startswith("<"):
            marked.append(piece)
            continue
        written = unescape(piece)
        # Between two blocks the text has new lines that the markup has not.
        at = text.index(written, at)
        marked += _wrapped(Token("text", "", written, at), 0, len(text), wraps, set())
        at += len(written)
    return "".join(marked)


@dataclass(slots=True)
class _Element:
    """An element that is open while markup is written."""

    token: Token
    items: int = 0
    """How many list items it has begun."""
    written: bool = False

    def opening(self) -> str:
        """Return its opening tag; a list that is cut goes on counting where it stands."""
        if self.token.tag == "ol" and self.items > 1:
            before = re.search(r'start="(\d+)"', self.token.written)
            return f'<ol start="{int(before.group(1) if before else 1) + self.items - 1}">'
        return self.token.written


def _write(tokens: Iterable[Token], start: int, end: int, wraps: Sequence[Wrap]) -> list[str]:
    """Return markup pieces of text [start, end); an element is opened at its first text."""
    written: list[str] = []
    elements: list[_Element] = []
    begun: set[int] = set()
    for token in tokens:
        if token.offset >= end and not elements:
            break
        if token.type == "open":
            if token.tag == "li" and elements:
                elements[-1].items += 1
            elements.append(_Element(token))
        elif token.type == "close":
            if elements and elements.pop().written:
                written.append(token.written)
        elif token.type == "void":
            if start < token.offset < end:
                written.append(token.written)
        elif token.offset < end and token.offset + len(token.written) > start:
            for element in elements:
                if not element.written:
                    written.append(element.opening())
                    element.written = True
            written.extend(_wrapped(token, start, end, wraps, begun))
    return written


def _wrapped(
    token: Token, start: int, end: int, wraps: Sequence[Wrap], begun: set[int]
) -> list[str]:
    """Return a text token's part in [start, end), escaped, with the wraps that touch it.

    Wraps stand in order and apart.
    """
    pieces: list[str] = []
    first = max(token.offset, start)
    last = min(token.offset + len(token.written), end)

    def text(begin: int, stop: int) -> str:
        return escape(token.written[begin - token.offset : stop - token.offset], quote=False)

    for index in range(bisect_right(wraps, first, key=lambda wrap: wrap.end), len(wraps)):
        wrap = wraps[index]
        begin, stop = max(first, wrap.start), min(last, wrap.end)
        if begin >= stop:
            break
        pieces.append(text(first, begin))
        pieces.append(wrap.reopening if index in begun else wrap.opening)
        pieces.append(text(begin, stop) + wrap.closing)
        begun.add(index)
        first = stop
    pieces.append(text(first, last))
    return pieces
