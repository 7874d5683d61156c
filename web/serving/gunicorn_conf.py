"""How gunicorn serves the application: ``gunicorn --config python:web.serving.gunicorn_conf``.

One process reads the corpus, the workers are forked from it and share its memory. When the
corpus has changed, it is rehearsed in a child of that process and then read in a thread beside
its duties, which are to replace workers that end and to obey signals. The workers are then
replaced one generation by the next; so all of them always hold the same.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from bot.errors import NO_MEMORY, BotError
from web.operating.request_log import install_log
from web.settings.config import read_settings

if TYPE_CHECKING:
    from flask import Flask

    from web.corpus.reloading import Reloader
    from web.corpus.state import State


def _refuse(error: BotError) -> NoReturn:
    """End the start with the line that says what is wrong and what to do."""
    print(error, file=sys.stderr)
    sys.exit(2)


def _count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


install_log(logging.INFO)
try:
    _settings = read_settings()
except BotError as _error:
    _refuse(_error)

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

wsgi_app = "web.serving.gunicorn_conf:load_app()"
bind = f"{_host}:{_settings.port}"
preload_app = True
worker_class = "web.serving.worker.WaitressWorker"
logger_class = "web.serving.worker.LineLogger"
# Answers are worth a processor each; a second worker carries on while one is replaced.
workers = _settings.workers or min(max(_count_processors(), 2), 8)
# A worker that does not stir for this long is replaced.
timeout = 30
# What is being answered when a worker has to go is answered.
graceful_timeout = 20
# In memory: a disk that is full or read-only stops no worker's sign of life.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # nosec B108 # noqa: S108
# No door beside the one that is bound.
control_socket_disable = True

# Read anew, and waiting for the next generation of workers.
_next: deque[State] = deque(maxlen=1)
_reloader: Reloader | None = None


def load_app() -> Flask:
    """Return the application, or end the start with the line that says what is wrong."""
    from web import create_app
    from web.corpus.state import state_of

    try:
        app = create_app()
        state_of(app).chatbot.read_ahead()
    except BotError as error:
        _refuse(error)
    except MemoryError:
        _refuse(BotError(NO_MEMORY))
    # What lives until the end is never looked at by the collector, so no worker copies its pages.
    gc.collect()
    gc.freeze()
    return app


def on_starting(server: Any) -> None:
    """Refuse a start that would fail later, and with more lines."""
    server.spawn_worker = partial(_spawn, server.spawn_worker, server.log)
    try:
        _try_folder(server.cfg.worker_tmp_dir)
        # Sockets that are handed down, at an upgrade or by systemd, are bound already.
        if not os.environ.keys() & {"GUNICORN_FD", "LISTEN_FDS"}:
            for address in server.cfg.address:
                if isinstance(address, tuple):
                    _try_address(*address[:2])
    except BotError as error:
        _refuse(error)


def _spawn(spawn: Callable[[], Any], log: Any) -> Any:
    """Start a worker; where the system has no room for one, say so: gunicorn tries again soon."""
    mask = os.umask(0o077)
    os.umask(mask)
    try:
        return spawn()
    except OSError as error:
        # Changed for the file that could not be made.
        os.umask(mask)
        log.error("a worker could not be started (%s); it is tried again", error.strerror)
        return None


def _try_folder(folder: str | None) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BotError(
            f"no temporary file can be written ({error.strerror}); "
            "set TMPDIR to a folder that may be written"
        ) from error


def _try_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise BotError(
            f"{host}:{port}: cannot listen there ({error.strerror}); "
            "set CHATBOT_HOST or CHATBOT_PORT to another"
        ) from error


def when_ready(server: Any) -> None:
    """Tell what is served, and watch the corpus."""
    from web.corpus.reloading import Reloader
    from web.corpus.state import state_of
    from web.operating.announcing import announce
    from web.operating.metrics import tell_learned, tell_reload

    global _reloader
    app = server.app.wsgi()
    announce(app, [_write_address(each.getsockname()) for each in server.LISTENERS])
    tell_learned(app)
    _reloader = Reloader(
        state_of(app).settings, _hand_over, tell=lambda outcome: tell_reload(app, outcome)
    )
    try:
        _reloader.start()
    except BotError as error:
        _refuse(error)


def _write_address(address: Any) -> str:
    if not isinstance(address, tuple):
        return f"unix:{address}"
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"{host}:{address[1]}"


def _hand_over(state: State) -> None:
    """Leave a state to the main thread, which forks; called in the thread that has read it."""
    state.chatbot.read_ahead()
    _next.append(state)
    os.kill(os.getpid(), signal.SIGHUP)


def on_reload(server: Any) -> None:
    """Give the next generation of workers what has been read anew; else have it read anew."""
    from web.corpus.state import hold_state
    from web.operating.metrics import tell_learned

    if _next:
        hold_state(server.app.wsgi(), _next.pop())
        tell_learned(server.app.wsgi())
    elif _reloader is not None:
        _reloader.ask()


def on_exit(server: Any) -> None:
    """Leave nothing running."""
    from web.corpus.rehearsal import end_rehearsals

    end_rehearsals()


def child_exit(server: Any, worker: Any) -> None:
    """Count no more what a worker that has ended was doing."""
    from web.operating.metrics import forget_process

    forget_process(worker.pid)
