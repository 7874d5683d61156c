"""A digest of all that a corpus is read from: files, the bot, its packages and Python."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bot.errors import KeptFileError
from bot.files.folder import contents_of, digest_of

# Packages whose next release may read the same files otherwise: module → name of the package.
_READ_WITH = {
    "Stemmer": "pystemmer",
    "markdown": "markdown",
    "nh3": "nh3",
    "rank_bm25": "rank_bm25",
    "sentencex": "sentencex",
    "yaml": "pyyaml",
}


def fingerprint_of(folder: Path) -> str:
    """Return a digest of all that a core is made from: files, bot, packages and Python.

    It is made of contents, not of dates: a copy on another machine has the same.

    :raise KeptFileError: when a file cannot be read.
    """
    try:
        sources = (*contents_of(Path(__file__).parents[1]), *contents_of(folder))
    except OSError as error:
        raise KeptFileError(f"{error.filename}: cannot be read ({error.strerror})") from error
    return digest_of((platform.python_version(), *sorted(_releases()), *sources))


def _releases() -> Iterator[str]:
    """Yield name and version of the packages that a corpus is read with.

    pip names a folder so for each package. importlib.metadata says the same, but takes longer to
    load than all the rest of a start.
    """
    for module, package in _READ_WITH.items():
        found = find_spec(module)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            for path in origin.parents[origin.stem == "__init__"].glob("*.dist-info"):
                if path.name.lower().startswith(f"{package}-"):
                    yield path.name
