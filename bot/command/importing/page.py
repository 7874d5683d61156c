"""What a file brings, whatever its format was."""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(frozen=True, slots=True)
class Page:
    """A document on its way into the corpus folder."""

    title: str | None
    """Its title; None where the file has none apart from its text."""
    address: str | None
    """Where it stands on the web, if the file says so."""
    text: str
    """Its text as Markdown."""
    name: str | None = None
    """What to call its file where one file holds several pages, else None."""


def to_markdown(page: Page) -> str:
    """Return a page as the file that is written: front matter and clean text.

    >>> print(to_markdown(Page("Sore knees", None, "Bend.")), end="")
    ---
    title: Sore knees
    ---
    <BLANKLINE>
    Bend.
    """
    said = {"title": page.title, "address": page.address}
    kept = {key: value for key, value in said.items() if value}
    front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10_000) if kept else ""
    return (f"---\n{front}---\n\n" if front else "") + page.text.strip() + "\n"
