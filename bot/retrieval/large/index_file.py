"""A ranker saved in one file that is mapped, not read: whole, current and checked, or not used.

Layout: eight bytes of magic, the BLAKE2b digest of all that follows, the length of a header,
the header in JSON (what the index was made from, and where each array lies), then the arrays,
each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.errors import IndexFileError
from bot.retrieval.large.postings import Postings
from bot.retrieval.large.ranking import Ranker
from bot.retrieval.large.term_table import TermTable

# The digit changes whenever the layout or the meaning of an array does.
MAGIC = b"BOTIDX2\n"
DIGEST_SIZE = 32
_CHECKED_FROM = len(MAGIC) + DIGEST_SIZE
_ALIGNMENT = 64


def fingerprint(parts: Iterable[str | bytes]) -> str:
    """Return a digest of everything that an index is made from: texts, settings, versions."""
    digest = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        # The length keeps "ab", "c" apart from "a", "bc".
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return digest.hexdigest()


def save_ranker(ranker: Ranker, path: str | Path, *, made_from: str) -> None:
    """Write a ranker to a file, which is replaced only when all of it is on the disk.

    :raise IndexFileError: when the folder cannot be written to.
    """
    write_whole(Path(path), lambda file: _write(file, ranker, made_from))


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside a path, then put it in its place at once: all of it or nothing.

    :raise IndexFileError: when the folder cannot be written to.
    """
    # Most starts write nothing.
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise IndexFileError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError as error:
        raise IndexFileError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        # Nothing is left behind, whatever happened: an interruption or a full disk.
        with suppress(FileNotFoundError):
            os.unlink(name)


def _write(file: BinaryIO, ranker: Ranker, made_from: str) -> None:
    idfs = {
        "frequencies": np.array(list(ranker.idfs), np.int64),
        "idfs": np.array(list(ranker.idfs.values()), np.float64),
    }
    arrays = {**ranker.terms.arrays(), **ranker.postings.arrays(), **idfs}
    places, offset = [], 0
    for name, array in arrays.items():
        places.append({"name": name, "type": array.dtype.str, "at": offset, "count": len(array)})
        offset += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    postings = ranker.postings
    header = json.dumps(
        {
            "made_from": made_from,
            "size": postings.size,
            "k1": postings.k1,
            "weights": ranker.weights,
            "arrays": places,
        }
    ).encode()
    header += b" " * (-(_CHECKED_FROM + 8 + len(header)) % _ALIGNMENT)
    digest = blake2b(digest_size=DIGEST_SIZE)
    file.write(MAGIC + bytes(DIGEST_SIZE))
    pieces: list[bytes | memoryview] = [len(header).to_bytes(8, "little"), header]
    for array in arrays.values():
        pieces.append(np.ascontiguousarray(array).view(np.uint8).data)
        pieces.append(bytes(-array.nbytes % _ALIGNMENT))
    for piece in pieces:
        file.write(piece)
        digest.update(piece)
    file.seek(len(MAGIC))
    file.write(digest.digest())


def load_ranker(path: str | Path, *, made_from: str) -> Ranker:
    """Return the ranker of a file, its arrays mapped into memory.

    :raise IndexFileError: when the file is missing, damaged, or made from something else.
    """
    path = Path(path)
    try:
        mapped: NDArray[np.uint8] = np.memmap(path, np.uint8, "r")
    except (OSError, ValueError) as error:
        raise IndexFileError(f"{path}: cannot be read ({error})") from error
    if mapped[: len(MAGIC)].tobytes() != MAGIC:
        raise IndexFileError(f"{path}: not an index of this version")
    digest = blake2b(mapped[_CHECKED_FROM:].data, digest_size=DIGEST_SIZE).digest()
    if mapped[len(MAGIC) : _CHECKED_FROM].tobytes() != digest:
        raise IndexFileError(f"{path}: damaged")
    begin = _CHECKED_FROM + 8
    end = begin + int.from_bytes(mapped[_CHECKED_FROM:begin].tobytes(), "little")
    header: dict[str, Any] = json.loads(mapped[begin:end].tobytes())
    if header["made_from"] != made_from:
        raise IndexFileError(f"{path}: made from other documents or settings")
    arrays = {}
    for place in header["arrays"]:
        dtype, start = np.dtype(place["type"]), end + place["at"]
        arrays[place["name"]] = mapped[start : start + place["count"] * dtype.itemsize].view(dtype)
    postings = Postings.from_arrays(arrays, size=header["size"], k1=header["k1"])
    idfs = dict(zip(arrays["frequencies"].tolist(), arrays["idfs"].tolist(), strict=True))
    return Ranker(TermTable.from_arrays(arrays), postings, weights=header["weights"], idfs=idfs)
