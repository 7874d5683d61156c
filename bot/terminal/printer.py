"""Answers as text for a terminal: wrapped, marked where it can show marks, plain in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.records import Answer, AnswerPassage, Notice, Reading, Span
from bot.terminal.streams import Style
from bot.terminal.wrapping import link, mark, shorten, styled, wrap

KINDS = {"technique": "What a therapist does", "explanation": "Why it happens"}
_MARGIN = "   "


class Printer:
    """Writes answers in one style."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def answer(self, answer: Answer) -> str:
        """Return one answer; what protects people stands first."""
        lines: list[str] = []
        if answer.notice is not None:
            lines += self.notice(answer.notice)
        lines += [*self.wrapped(answer.message), ""]
        for passage in answer.passages:
            lines += self._passage(passage)
        if answer.related:
            lines += self.marked("Related reading", "bold")
            for reading in answer.related:
                hint = " (a web search)" if reading.link == "search" else ""
                lines += self.wrapped(f"{reading.title}{hint}", first="- ", rest="  ")
                lines.append(self.address(reading.url, "  "))
            lines.append("")
        lines += self.readings(answer.read_as)
        if answer.suggestions:
            lines += self.marked("You could ask", "bold")
            for suggestion in answer.suggestions:
                lines += self.wrapped(suggestion.question, first="- ", rest="  ")
            lines.append("")
        return join(lines)

    def card(self, title: str, lines: Iterable[str]) -> str:
        """Return the standing safety card."""
        written = list(self.marked(title, "bold"))
        for line in lines:
            written += self.wrapped(line, first="- ", rest="  ")
        return join([*written, ""])

    def notice(self, notice: Notice) -> Iterator[str]:
        """Yield a notice: its title, the number to call, what it says, and its source."""
        yield from self.marked(f"! {notice.title}", "bold")
        if notice.action is not None:
            # A number is written as it is dialled.
            target = notice.action.href.removeprefix("tel:")
            told = notice.action.label
            yield from self.marked(told if target in told else f"{told}: {target}", "bold", "-> ")
        yield from self.wrapped(notice.text)
        if notice.choices:
            yield "You can answer:"
            for choice in notice.choices:
                yield from self.wrapped(choice.question, first="- ", rest="  ")
        yield self.address(notice.source_url, "  ")
        yield ""

    def readings(self, read_as: Iterable[Reading]) -> Iterator[str]:
        """Yield how words were read, if any was."""
        read = "; ".join(f"read “{r.said}” as {r.meant} ({r.why})" for r in read_as)
        if read:
            yield from self.marked(read, "dim")
            yield ""

    def wrapped(self, text: str, *, first: str = "", rest: str = "") -> list[str]:
        """Return a text as lines of the style's width."""
        return wrap(text, self._style.width, first=first, rest=rest)

    def marked(self, text: str, name: str, first: str = "") -> Iterable[str]:
        """Return a text as lines that are marked, where the stream shows marks."""
        lines = self.wrapped(first + text, rest=" " * len(first))
        return styled(lines, name) if self._style.marks else lines

    def address(self, address: str, margin: str) -> str:
        """Return an address on a line: whole, or as a link whose words fit."""
        if self._style.links:
            return margin + link(shorten(address, self._style.width - len(margin)), address)
        return margin + address

    def highlighted(self, text: str, spans: Iterable[Span], name: str) -> str:
        """Return a text whose spans stand out, where the stream shows marks."""
        return mark(text, spans, name) if self._style.marks else text

    def _passage(self, passage: AnswerPassage) -> Iterator[str]:
        citation = passage.citation
        place = f"{citation.document_title} › {citation.section_title}"
        yield from self.marked(place, "bold", f"{passage.rank}. ")
        yield f"{_MARGIN}{KINDS[passage.kind]}"
        marked = self.highlighted(passage.text, passage.highlights, "bold")
        for paragraph in marked.split("\n"):
            yield from self.wrapped(paragraph, first=_MARGIN, rest=_MARGIN)
        yield self.address(citation.source_url or citation.url, _MARGIN)
        yield ""


def join(lines: Iterable[str]) -> str:
    """Return lines as one text, each with its end."""
    return "".join(f"{line}\n" for line in lines)
