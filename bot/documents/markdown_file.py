"""One Markdown file, decoded, converted and its metadata checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import markdown
from markdown.extensions.toc import slugify, slugify_unicode

from bot.errors import CorpusError, place_of
from bot.files.text_file import read_text

# Longer than a thick book; more is most likely a wrong file.
MOST_BYTES = 2_000_000

_EXTENSIONS = ["meta", "tables", "attr_list", "sane_lists", "fenced_code", "def_list"]
_KEYS = ("title", "address", "editorial", "related", "search")


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file, read and parted into metadata and body."""

    path: Path
    text: str
    # As Python-Markdown's meta extension gives it: key to lines.
    metadata: dict[str, list[str]]
    # The body as HTML, not yet sanitised.
    html: str

    def error(self, finding: str, remedy: str, *, line: int = 1) -> CorpusError:
        """Return the error for a place of this file."""
        return CorpusError(f"{place_of(self.path, line)}: {finding}; {remedy}")

    def line_of(self, needle: str, *, occurrence: int = 1) -> int:
        """Return the number, from 1, of the line that holds these words (1 if none does)."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if needle in line:
                occurrence -= 1
                if occurrence == 0:
                    return number
        return 1


def read_source(path: Path) -> Source:
    """Return one file, decoded and converted.

    :raise CorpusError: when it cannot be read, is too large, not UTF-8 or its metadata broken.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CorpusError(
            f"{place_of(path)}: cannot be read ({error.strerror}); allow it"
        ) from error
    if size > MOST_BYTES:
        raise CorpusError(
            f"{place_of(path)}: the file has {size:,} bytes, at most {MOST_BYTES:,} are read; "
            "divide it into several documents"
        )
    text = read_text(path)
    converter = markdown.Markdown(
        extensions=_EXTENSIONS, extension_configs={"tables": {"use_align_attribute": True}}
    )
    html = converter.convert(text)
    source = Source(path, text, dict(getattr(converter, "Meta", {})), html)
    _check_metadata(source)
    return source


def _check_metadata(source: Source) -> None:
    if re.match(r"---\s*\n", source.text) and not re.search(
        r"^(?:---|\.\.\.)\s*$", source.text[3:], re.M
    ):
        raise source.error("the metadata has no end", "close it with a line of three hyphens (---)")
    for key, lines in source.metadata.items():
        line = source.line_of(f"{key}:")
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise source.error(f"unknown metadata {key!r}", f"use one of {known}", line=line)
        if key in ("title", "address", "search") and (len(lines) != 1 or not lines[0]):
            raise source.error(f"metadata {key!r} takes one value", "write one line", line=line)
    for key in ("address", "search"):
        for address in source.metadata.get(key, ()):
            check_address(source, address)
    for template in source.metadata.get("search", ()):
        if "{query}" not in template:
            raise source.error(
                "metadata 'search' has no {query}",
                "write {query} where the words go",
                line=source.line_of("search:"),
            )


def check_address(source: Source, address: str) -> None:
    """Accept a whole web address.

    :raise CorpusError: for anything else.
    """
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        # An opening bracket without an IPv6 address.
        whole = False
    if not whole:
        raise source.error(
            f"{address!r} is no web address",
            "write it in full, as in https://example.com/article/",
            line=source.line_of(address),
        )


def slug_of(title: str) -> str:
    """Return a title as it stands in addresses; empty when it has no letter or digit.

    "Übungen" is "ubungen"; a title without a Latin letter keeps its own letters.
    """
    return slugify(title, "-") or slugify_unicode(title, "-")
