"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.errors import CorpusError


def write_whole(path: Path, pieces: Sequence[bytes | memoryview]) -> None:
    """Write a file beside a path, then put it in its place at once.

    An interruption or a full disk leaves what was there, and nothing beside it. Only the owner may
    read the new file.

    :raise OSError: when it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def write_document(path: Path, text: str) -> None:
    """Write a text that others read as well, with its folders, whole or not at all.

    :raise CorpusError: when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [text.encode("utf-8")])
        path.chmod(0o644)
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be written ({error.strerror}); make room, or name another place"
        ) from error
