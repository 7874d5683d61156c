"""Markdown and text files to pages: what their site generators put between the words goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.command.importing.page import Page
from bot.documents.findings import Findings
from bot.documents.source.cleaning import clean_text, restore_source
from bot.documents.source.front_matter import read_front_matter
from bot.documents.source.lines import read_lines
from bot.documents.source.metadata import read_metadata
from bot.files.text_file import read_text


def read_markdown(path: Path) -> Iterator[Page]:
    """Yield the page of a Markdown or text file, or nothing for a draft.

    :raise CorpusError: when it cannot be read.
    """
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    written = text.split("\n")
    front = read_front_matter(written, Findings(path, []))
    metadata = read_metadata(front, Findings(path, []))
    if metadata.is_draft:
        return
    clean = clean_text("\n".join(written[front.length :]))
    body = read_lines(clean.text, skip=0)
    notes = [f"[^{mark}]: {text}" for mark, text in body.footnotes.items()]
    lines = [*(line.text for line in body.lines), "", body.references, *notes]
    cleaned = restore_source("\n".join(lines), clean)
    yield Page(metadata.title, metadata.address, re.sub(r"\n{3,}", "\n\n", cleaned))
