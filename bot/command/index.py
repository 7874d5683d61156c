"""A corpus folder read ahead: what takes long is kept for the next start."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from bot.loading.core import keep_core
from bot.terminal.progress import show_progress


def index(folder: Path, out: TextIO, watched: TextIO) -> None:
    """Read a folder, keep what takes long, and write how much it is and where it lies.

    The progress is shown on the stream watched, if that is a terminal.

    :raise CorpusError: when something in the folder cannot be used.
    :raise KeptFileError: when it cannot be kept.
    """
    with show_progress(watched) as progress:
        core, path = keep_core(folder, progress=progress)
    indexed = core.indexed
    documents, passages = len(indexed.documents), len(indexed.index.passages)
    size = path.stat().st_size / 1e6
    print(
        f"{documents} document{'' if documents == 1 else 's'}, {passages} passages: "
        f"kept in {path} ({size:.1f} MB)",
        file=out,
    )
