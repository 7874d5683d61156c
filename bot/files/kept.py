"""Files of what was worked out once: plain data, checked before it is used, made anew in doubt.

A kept file holds facts (JSON) and arrays of numbers. Nothing in it is code, and nothing is used
before its checksum is right. It is read, not mapped: a file that another program cuts short
meanwhile cannot end the process.

Layout: eight bytes of magic, the BLAKE2b digest of all that follows, the length of a header, the
header in JSON (what it was made from, the length of the facts, type and shape of each array), the
facts in JSON, then the arrays, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from io import BufferedReader
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import KeptFileError
from bot.files.whole_file import write_whole

# The digit changes whenever the layout does.
_MAGIC = b"BOTKEPT1"
_DIGEST_SIZE = 32
_BODY = len(_MAGIC) + _DIGEST_SIZE
_ALIGNMENT = 64
# Booleans, whole numbers and floating-point numbers; never Python objects.
_KINDS_OF_NUMBERS = "biuf"
_ENDING = ".kept"
# A file that no start has made or used for so long belongs to a folder that is no more.
_FORGOTTEN_SECONDS = 60 * 24 * 3600

Array = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a kept file holds."""

    facts: Any
    """What JSON can hold: dictionaries, lists, texts, numbers."""
    arrays: Mapping[str, Array]
    """Arrays by name; they cannot be written to."""


def save_kept(path: Path, *, made_from: str, facts: Any, arrays: Mapping[str, Array]) -> None:
    """Write a kept file: all of it or nothing, whatever happens meanwhile.

    made_from is a digest of all that it was worked out from. Files of the same folder that were
    not used for two months are deleted.

    :raise KeptFileError: when the file cannot be written.
    """
    written = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    body = written.encode("utf-8", "surrogatepass")
    places = [
        {"name": name, "type": array.dtype.str, "shape": array.shape}
        for name, array in arrays.items()
    ]
    header = json.dumps({"made_from": made_from, "facts": len(body), "arrays": places}).encode()
    pieces: list[bytes | memoryview] = [len(header).to_bytes(8, "little"), header, body]
    pieces.append(bytes(-(_BODY + sum(map(len, pieces))) % _ALIGNMENT))
    for array in arrays.values():
        pieces.append(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        pieces.append(bytes(-array.nbytes % _ALIGNMENT))
    digest = blake2b(digest_size=_DIGEST_SIZE)
    for piece in pieces:
        digest.update(piece)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, [_MAGIC, digest.digest(), *pieces])
    except OSError as error:
        raise KeptFileError(f"{path}: cannot be written ({error.strerror})") from error
    _forget_old(path.parent)


def load_kept(path: Path, *, made_from: str) -> Kept | None:
    """Return what a kept file holds; None where there is none, or one of something else.

    :raise KeptFileError: when the file is there and cannot be used.
    """
    try:
        with path.open("rb") as file:
            kept = _read(file, made_from)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeptFileError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeptFileError(f"{path}: cannot be used ({error})") from error
    # A file in use is not deleted as forgotten.
    with suppress(OSError):
        os.utime(path)
    return kept


def _read(file: BufferedReader, made_from: str) -> Kept | None:
    """Return what an open file holds, or None when it was made from something else.

    Room is made only for what the file is long enough to have.

    :raise ValueError: when anything in it is not as it was written.
    """
    size = os.fstat(file.fileno()).st_size
    reader = _CheckedReader(file, blake2b(digest_size=_DIGEST_SIZE), size)
    magic, digest = file.read(len(_MAGIC)), file.read(_DIGEST_SIZE)
    if magic != _MAGIC:
        raise ValueError("not a kept file of this version")
    header = json.loads(reader.read(int.from_bytes(reader.read(8), "little")))
    if header["made_from"] != made_from:
        return None
    body = reader.read(header["facts"])
    arrays = {place["name"]: reader.read_array(place) for place in header["arrays"]}
    reader.skip_padding()
    if reader.digest() != digest or file.read(1):
        raise ValueError("damaged")
    for array in arrays.values():
        array.flags.writeable = False
    return Kept(json.loads(body.decode("utf-8", "surrogatepass")), arrays)


class _CheckedReader:
    """Reads a file piece by piece and sums up what it read."""

    def __init__(self, file: BufferedReader, digest: blake2b, size: int) -> None:
        self._file = file
        self._digest = digest
        self._left = size - _BODY

    def read(self, length: int) -> bytes:
        """Return the next bytes."""
        self._take(length)
        piece = self._file.read(length)
        self._digest.update(piece)
        return piece

    def read_array(self, place: Mapping[str, Any]) -> Array:
        """Return the next array, whose type and shape the header tells."""
        self.skip_padding()
        dtype, shape = np.dtype(place["type"]), tuple(map(int, place["shape"]))
        if dtype.kind not in _KINDS_OF_NUMBERS or min(shape, default=0) < 0:
            raise ValueError("an array of something else than numbers")
        self._take(prod(shape) * dtype.itemsize)
        array = np.empty(shape, dtype)
        content = array.reshape(-1).view(np.uint8).data
        self._file.readinto(content)
        self._digest.update(content)
        return array

    def skip_padding(self) -> None:
        """Go on to where the next array begins."""
        self.read(-self._file.tell() % _ALIGNMENT)

    def digest(self) -> bytes:
        """Return the digest of all that was read."""
        return self._digest.digest()

    def _take(self, length: int) -> None:
        if not 0 <= length <= self._left:
            raise ValueError("damaged: it ends early")
        self._left -= length


def _forget_old(folder: Path) -> None:
    """Delete what was not used for long, and what a killed process left behind."""
    before = time.time() - _FORGOTTEN_SECONDS
    for path in folder.glob(f"*{_ENDING}"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
