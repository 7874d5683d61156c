"""Sanitised HTML as a run of text with tags between: cut it, wrap parts of it, write it again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import islice
from typing import Literal

from bot.records import Span

_PARAGRAPHS = frozenset("p blockquote pre table thead tbody ul ol dl div hr".split())
_LINES = frozenset("li tr dt dd".split())
_CELLS = frozenset("td th".split())
_VOID = frozenset("br hr".split())
_WHITE = re.compile(r"\s+")
# What a document may not bring: its own headings stand above its sections, not in them.
_TAGS = (_PARAGRAPHS | _LINES | _CELLS | _VOID) | frozenset(
    "code a em strong b i s del ins sub sup abbr cite q kbd h1 h2 h3 h4 h5 h6".split()
)
_ATTRIBUTES = {
    # Said by the author with Markdown's attribute list: {: kind=technique }.
    **{tag: {"kind"} for tag in ("p", "blockquote", "pre", "table", "ul", "ol", "li", "tr")},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"kind", "start"},
    "td": {"align"},
    "th": {"align"},
}


def sanitise(html: str) -> str:
    """Return the markup with nothing but harmless elements, attributes and addresses."""
    # Only the corpus needs it, never a question.
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A tag or a piece of text of a flow."""

    type: Literal["open", "close", "void", "text"]
    # The element's name; empty for text.
    tag: str
    # The tag as written, or the unescaped text.
    written: str
    # Where it stands in the flow's text.
    offset: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a list item or a table row: sentences never cross its ends."""

    start: int
    end: int
    # What the author says of it by the attribute "kind", or None.
    kind: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Markup taken apart; text is what a reader sees, units stand apart by new lines."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]
    # Position of each token that stands in no element.
    roots: tuple[int, ...]

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
    # Opens the second and later pieces, when elements divide the text.
    reopening: str
    closing: str


def read_flow(html: str) -> Flow:
    """Return sanitised markup as a flow."""
    reader = _FlowReader()
    reader.feed(html)
    reader.close()
    reader.end_unit()
    roots: list[int] = []
    depth = 0
    for position, token in enumerate(reader.tokens):
        if depth == 0:
            roots.append(position)
        depth += (token.type == "open") - (token.type == "close")
    return Flow("".join(reader.text), tuple(reader.tokens), tuple(reader.units), tuple(roots))


def mark(html: str, spans: tuple[Span, ...]) -> str:
    """Return a passage's markup with the given spans of its text in mark elements."""
    wraps = [Wrap(start, end, "<mark>", "<mark>", "</mark>") for start, end in spans]
    return read_flow(html).wrap(wraps)


class _FlowReader(HTMLParser):
    """Collects text with folded white space, tokens and units."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tokens: list[Token] = []
        self.units: list[Unit] = []
        self._length = 0
        self._unit_start: int | None = None
        self._gap = ""
        self._kinds: list[tuple[str, str | None]] = []
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._meet_boundary(tag)
        kind = next((value for name, value in attrs if name == "kind"), None)
        shown = "".join(
            f' {name}="{escape(value or "")}"' for name, value in attrs if name != "kind"
        )
        written = f"<{tag}{shown}>"
        if tag in _VOID:
            self.tokens.append(Token("void", tag, written, self._length))
            if tag == "br":
                self._fold(" ")
            return
        self._verbatim += tag == "pre"
        self._kinds.append((tag, kind))
        self.tokens.append(Token("open", tag, written, self._length))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._meet_boundary(tag)
        self._verbatim -= tag == "pre"
        if self._kinds:
            self._kinds.pop()
        self.tokens.append(Token("close", tag, f"</{tag}>", self._length))

    def handle_data(self, data: str) -> None:
        if self._verbatim and data.strip():
            self._append(data.strip("\n"))
            return
        self._fold(data)

    def end_unit(self) -> None:
        """Close the unit that is open, if any, without the white space at its end."""
        if self._unit_start is None:
            return
        self._trim_end()
        kind = next((kind for _, kind in reversed(self._kinds) if kind), None)
        self.units.append(Unit(self._unit_start, self._length, kind))
        self._unit_start = None

    def _meet_boundary(self, tag: str) -> None:
        if tag in _CELLS:
            self._fold(" ")
        elif tag in _PARAGRAPHS or tag in _LINES:
            self.end_unit()
            if tag in _PARAGRAPHS or not self._gap:
                self._gap = "\n\n" if tag in _PARAGRAPHS else "\n"

    def _fold(self, written: str) -> None:
        folded = _WHITE.sub(" ", written)
        if self._unit_start is None or self.text[-1].endswith(" "):
            folded = folded.lstrip(" ")
        if folded:
            self._append(folded)

    def _append(self, piece: str) -> None:
        if self._unit_start is None:
            if self._length:
                self.text.append(self._gap or "\n\n")
                self._length += len(self.text[-1])
            self._gap = ""
            self._unit_start = self._length
        self.tokens.append(Token("text", "", piece, self._length))
        self.text.append(piece)
        self._length += len(piece)

    def _trim_end(self) -> None:
        while self.text and self.text[-1] != (trimmed := self.text[-1].rstrip()):
            self._length -= len(self.text[-1]) - len(trimmed)
            behind = range(len(self.tokens) - 1, -1, -1)
            at = next(n for n in behind if self.tokens[n].type == "text")
            self.tokens[at] = replace(self.tokens[at], written=trimmed)
            self.text[-1] = trimmed
            if not trimmed:
                self.text.pop()
                del self.tokens[at]


@dataclass(slots=True)
class _Element:
    """An element that is open while markup is written."""

    token: Token
    # How many list items it has begun.
    items: int = 0
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
