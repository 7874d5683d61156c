"""What the front matter of a document says to the bot; everything else in it is kept aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.documents.findings import Findings
from bot.documents.source.front_matter import FrontMatter

# Where other programs write a page's own address.
_ADDRESSES = ("canonical_url", "canonical", "original_url", "permalink", "url", "link")
_FALSE = ("false", "no", "0")
ADDRESS_REMEDY = "write it in full, as in https://example.com/article/"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself."""

    title: str | None
    """Its title."""
    address: str | None
    """Where the original stands on the web."""
    editorial: tuple[str, ...]
    """Headings that are the editor's, not the author's."""
    related: tuple[str, ...]
    """Further readings: "heading | title" or "heading | title | address"."""
    search: str | None
    """Address of a web search with {query} in it, for readings without an address."""
    is_draft: bool
    """True when its author does not want it published."""


def read_metadata(front: FrontMatter, findings: Findings) -> Metadata:
    """Return what a front matter says to the bot, without what it cannot use."""
    return Metadata(
        title=_title(front, findings),
        address=_address(front, findings),
        editorial=tuple(_lines(front, "editorial")),
        related=tuple(line for line in _lines(front, "related") if "|" in line),
        search=_search(front),
        is_draft=front.one("draft") == "true" or front.one("published") in _FALSE,
    )


def is_address(text: str) -> bool:
    """Tell whether a text is a whole web address."""
    try:
        parts = urlsplit(text)
        # A port that is no number is found when it is asked for.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _title(front: FrontMatter, findings: Findings) -> str | None:
    title = front.one("title")
    if title is None and "title" in front.values:
        findings.tell(front.lines.get("title", 1), "the title is empty", "write it in one line")
    return re.sub(r"<[^>]*>", "", " ".join(title.split())) or None if title else None


def _address(front: FrontMatter, findings: Findings) -> str | None:
    stated = front.one("address")
    if stated is not None and not is_address(stated):
        line = front.lines.get("address", 1)
        findings.tell(line, f"{stated!r} is no web address", ADDRESS_REMEDY)
    candidates = [stated, *(front.one(key) for key in _ADDRESSES)]
    return next((found for found in candidates if found and is_address(found)), None)


def _search(front: FrontMatter) -> str | None:
    template = front.one("search")
    return template if template and "{query}" in template and is_address(template) else None


def _lines(front: FrontMatter, key: str) -> Iterator[str]:
    for value in front.values.get(key, ()):
        yield from filter(None, map(str.strip, value.split("\n")))
