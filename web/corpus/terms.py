"""The documents' technical words, explained where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.answering.glossary import Definition, Glossary
from bot.documents.flow_reader import read_flow
from bot.documents.html_flow import Flow, Wrap
from bot.language.text import normalise, stem
from bot.records import Span

_WORD = re.compile(r"[^\W_]+")
# What may stand between the words of one term.
_JOINT = re.compile(r"[\s-]+")
_MOST_WORDS = 4
# A button in one of these would be no button, or change what is shown.
_CLOSED = frozenset(("a", "code", "pre"))


@dataclass(frozen=True, slots=True)
class Terms:
    """Makes a button of each technical word; the button opens its definition."""

    glossary: Glossary
    """What the words mean."""
    _explained: dict[str, str] = field(default_factory=dict)
    """Markup of the documents that was asked for before → the same with buttons."""

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Each definition once, in the order of the file."""
        return tuple(dict.fromkeys(self.glossary.definitions.values()))

    def explain(self, html: str) -> str:
        """Return markup of the documents with the first place of each term as a button.

        :param html: sanitised markup of a passage or section; never a person's words, since
            what was made of it is kept.
        """
        if not self.glossary.definitions:
            return html
        known = self._explained.get(html)
        if known is None:
            flow = read_flow(html)
            wraps = [_button(start, end, meant) for (start, end), meant in self._find(flow)]
            known = self._explained[html] = flow.wrap(wraps)
        return known

    def _find(self, flow: Flow) -> Iterator[tuple[Span, Definition]]:
        """Yield where each definition's term stands first, in order."""
        found: set[str] = set()
        for start, text in _open_texts(flow):
            tokens = [(each.span(), stem(normalise(each[0]))) for each in _WORD.finditer(text)]
            at = 0
            while at < len(tokens):
                size, meant = self._longest(text, tokens[at:])
                if meant is not None and meant.term not in found:
                    found.add(meant.term)
                    first, last = tokens[at][0], tokens[at + size - 1][0]
                    yield (start + first[0], start + last[1]), meant
                at += size

    def _longest(
        self, text: str, tokens: Sequence[tuple[Span, str]]
    ) -> tuple[int, Definition | None]:
        """Return the longest term that begins with the first token: how many words, and which."""
        best: tuple[int, Definition | None] = (1, None)
        stems: list[str] = []
        end = tokens[0][0][0]
        for size, (span, stemmed) in enumerate(tokens[:_MOST_WORDS], start=1):
            if stems and _JOINT.fullmatch(text[end : span[0]]) is None:
                break
            stems.append(stemmed)
            end = span[1]
            meant = self.glossary.definitions.get(tuple(stems))
            if meant is not None:
                best = (size, meant)
        return best


def term_id(term: str) -> str:
    """Return the id of a term's definition on a page: ``"sciatic nerve"`` → ``sciatic-nerve``."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.casefold()).strip("-")


def _button(start: int, end: int, meant: Definition) -> Wrap:
    opening = f'<button class="chatbot__term" type="button" popovertarget="{term_id(meant.term)}">'
    return Wrap(start, end, opening, opening, "</button>")


def _open_texts(flow: Flow) -> Iterator[tuple[int, str]]:
    """Yield each piece of text that stands in nothing closed, and where."""
    depth = 0
    for token in flow.tokens:
        if token.tag in _CLOSED:
            depth += (token.type == "open") - (token.type == "close")
        elif token.type == "text" and not depth:
            yield token.offset, token.written
