"""Serve one clinic from one process: ``python -m web``."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event
from typing import Any

from bot.errors import NO_MEMORY, BotError
from web import create_app
from web.corpus.state import State, state_of
from web.operating.request_log import install_log
from web.settings.config import ConfigError, Settings, read_settings

# What is being answered when the server has to stop is answered.
_LAST_SECONDS = 20.0


def main() -> int:
    """Serve until stopped; return the exit code, 2 for a fault in settings or corpus."""
    install_log(logging.INFO)
    try:
        # Before the corpus is read, so that a taken port is told at once.
        with _listen(read_settings()) as listening:
            app = create_app()
            state_of(app).chatbot.read_ahead()
            # What lives until the end the collector never looks at: no answer waits for that.
            gc.collect()
            gc.freeze()
            _serve(app, listening)
    except (BotError, MemoryError) as error:
        print(NO_MEMORY if isinstance(error, MemoryError) else error, file=sys.stderr)
        return 2
    return 0


def _listen(settings: Settings) -> socket.socket:
    """Return a socket at the address of the settings.

    :raise ConfigError: when it cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigError(
            f"{settings.host}:{settings.port}: cannot listen there ({error.strerror}); "
            "set CHATBOT_HOST or CHATBOT_PORT to another"
        ) from error


def _serve(app: Any, listening: socket.socket) -> None:
    from web.corpus.rehearsal import end_rehearsals
    from web.corpus.reloading import Reloader
    from web.corpus.state import hold_state
    from web.operating.announcing import announce
    from web.operating.metrics import tell_learned, tell_load, tell_reload
    from web.serving.front import Front

    front = Front(app, [listening])
    stopped = Event()

    def stop() -> None:
        stopped.set()
        front.wake()

    def take_over(state: State) -> None:
        state.chatbot.read_ahead()
        hold_state(app, state)
        tell_learned(app)

    settings = state_of(app).settings
    reloader = Reloader(settings, take_over, tell=partial(tell_reload, app))
    reloader.start()
    _obey(stop=stop, reload=reloader.ask)
    host, port = listening.getsockname()[:2]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # Nobody may be there to read it, or no room for it on the disk.
    with suppress(OSError):
        os.write(sys.stdout.fileno(), f"Open http://{address}/ (stop with Ctrl+C)\n".encode())
    announce(app, [address])
    tell_learned(app)
    while not stopped.is_set():
        front.turn()
        tell_load(app, threads=front.busy_threads, connections=front.connections)
    front.finish(_LAST_SECONDS)
    end_rehearsals()


def _obey(*, stop: Callable[[], object], reload: Callable[[], object]) -> None:
    """Let signals stop the server or have the corpus read anew."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell that starts us in the background has Ctrl+C ignored, which is meant.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda given, frame: stop())
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda given, frame: reload())


if __name__ == "__main__":
    sys.exit(main())
