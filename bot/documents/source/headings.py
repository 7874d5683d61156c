"""The headings of a file and the lines that stand under each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.documents.findings import Findings
from bot.documents.source.lines import Line

_HASHED = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
# "##Causes" is meant as a heading; "#tag" is not.
_CRAMPED = re.compile(r"(#{2,6})([^#\s].*?)#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
# What an underline cannot stand below: lists, quotes, tables, code, HTML, another heading.
_NO_TITLE = re.compile(r"[ \t]*(?:[-*+>|<:#]|\d{1,9}[.)]\s|$)|\t| {4}")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}]*\}[ \t]*$|[ \t]*\{:[^{}]*\}[ \t]*$")
# A longer line with hyphens below is a paragraph above a ruler.
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines below it, up to the next heading."""

    line: int
    """The line of the heading, from 1."""
    level: int
    """1 to 6; 0 for what stands above the first heading."""
    title: str
    """The heading as written, without its marks."""
    lines: tuple[Line, ...]
    """What stands below."""

    def called(self, title: str) -> Part:
        """Return this part under another title."""
        return replace(self, title=title)


def divide(lines: Sequence[Line], findings: Findings) -> list[Part]:
    """Return the parts of a file; the first, of level 0, is what stands above all headings.

    A heading inside a quotation or a list is text there. One without text is told and left out.
    """
    parts: list[Part] = []
    heading = (1, 0, "")
    below: list[Line] = []
    for at, line in enumerate(lines):
        found = _heading_at(lines, at, below, findings)
        if found is None:
            below.append(line)
            continue
        level, title, underlined = found
        if not title:
            findings.tell(line.number, "heading has no text", "write a title or delete the line")
            below.append(Line(line.number, ""))
            continue
        if underlined:
            below.pop()
        parts.append(Part(*heading, tuple(below)))
        heading = (line.number - underlined, level, title)
        below = []
    parts.append(Part(*heading, tuple(below)))
    return parts


def _heading_at(
    lines: Sequence[Line], at: int, below: Sequence[Line], findings: Findings
) -> tuple[int, str, bool] | None:
    """Return level and title of a heading that stands, or is underlined, at a line."""
    number, text = lines[at]
    start = text.lstrip(" ")[:1]
    if start == "#":
        if found := _HASHED.match(text):
            return len(found[1]), _title(found[2] or ""), False
        if found := _CRAMPED.match(text):
            findings.tell(
                number, "no space after the number signs", f"write '{found[1]} {found[2]}'"
            )
            return len(found[1]), _title(found[2]), False
    elif start and start in "=-" and (found := _UNDERLINE.match(text)):
        above = below[-1].text if below else ""
        before = below[-2].text if len(below) > 1 else ""
        if (
            _NO_TITLE.match(above) is None
            and not before.strip()
            and len(above) <= _LONGEST_TITLE
            and (found[1][0] == "=" or len(found[1]) > 1)
        ):
            return 1 if found[1][0] == "=" else 2, _title(above), True
    return None


def _title(written: str) -> str:
    title = _ATTRIBUTES.sub("", written).strip()
    return "" if not title.strip("# \t") else title
