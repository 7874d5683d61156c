"""A source divided at its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.html_flow import Flow, read_flow, sanitise
from bot.documents.markdown_file import Source, slug_of

_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
_SOURCE_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the markup below it."""

    id: str
    title: str
    level: int
    flow: Flow


def divide(source: Source) -> list[Part]:
    """Return a document's headings with what stands under each."""
    _check_source_headings(source)
    headings = list(_HEADING.finditer(source.html))
    if not headings:
        raise source.error(
            "the document has no heading", "write one above each section, as in '## Hip flexors'"
        )
    before = read_flow(sanitise(source.html[: headings[0].start()])).text
    if before:
        raise source.error(
            "text stands before the first heading",
            "write a heading above it",
            line=source.line_of(before.split("\n")[0][:20]),
        )
    parts: list[Part] = []
    ends = [heading.start() for heading in headings[1:]] + [len(source.html)]
    for heading, end in zip(headings, ends, strict=True):
        title = read_flow(sanitise(_TAG.sub("", heading.group(2)))).text.strip()
        part = Part(
            id=slug_of(title),
            title=title,
            level=int(heading.group(1)),
            flow=read_flow(sanitise(source.html[heading.end() : end])),
        )
        _check_part(source, part, parts)
        parts.append(part)
    _check_emptiness(source, parts)
    return parts


def _check_source_headings(source: Source) -> None:
    fenced = False
    for number, line in enumerate(source.text.splitlines(), start=1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = _SOURCE_HEADING.match(line)
        if heading is not None and not fenced and not (heading.group(1) or "").strip("# \t"):
            raise source.error("heading has no text", "add a title or delete the line", line=number)


def _check_part(source: Source, part: Part, earlier: Sequence[Part]) -> None:
    if not part.id:
        raise source.error(
            f"heading {part.title!r} has no letter or digit",
            "name what stands under it",
            line=source.line_of(part.title),
        )
    if any(part.id == other.id for other in earlier):
        raise source.error(
            f"heading {part.title!r} stands twice in the document",
            "give each section a heading of its own",
            line=source.line_of(part.title, occurrence=2),
        )


def _check_emptiness(source: Source, parts: Sequence[Part]) -> None:
    followers: list[Part | None] = [*parts[1:], None]
    for part, follower in zip(parts, followers, strict=True):
        if not part.flow.text and (follower is None or follower.level <= part.level):
            raise source.error(
                f"nothing stands under heading {part.title!r}",
                "write text below it or delete it",
                line=source.line_of(part.title),
            )
