"""The files of a corpus folder, and one digest over all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

_LEFT_OUT = (".", "__pycache__")


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and of the folders in it: name within it, with "/", and path.

    They come in order of their names, for no folder none. Hidden ones and those that end in "~"
    are left out, because editors keep their drafts in them; so is what Python compiled.
    """
    found: list[tuple[str, Path]] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_LEFT_OUT)]
        inside = os.path.relpath(place, folder).replace(os.sep, "/")
        above = "" if inside == "." else f"{inside}/"
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and not name.endswith("~") and path.is_file():
                found.append((f"{above}{name}", path))
    yield from sorted(found)


def digest_of(parts: Iterable[str | bytes], *, size: int = 32) -> str:
    """Return a digest over texts and bytes that tells where each ends: two digits a byte of size.

    >>> digest_of(["ab", "c"], size=4) == digest_of(["a", "bc"], size=4)
    False
    """
    digest = blake2b(digest_size=size)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.hexdigest()


def contents_of(folder: Path) -> Iterator[str | bytes]:
    """Yield name and content of each file of a folder, for a digest over all of it.

    :raise OSError: when a file cannot be read.
    """
    for name, path in files_of(folder):
        yield name
        yield path.read_bytes()
