"""One file to its metadata and its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.documents.findings import Finding, Findings
from bot.documents.source.cleaning import clean_text
from bot.documents.source.front_matter import read_front_matter
from bot.documents.source.headings import Part, divide
from bot.documents.source.lines import place_footnotes, read_lines
from bot.documents.source.markup import Converter
from bot.documents.source.metadata import Metadata, read_metadata
from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text

# Longer than a thick book; more is most likely a wrong file.
MOST_BYTES = 2_000_000

# A longer first line of a text file is no title.
_LONGEST_TITLE = 80
KINDS = ("technique", "explanation")
_KIND = re.compile(r"\{:?[^{}\n]*\bkind\s*=\s*[\"']?([^\s\"'}]*)")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read and divided at its headings."""

    path: Path
    """The file."""
    metadata: Metadata
    """What it says of itself."""
    lines: dict[str, int]
    """The line of each key of its front matter."""
    parts: tuple[tuple[Part, str], ...]
    """Each heading's words and lines with the sanitised HTML of what stands below."""
    findings: tuple[Finding, ...]
    """What is odd in it."""


def read_source(path: Path) -> Source:
    """Return one file, decoded, cleaned, divided and converted.

    :raise CorpusError: when it cannot be read, is too large or not UTF-8.
    """
    text = _read(path)
    findings = Findings(path, [])
    written = text.split("\n")
    front = read_front_matter(written, findings)
    metadata = read_metadata(front, findings)
    body_lines = written[front.length :]
    if path.suffix.lower() == ".txt":
        # Its author meant no code by an indented line.
        body_lines = _titled([line.lstrip() for line in body_lines])
    _check_kinds(written, findings)
    clean = clean_text("\n" * front.length + "\n".join(body_lines))
    body = read_lines(clean.text, skip=front.length)
    converter = Converter(address=metadata.address, references=body.references, code=clean.code)
    parts: list[tuple[Part, str]] = []
    for part in divide(body.lines, findings):
        lines = place_footnotes(part.lines, body.footnotes)
        html = converter.convert([line.text for line in lines])
        parts.append((part.called(converter.plain(part.title)), html))
    return Source(path, metadata, dict(front.lines), tuple(parts), tuple(findings.found))


def _read(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError as error:
        finding = f"cannot be read ({error.strerror})"
        raise CorpusError(f"{place_of(path)}: {finding}; allow reading it") from error
    if size > MOST_BYTES:
        raise CorpusError(
            f"{place_of(path)}: the file has {size:,} bytes, at most {MOST_BYTES:,} are read; "
            "divide it into several documents"
        )
    return read_text(path).replace("\r\n", "\n").replace("\r", "\n")


def _titled(lines: list[str]) -> list[str]:
    """Return the lines of a text file, the first as a heading when it stands alone as a title."""
    at = next((at for at, line in enumerate(lines) if line), None)
    if at is None or any(lines[at + 1 : at + 2]):
        return lines
    is_title = len(lines[at]) <= _LONGEST_TITLE and lines[at][-1] not in ".:!?#-"
    return [*lines[:at], f"# {lines[at]}", *lines[at + 1 :]] if is_title else lines


def _check_kinds(lines: Sequence[str], findings: Findings) -> None:
    for number, line in enumerate(lines, start=1):
        found = _KIND.search(line) if "kind" in line else None
        if found is not None and found[1] not in KINDS:
            finding = f"{found[1]!r} is no kind of passage"
            findings.tell(number, finding, f"write {' or '.join(KINDS)}")
