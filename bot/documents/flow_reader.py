"""Sanitised HTML to a flow of text: what a reader sees, with the places of its tags."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

from bot.documents.html_flow import CELLS, LINES, PARAGRAPHS, VOID, Flow, Token, Unit

_WHITE = re.compile(r"\s+")


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
        if tag in VOID:
            self.tokens.append(Token("void", tag, written, self._length))
            if tag == "br":
                self._fold(" ")
            return
        self._verbatim += tag == "pre"
        self._kinds.append((tag, kind))
        self.tokens.append(Token("open", tag, written, self._length))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
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
        if tag in CELLS:
            self._fold(" ")
        elif tag in PARAGRAPHS or tag in LINES:
            self.end_unit()
            if tag in PARAGRAPHS or not self._gap:
                self._gap = "\n\n" if tag in PARAGRAPHS else "\n"

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
