"""JSX components of MDX files: their tags are taken out, what stands between them stays."""

from __future__ import annotations

import re

_OPENING = re.compile(r"</?[A-Z][\w.]*(?=[\s/>])")
_QUOTES = "\"'`"
# A tag is longer than this only where its end is missing.
_LONGEST_TAG = 5_000


def drop_components(text: str) -> str:
    """Return text without the tags of components, with all its new lines.

    >>> drop_components('<Tabs on={() => "a > b"}>Press gently.</Tabs>')
    'Press gently.'
    """
    kept: list[str] = []
    at = 0
    for tag in _OPENING.finditer(text):
        if tag.start() < at:
            continue
        end = _end_of_tag(text, tag.end())
        if end is None:
            continue
        kept += text[at : tag.start()], "\n" * text.count("\n", tag.start(), end)
        at = end
    kept.append(text[at:])
    return "".join(kept)


def _end_of_tag(text: str, at: int) -> int | None:
    """Return the offset behind the ">" that closes a tag, outside quotes and braces."""
    depth = 0
    quote = ""
    for offset in range(at, min(len(text), at + _LONGEST_TAG)):
        mark = text[offset]
        if quote:
            quote = "" if mark == quote else quote
        elif mark in _QUOTES:
            quote = mark
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == ">" and depth <= 0:
            return offset + 1
    return None
