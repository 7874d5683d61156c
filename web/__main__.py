"""Serve one clinic from one process: ``python -m web``."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from bot.errors import BotError
from web import create_app
from web.corpus.state import state_of
from web.operating.request_log import install_log
from web.settings.config import ConfigError, Settings, read_settings

# What is being answered when the server has to stop is answered.
_LAST_SECONDS = 20.0


def main() -> int:
    """Serve until stopped; return the exit code, 2 for a fault in settings or corpus."""
    install_log(logging.INFO)
    try:
        settings = read_settings()
        # Before the corpus is read, so that a taken port is told at once.
        listening = _listen(settings)
        app = create_app()
    except BotError as error:
        print(error, file=sys.stderr)
        return 2
    state_of(app).chatbot.read_ahead()
    # What lives until the end is never looked at by the collector: no answer waits for that.
    gc.collect()
    gc.freeze()
    with listening:
        _serve(app, listening)
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
    from web.operating.metrics import tell_load, tell_reload
    from web.serving.front import Front

    front = Front(app, [listening])
    stopped = Event()

    def stop() -> None:
        stopped.set()
        front.wake()

    reloader = Reloader(
        state_of(app).settings, partial(hold_state, app), tell=partial(tell_reload, app)
    )
    reloader.start()
    _obey(stop=stop, reload=reloader.ask)
    host, port = listening.getsockname()[:2]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    print(f"Open http://{address}/ (stop with Ctrl+C)", flush=True)
    announce(app, [address])
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
