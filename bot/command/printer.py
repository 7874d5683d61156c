"""Answers as text for a terminal: wrapped, marked where it can show marks, plain in a pipe."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import TextIO

from bot.records import Answer, AnswerPassage, Notice

_BOLD, _DIM, _REVERSE, _END = "\033[1m", "\033[2m", "\033[7m", "\033[0m"
# Longer lines are hard to read, shorter ones cannot hold an address.
_WIDEST, _NARROWEST = 88, 30
_KINDS = {"technique": "What a therapist does", "explanation": "Why it happens"}


class Printer:
    """Writes answers to a stream, in the manner that the stream can show."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rich = stream.isatty()
        columns = shutil.get_terminal_size().columns - 1 if self._rich else _WIDEST
        self._width = max(_NARROWEST, min(_WIDEST, columns))

    def show(self, answer: Answer) -> None:
        """Write one answer."""
        if answer.notice is not None:
            self._write(self._notice(answer.notice))
        self._write([self._wrap(answer.message), ""])
        for passage in answer.passages:
            self._write(self._passage(passage))
        if answer.related:
            self._write([self._styled("Related reading", _BOLD)])
            for reading in answer.related:
                hint = " (a web search)" if reading.link == "search" else ""
                self._write([self._wrap(f"- {reading.title}{hint}", indent=2), f"  {reading.url}"])
            self._write([""])
        if answer.read_as:
            read = "; ".join(f"read “{r.said}” as {r.meant} ({r.why})" for r in answer.read_as)
            self._write([self._styled(self._wrap(read), _DIM), ""])
        if answer.suggestions:
            self._write([self._styled("You could ask", _BOLD)])
            self._write([self._wrap(f"- {s.question}", indent=2) for s in answer.suggestions])
            self._write([""])

    def show_card(self, title: str, lines: Iterable[str]) -> None:
        """Write the standing safety card."""
        self._write([self._styled(title, _BOLD)])
        self._write([self._wrap(f"- {line}", indent=2) for line in lines])
        self._write([""])

    def _notice(self, notice: Notice) -> Iterable[str]:
        yield self._styled(f"! {notice.title}", _REVERSE)
        yield self._wrap(notice.text)
        if notice.action is not None:
            yield self._styled(f"→ {notice.action.label}: {notice.action.href}", _BOLD)
        if notice.choices:
            yield "You can answer:"
            for choice in notice.choices:
                yield self._wrap(f"- {choice.question}", indent=2)
        yield f"  {notice.source_url}"
        yield ""

    def _passage(self, passage: AnswerPassage) -> Iterable[str]:
        citation = passage.citation
        place = f"{citation.document_title} › {citation.section_title}"
        yield self._styled(f"{passage.rank}. {place}", _BOLD)
        yield self._styled(f"   {_KINDS[passage.kind]}", _DIM)
        for paragraph in _marked(passage, *((_BOLD, _END) if self._rich else ("", ""))):
            yield self._wrap(paragraph, indent=3, first=3)
        yield self._styled(f"   {citation.source_url or citation.url}", _DIM)
        yield ""

    def _wrap(self, text: str, *, indent: int = 0, first: int = 0) -> str:
        return textwrap.fill(
            text,
            self._width,
            initial_indent=" " * first,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_END}" if self._rich else text

    def _write(self, lines: Iterable[str]) -> None:
        self._stream.writelines(f"{line}\n" for line in lines)


def _marked(passage: AnswerPassage, opening: str, closing: str) -> list[str]:
    """Return a passage's paragraphs with the answering sentences between two marks."""
    written: list[str] = []
    end = 0
    for start, stop in passage.highlights:
        written += [passage.text[end:start], opening, passage.text[start:stop], closing]
        end = stop
    return ("".join(written) + passage.text[end:]).split("\n")
