"""Python objects kept in a file: whole, current and checked, or not used.

The file is a pickle behind a digest. Whoever can write it can also write the documents and the
code beside it, so it is trusted as those are; the digest finds what was torn or damaged.
"""

from __future__ import annotations

import gc
import io
import pickle
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import IndexFileError
from bot.retrieval.large.index_file import DIGEST_SIZE, write_whole

MAGIC = b"BOTLIB1\n"

Kept = TypeVar("Kept")


def save_stored(kept: object, path: Path, *, made_from: str) -> None:
    """Write an object to a file, which is replaced only when all of it is on the disk.

    :raise IndexFileError: when the folder cannot be written to.
    """
    pickled = io.BytesIO()
    _Pickler(pickled, protocol=5).dump(kept)
    body = made_from.encode().ljust(2 * DIGEST_SIZE) + pickled.getvalue()
    digest = blake2b(body, digest_size=DIGEST_SIZE).digest()
    write_whole(path, lambda file: file.writelines((MAGIC, digest, body)))


class _Pickler(pickle.Pickler):
    """Writes a record as a call with its fields, which is quicker than what dataclasses do."""

    def reducer_override(self, kept: Any) -> Any:
        """Return how a record is made anew; everything else is left to pickle."""
        if isinstance(kept, type) or not is_dataclass(kept):
            return NotImplemented
        return type(kept), tuple([getattr(kept, field.name) for field in fields(kept)])


def load_stored(path: Path, kind: type[Kept], *, made_from: str) -> Kept:
    """Return the object of a file.

    :raise IndexFileError: when the file is missing, damaged, or made from something else.
    """
    try:
        raw = memoryview(path.read_bytes())
    except OSError as error:
        raise IndexFileError(f"{path}: cannot be read ({error})") from error
    begin = len(MAGIC) + DIGEST_SIZE
    digest, body = raw[len(MAGIC) : begin], raw[begin:]
    if raw[: len(MAGIC)] != MAGIC or blake2b(body, digest_size=DIGEST_SIZE).digest() != digest:
        raise IndexFileError(f"{path}: damaged, or not of this version")
    if body[: 2 * DIGEST_SIZE].tobytes().decode().rstrip() != made_from:
        raise IndexFileError(f"{path}: made from other documents or settings")
    # Nothing of what is read can be garbage yet, and looking for it takes half of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        kept = pickle.loads(body[2 * DIGEST_SIZE :])  # noqa: S301 -- see above
        _let_age()
    finally:
        if collecting:
            gc.enable()
    if not isinstance(kept, kind):
        raise IndexFileError(f"{path}: holds something else")
    return kept


def _let_age() -> None:
    """Put all objects among those that the collector looks at last.

    As new ones they would be looked at at once: as long as reading them took. Where somebody has
    frozen what there was, that stays as it is: later libraries come and go.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
