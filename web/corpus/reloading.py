"""The corpus, read anew while the application runs: rehearsed first, then swapped as a whole."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from bot.errors import BotError
from web.corpus.files import read_stamp
from web.corpus.loading import load_state
from web.corpus.rehearsal import rehearse
from web.corpus.state import State
from web.settings.config import Settings

_log = logging.getLogger(__name__)

# Told "reloaded" or "refused".
Tell = Callable[[str], object]


class Reloader:
    """Reads the corpus anew after an edit or when told to, in a thread beside everything else.

    Whatever is wrong with the new one is logged in one line, the old one goes on serving, and
    the thread goes on watching.
    """

    def __init__(
        self,
        settings: Settings,
        take_over: Callable[[State], object],
        *,
        tell: Tell = lambda outcome: None,
        seconds: float | None = None,
    ) -> None:
        """Watch for ``settings``; ``take_over`` gets each new state, ``tell`` how each went.

        seconds between two looks are those of the settings unless given.
        """
        self._settings = settings
        self._take_over = take_over
        self._tell = tell
        self._seconds = settings.watch if seconds is None else seconds
        self._folder = Path(settings.corpus)
        self._asked = Event()
        self._stopped = False
        self._thread = Thread(target=self._watch, name="corpus", daemon=True)
        self._told = read_stamp(self._folder)

    def start(self) -> None:
        """Begin to watch.

        :raise BotError: when the system has no room for a thread.
        """
        try:
            self._thread.start()
        except RuntimeError as error:
            raise BotError(f"{error}; allow this process more memory or more threads") from error

    def stop(self) -> None:
        """Watch no longer; return when a reading under way has ended."""
        self._stopped = True
        self._asked.set()
        self._thread.join()

    def ask(self) -> None:
        """Ask for the corpus to be read anew, and return at once."""
        self._asked.set()

    def read_anew(self) -> bool:
        """Read the corpus anew and hand it over; return False when the old one goes on serving."""
        try:
            rehearse(self._settings)
            state = load_state(self._settings)
            self._take_over(state)
        except BotError as error:
            fault = str(error)
        except Exception as error:
            fault = f"{type(error).__name__}: {' '.join(str(error).split())}"
        else:
            _log.info("the corpus was reloaded: %s", state.corpus)
            self._tell("reloaded")
            return True
        _log.error("the corpus was not reloaded, the old one goes on serving: %s", fault)
        self._tell("refused")
        return False

    def _watch(self) -> None:
        seen = self._told
        while not self._stopped:
            asked = self._asked.wait(self._seconds or None)
            self._asked.clear()
            if self._stopped:
                return
            try:
                now = read_stamp(self._folder)
                # A copy under way looks different at every look.
                if asked or (now == seen and now != self._told):
                    self._told = now
                    self.read_anew()
                seen = now
            except Exception:
                # Such as a folder that may not be listed for a while.
                _log.exception("the corpus could not be looked at; the next look comes")
