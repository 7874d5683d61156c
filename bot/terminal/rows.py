"""Rows of a lookup as text: each technique with all its steps, position and site."""

from __future__ import annotations

from collections.abc import Iterator

from bot.lookup.found import Found, Row
from bot.lookup.held import spans_of
from bot.terminal.printer import Printer, join

_KINDS = {"technique": "How", "explanation": "Why"}
_MARGIN = "   "


def print_rows(found: Found, printer: Printer, *, limit: int) -> str:
    """Return what a few words find; what protects people stands first, then doubt."""
    lines: list[str] = []
    if found.notice is not None:
        lines += printer.notice(found.notice)
    if not found.rows:
        lines += [*printer.wrapped(found.answer.message), ""]
    if found.is_doubtful:
        lines += [*printer.marked(_doubt(found), "bold"), ""]
    parted = False
    for row in found.rows[:limit]:
        if not row.holds and found.rows[0].holds and not parted:
            lines += [*printer.marked("Near it, without these words", "dim"), ""]
            parted = True
        lines += _row(row, found, printer)
    rest = len(found.rows) - limit
    if rest > 0:
        lines += [f"{rest} more: ask for them with --limit", ""]
    return join([*lines, *printer.readings(found.read_as)])


def _doubt(found: Found) -> str:
    nearest = found.rows[0].passage.citation.section_title
    if not found.unnamed:
        return f"Perhaps not what you are looking for. Nearest: {nearest}."
    named = ", ".join(f"“{name}”" for name in found.unnamed)
    return f"Not named in the documents: {named}. Nearest: {nearest}."


def _row(row: Row, found: Found, printer: Printer) -> Iterator[str]:
    passage = row.passage
    citation = passage.citation
    heading = " · ".join((citation.section_title, _KINDS[passage.kind], *row.place))
    yield from printer.marked(heading, "bold", f"{passage.rank}. ")
    for number, line in enumerate(row.lines, start=1):
        first = f"{_MARGIN}{number}) " if len(row.lines) > 1 else _MARGIN
        marked = printer.highlighted(line, spans_of(line, found.words), "underline")
        yield from printer.wrapped(marked, first=first, rest=" " * len(first))
    yield printer.address(citation.source_url or citation.url, _MARGIN)
    yield ""
