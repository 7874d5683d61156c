"""Where what was worked out is kept between two starts: a cache folder, which may be deleted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.files.folder import digest_of

SETTING = "CHATBOT_CACHE"
_NAME = "massage-chatbot"


def cache_folder(given: str | Path | None = None) -> Path | None:
    """Return the folder to keep files in, or None to keep nothing.

    It is the one given, or else that of the setting CHATBOT_CACHE, or else the platform's own for
    this user; an empty one means to keep nothing. XDG Base Directory Specification on Linux.
    """
    chosen = os.environ.get(SETTING) if given is None else os.fspath(given)
    if chosen is not None:
        return Path(chosen).expanduser() if chosen.strip() else None
    try:
        home = Path.home()
    except RuntimeError:
        # A user without a home, as in some containers.
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Path(base) / _NAME


def kept_path(corpus: Path, name: str, *, cache: Path) -> Path:
    """Return the file of a cache folder that holds something worked out of a corpus folder.

    Two corpus folders never share a file, and one that is edited writes over its own.
    """
    return cache / f"{digest_of([os.fspath(corpus.resolve())], size=8)}-{name}.kept"
