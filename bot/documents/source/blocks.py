"""Lists, quotations and tables as CommonMark has them, rewritten for Python-Markdown.

CommonMark lets a list, a quotation or a table follow a line directly, and nests lists by the
width of their marks; Python-Markdown wants a blank line above and four spaces a level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ITEM = re.compile(r"([-*+]|(\d{1,9})[.)])(?:( +)(.*))?$")
_RULER = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")
_COLUMNS = re.compile(r"[ |]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_HTML = re.compile(r" {0,3}</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|dl|dd|dt|blockquote|pre)\b")
# A list in a list in a list … is drawn no deeper.
_DEEPEST = 6


def rewrite_blocks(lines: Sequence[str], *, depth: int = 0) -> list[str]:
    """Return lines in which Python-Markdown finds the blocks that CommonMark finds.

    >>> rewrite_blocks(["Rest if:", "* it hurts", "  1) at night"])
    ['Rest if:', '', '- it hurts', '    1. at night']
    """
    writer = _Writer()
    at = 0
    while at < len(lines):
        text = lines[at].expandtabs(4).rstrip(" ")
        quoted = _QUOTE.match(text) if depth < _DEEPEST and not writer.reaches(text) else None
        if quoted is None:
            writer.write(text, lines[at + 1] if at + 1 < len(lines) else "")
            at += 1
            continue
        inner: list[str] = []
        while at < len(lines) and (quoted := _QUOTE.match(lines[at])):
            inner.append(quoted[1])
            at += 1
        writer.write_quotation(rewrite_blocks(inner, depth=depth + 1))
    return writer.written


class _Writer:
    """Writes lines one by one; knows which list items are open."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # Column where the text of each open list item begins.
        self._items: list[int] = []
        # A blank line stands in the list that is open.
        self._is_loose = False
        self._in_html = False
        self._in_table = False

    def reaches(self, text: str) -> bool:
        """Tell whether a line stands inside an open list item."""
        return bool(self._items) and len(text) - len(text.lstrip()) >= self._items[0]

    def write_quotation(self, lines: Sequence[str]) -> None:
        self._items.clear()
        self._part()
        self.written += [f"> {line}".rstrip() for line in lines]
        self.written.append("")

    def write(self, text: str, following: str) -> None:
        """Write a line; the one below it tells whether a table begins."""
        stripped = text.lstrip()
        if not stripped:
            self._in_html = self._in_table = False
            self._is_loose = True
            self.written.append("")
            return
        self._in_html = self._in_html or (not self._items and _HTML.match(text) is not None)
        if self._in_html or self._in_table:
            self.written.append(text if self._in_html else stripped)
            return
        if not self.reaches(text) and _RULER.match(text):
            self._items.clear()
            self._part()
            self.written += [stripped, ""]
            return
        indent = len(text) - len(stripped)
        open_items = sum(1 for column in self._items if indent >= column)
        inside = indent - (self._items[open_items - 1] if open_items else 0)
        item = _ITEM.match(stripped) if inside < 4 and _RULER.match(stripped) is None else None
        if item is not None and self._begins(item, open_items):
            self._write_item(item, indent, open_items)
        elif not self._items and "|" in text and "-" in following and _COLUMNS.match(following):
            self._part()
            self._in_table = True
            self.written.append(stripped)
        else:
            self._write_text(stripped, indent, open_items)

    def _begins(self, item: re.Match[str], open_items: int) -> bool:
        """Tell whether a mark begins an item: in a running paragraph only "1." and text do."""
        if not self._in_paragraph() or len(self._items) > open_items:
            return True
        return bool(item[4]) and item[2] in (None, "1")

    def _write_item(self, item: re.Match[str], indent: int, open_items: int) -> None:
        if open_items == 0 and (not self._items or self._is_loose):
            self._part()
        elif self._is_loose and len(self._items) > open_items + 1:
            # Behind a blank line Python-Markdown ends an inner list only at another one.
            self._part()
        mark, number, spaces, text = item.groups()
        gap = len(spaces or " ")
        self._is_loose = self._is_loose and bool(self._items)
        del self._items[open_items:]
        self._items.append(indent + len(mark) + (gap if gap < 5 else 1))
        level = "    " * min(open_items, _DEEPEST)
        self.written.append(f"{level}{'-' if number is None else f'{number}.'} {text or ''}")

    def _write_text(self, stripped: str, indent: int, open_items: int) -> None:
        if open_items < len(self._items) and not self._in_paragraph():
            # What stands further left behind a blank line is outside of the item.
            del self._items[open_items:]
        if not self._items:
            self.written.append(" " * indent + stripped)
            return
        deeper = max(0, indent - self._items[-1])
        level = "    " * min(len(self._items), _DEEPEST)
        self.written.append(level + (" " * deeper if deeper >= 4 else "") + stripped)

    def _in_paragraph(self) -> bool:
        return bool(self.written) and bool(self.written[-1])

    def _part(self) -> None:
        if self._in_paragraph():
            self.written.append("")
