"""The folder in which all processes count: made at the start, with room for each process.

The library that counts maps its files into memory. Where a disk is full, the first write to a page
that has no room ends the process with a signal; so each process makes room before it counts, or
counts nothing and says so.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

from bot.files.whole_file import write_whole
from web.settings.config import ConfigError

_log = logging.getLogger(__name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# What a process may need for each kind of count, by the first part of the file's name: a few times
# of what all views, statuses and stages take.
ROOM = {
    "counter": 256 * 1024,
    "histogram": 256 * 1024,
    "gauge_livesum": 64 * 1024,
    "gauge_livemin": 64 * 1024,
    "gauge_mostrecent": 64 * 1024,
}


def share_folder() -> None:
    """Make the folder for all processes, unless the owner has named one, with room for this one.

    :raise ConfigError: when it cannot be written.
    """
    named = os.environ.get(FOLDER)
    try:
        if named is None or not named:
            _make_own_folder()
        _make_room()
    except OSError as error:
        raise ConfigError(
            f"{FOLDER}={named or ''!r}: cannot be written ({error.strerror}); "
            "name a folder that may be written, or switch CHATBOT_METRICS off"
        ) from error


def has_room() -> bool:
    """Make room for this process, which was forked; tell whether there is any."""
    try:
        _make_room()
    except OSError as error:
        _log.error(
            "metrics: %s cannot be written (%s); this process counts nothing",
            os.environ[FOLDER],
            error.strerror,
        )
        return False
    return True


def _make_room() -> None:
    folder = Path(os.environ[FOLDER])
    folder.mkdir(exist_ok=True)
    for kind, size in ROOM.items():
        path = folder / f"{kind}_{os.getpid()}.db"
        if not path.exists():
            write_whole(path, [bytes(size)])


def _make_own_folder() -> None:
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="chatbot-metrics-")
    owner = os.getpid()

    @atexit.register
    def remove() -> None:
        # A forked worker inherits this, but the folder is its parent's.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
