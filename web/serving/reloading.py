"""The corpus, read anew while the application runs: checked first, then swapped as a whole."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from threading import Event, Lock, Thread

from flask import Flask

from bot import Chatbot
from bot.answering.body_map import load_body_map
from bot.errors import BotError, CorpusError
from web.pages.assets import Assets
from web.serving.config import Settings
from web.serving.state import State, hold_state, state_of

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()

# Size, time of change and identity of every file, by name.
Stamp = dict[str, tuple[int, int, int]]
_TRIES = 3
# Answered by every chatbot that works, whatever its documents are about.
_TRIAL = "Why does it hurt?"


def load_state(settings: Settings, assets: Assets) -> State:
    """Return everything that a request may need, read from one and the same corpus.

    :raise CorpusError: when the corpus cannot be used, or does not stop changing.
    """
    folder = Path(settings.corpus)
    for _ in range(_TRIES):
        before = read_stamp(folder)
        state = State(
            settings=settings,
            assets=assets,
            chatbot=Chatbot.load(folder, language=settings.bot_language),
            body_map=load_body_map(folder / "map.toml"),
            corpus=hash_corpus(folder),
        )
        if read_stamp(folder) == before:
            return state
        time.sleep(0.2)
    raise CorpusError(f"{folder}: changes while it is read; wait until it is copied whole")


def reload_state(app: Flask) -> bool:
    """Read the corpus anew and swap it in; return False when the old one goes on serving.

    Whatever is wrong with the new one is logged in one line, and nobody is turned away.
    """
    with _one_at_a_time:
        old = state_of(app)
        try:
            new = load_state(old.settings, old.assets)
            new.chatbot.ask(_TRIAL)
        except BotError as error:
            _log.error("the corpus was not reloaded, the old one goes on serving: %s", error)
            return False
        except Exception as error:
            _log.error(
                "the corpus was not reloaded, the old one goes on serving: %s: %s",
                type(error).__name__,
                " ".join(str(error).split()),
            )
            return False
        hold_state(app, new)
        _log.info("the corpus was reloaded: %s", new.corpus)
        return True


def hash_corpus(folder: Path) -> str:
    """Return a hash over the names and the contents of all files, 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
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


class Watcher:
    """Looks at the corpus every few seconds and tells of a change once it has settled."""

    def __init__(self, folder: Path, seconds: float, tell: Callable[[], object]) -> None:
        self._folder = folder
        self._seconds = seconds
        self._tell = tell
        self._stopped = Event()
        self._thread = Thread(target=self._watch, name="corpus-watcher", daemon=True)
        self._told = read_stamp(folder)

    def start(self) -> None:
        """Begin to watch, beside everything else."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        seen = self._told
        while not self._stopped.wait(self._seconds):
            now = read_stamp(self._folder)
            # A copy under way looks different at every look.
            if now == seen and now != self._told:
                self._told = now
                self._tell()
            seen = now
