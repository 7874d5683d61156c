"""The gaps as something to do: what to write next, and which vocabulary is missing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bot.errors import GapsError
from bot.measuring.gaps.counting import SHOWN_FROM, Gap, Kind, find_gaps
from bot.measuring.gaps.stores import GapStore, SqliteGaps, open_store

# Heading and what to do about it, in the order of printing.
_PARTS: tuple[tuple[Kind, str, str], ...] = (
    ("outcome", "How questions ended", ""),
    ("topic", "What to write next", "asked about, and no document covers it"),
    (
        "word",
        "Which words are missing",
        "neither the documents nor thesaurus.toml know it; where a document covers it by "
        "another name, add it there",
    ),
    ("down", "Passages that did not help", "read them with the questions in mind"),
    ("up", "Passages that helped", ""),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the gaps and return the exit code.

    :raise GapsError: when there are no counts, or they cannot be read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m bot gaps", description="Show what people could not find."
    )
    parser.add_argument(
        "address",
        nargs="?",
        default=os.environ.get("CHATBOT_GAPS", ""),
        help="where the server counts; by default what CHATBOT_GAPS says",
    )
    parser.add_argument(
        "--backup",
        metavar="FILE",
        type=Path,
        help="copy the counts to a new file instead, also while the server runs",
    )
    given = parser.parse_args(arguments)
    address = given.address
    if not address:
        raise GapsError(
            "nothing is counted; set CHATBOT_GAPS to a file such as gaps.sqlite, start the "
            "server with it and look again in a few weeks"
        )
    store = open_store(address)
    if given.backup is None:
        print_gaps(find_gaps(store.read()), sys.stdout)
    else:
        back_up(store, given.backup)
        print(f"The counts are copied to {given.backup}.")
    return 0


def back_up(store: GapStore, path: Path) -> None:
    """Copy the counts of a store to a new SQLite file.

    :raise GapsError: when there are none, or the file exists or cannot be written.
    """
    if isinstance(store, SqliteGaps):
        store.back_up(path)
        return
    counts = dict(store.read())
    if path.exists():
        raise GapsError(f"{path}: exists already; name a new file")
    try:
        SqliteGaps(path).add(counts)
    except GapsError:
        # Half a copy would be taken for a whole one, and be in the way of the next.
        path.unlink(missing_ok=True)
        raise


def print_gaps(gaps: Sequence[Gap], stream: TextIO) -> None:
    """Write the gaps under a heading a kind, with what to do about each kind."""
    for kind, heading, remedy in _PARTS:
        rows = [gap for gap in gaps if gap.kind == kind]
        if not rows:
            continue
        print(f"{heading}{f' ({remedy})' if remedy else ''}", file=stream)
        for gap in rows:
            days = "1 day" if gap.days == 1 else f"{gap.days} days"
            print(f"  {gap.count:6d}  {gap.name}, on {days}", file=stream)
    if not gaps:
        print("Nothing has been counted often enough yet.", file=stream)
    print(f"Shown is what was counted {SHOWN_FROM} times or more.", file=stream)
