"""The lines of a clean file: notes of other dialects rewritten, definitions taken aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.documents.source.cleaning import BREAK

_REFERENCE = re.compile(r" {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S")
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]\n]+\]:")
# Docusaurus and Pandoc fence a note with ":::", MkDocs indents it under "!!!".
_FENCED_NOTE = re.compile(r"[ \t]*:{3,}[ \t]*(?:\{?[\w.-]*\}?)[ \t]*\[?([^\[\]{}]*)\]?.*$")
_INDENTED_NOTE = re.compile(
    r"([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[^\"\n]*(?:\"([^\"]*)\")?[ \t]*$"
)
_QUOTED_NOTE = re.compile(r"[ \t]*>[ \t]*\[!\w+\][-+]?[ \t]*(.*)$")
_TASK = re.compile(r"^([ \t>]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX]\][ \t]+")
_CONTENTS = re.compile(
    r"[ \t]*(?:\[TOC\]|\[\[_?toc_?\]\]|(?:[-*+1.]+ .*)?\{:[ ]?toc\b.*)[ \t]*$", re.I
)


class Line(NamedTuple):
    """A line of a file."""

    number: int
    """Counted from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a file's text and what they refer to."""

    lines: tuple[Line, ...]
    """In order; several may have one number."""
    references: str
    """Definitions of links, for every part that may refer to them."""
    footnotes: dict[str, str]
    """Mark to text."""


def read_lines(text: str, *, skip: int) -> Body:
    """Return the lines of a clean text from line skip + 1 on."""
    lines: list[Line] = []
    references: list[str] = []
    footnotes: dict[str, str] = {}
    footnote = ""
    for line in _dedent_notes(_divide(text, skip)):
        written = line.text
        if footnote and written[:2].isspace() and written.strip():
            footnotes[footnote] += " " + written.strip()
            continue
        footnote = ""
        start = written.lstrip()[:1]
        if start == "[" and (found := _FOOTNOTE.match(written)):
            footnote = found[1]
            footnotes[footnote] = found[2]
        elif start == "[" and _REFERENCE.match(written):
            references.append(written)
        elif start == "*" and _ABBREVIATION.match(written):
            continue
        else:
            lines += (Line(line.number, text) for text in _rewrite(written, start))
            continue
        lines.append(Line(line.number, ""))
    return Body(tuple(lines), "\n".join(references), footnotes)


def place_footnotes(lines: Sequence[Line], footnotes: dict[str, str]) -> list[Line]:
    """Return a part's lines without the marks of footnotes, with their texts below."""
    if not footnotes:
        return list(lines)
    named: dict[str, int] = {}
    kept: list[Line] = []
    for number, text in lines:
        for mark in _FOOTNOTE_MARK.findall(text):
            if mark in footnotes:
                named.setdefault(mark, number)
        kept.append(Line(number, _FOOTNOTE_MARK.sub("", text)))
    for mark, number in named.items():
        kept += Line(number, ""), Line(number, footnotes[mark])
    return kept


def _divide(text: str, skip: int) -> Iterable[Line]:
    for number, written in enumerate(text.split("\n"), start=1):
        if number <= skip:
            continue
        first, *others = written.split(BREAK)
        yield Line(number, first)
        for other in others:
            yield Line(number, "")
            yield Line(number, other.lstrip())


def _dedent_notes(lines: Iterable[Line]) -> Iterable[Line]:
    """Yield lines with MkDocs notes and tabs as their titles in bold and plain paragraphs."""
    indents: list[int] = []
    for number, text in lines:
        if indents and text.strip():
            indent = len(text) - len(text.lstrip())
            while indents and indent < indents[-1] + 4:
                indents.pop()
        found = _INDENTED_NOTE.match(text) if text.lstrip()[:3] in ("!!!", "???", "===") else None
        cut = 4 * len(indents)
        if found is None:
            yield Line(number, text[cut:] if text[:cut].isspace() else text)
            continue
        indents.append(len(found[1]))
        yield Line(number, "")
        yield Line(number, f"**{found[2]}**" if found[2] else "")
        yield Line(number, "")


def _rewrite(text: str, start: str) -> tuple[str, ...]:
    """Return a line as Markdown has it, in as many lines as that takes."""
    if start == ":" and (found := _FENCED_NOTE.match(text)):
        title = found[1].strip()
        return ("", f"**{title}**", "") if title else ("",)
    if start == ">" and (found := _QUOTED_NOTE.match(text)):
        return (f"> **{found[1].strip()}**", ">") if found[1].strip() else (">",)
    if start and start in "[-*+1>":
        return ("",) if _CONTENTS.match(text) else (_TASK.sub(r"\1", text),)
    return (text,)
