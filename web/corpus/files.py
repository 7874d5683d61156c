"""The files of the corpus folder, seen from outside: what is there, has it changed, is it sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from bot.errors import CorpusError

# A library of a thousand books of text; whoever has more than this there has put something else.
MOST_BYTES = 256 * 1024 * 1024

# Size, time of change and identity of every file, by name.
Stamp = dict[str, tuple[int, int, int]]


def hash_corpus(folder: Path) -> str:
    """Return a hash over the names and the contents of all files, 16 hexadecimal digits.

    :raise CorpusError: when a file cannot be read, or all together are over ``MOST_BYTES``.
    """
    digest = blake2b(digest_size=8)
    total = 0
    for path in _files(folder):
        try:
            total += path.stat().st_size
            if total > MOST_BYTES:
                raise CorpusError(
                    f"{folder}: holds more than {MOST_BYTES // 1024 // 1024} MB; keep there only "
                    "what the bot reads, and move the rest elsewhere"
                )
            content = path.read_bytes()
        except OSError as error:
            raise CorpusError(
                f"{path}: cannot be read ({error.strerror}); allow reading it, or move it elsewhere"
            ) from error
        digest.update(os.fsencode(path.relative_to(folder).as_posix()))
        digest.update(f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_stamp(folder: Path) -> Stamp:
    """Return what changes when a file does, without reading any; empty for no folder."""
    stamp: Stamp = {}
    for path in _files(folder):
        try:
            status = path.stat()
        except OSError:
            # Gone between the listing and the look.
            continue
        stamp[str(path)] = (status.st_size, status.st_mtime_ns, status.st_ino)
    return stamp


def _files(folder: Path) -> Iterator[Path]:
    """Yield the corpus's files in order; editors keep their drafts in hidden ones."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and not path.name.endswith("~") and path.is_file():
            yield path
