"""How gunicorn serves the application: ``gunicorn --config python:web.serving.gunicorn_conf``.

One process reads the corpus, the workers are forked from it and share its memory. It is also
the one that reads the corpus anew, on SIGHUP or after an edit, and replaces the workers one
generation by the next; so all of them always hold the same.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import BotError

if TYPE_CHECKING:
    from flask import Flask

wsgi_app = "web.serving.gunicorn_conf:load_app()"
bind = f"0.0.0.0:{os.environ.get('CHATBOT_PORT') or os.environ.get('PORT') or 8000}"
preload_app = True
worker_class = "web.serving.worker.PatientWorker"
logger_class = "web.serving.worker.LineLogger"
# Answers are worth a processor each; a second worker carries on while one is replaced.
workers = int(os.environ.get("WEB_CONCURRENCY") or min(max(len(os.sched_getaffinity(0)), 2), 8))
threads = 4
worker_connections = 4000
keepalive = 5
# A worker that does not stir for this long is replaced.
timeout = 30
# What is being answered when a worker has to go is answered.
graceful_timeout = 20
limit_request_line = 8190
limit_request_fields = 60
# No door beside the one that is bound.
control_socket_disable = True


def load_app() -> Flask:
    """Return the application, or end the start with the line that says what to mend."""
    from web import create_app
    from web.serving.config import ConfigError
    from web.serving.state import state_of

    try:
        app = create_app()
    except (BotError, ConfigError) as error:
        sys.exit(str(error))
    state_of(app).chatbot.read_ahead()
    # What lives until the end is never looked at by the collector, so no worker copies its pages.
    gc.collect()
    gc.freeze()
    return app


def on_starting(server: Any) -> None:
    """Allow as many open connections as the machine does: each is a file handle."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def when_ready(server: Any) -> None:
    """Watch the corpus; an edit has the same effect as SIGHUP."""
    from web.serving.reloading import Watcher
    from web.serving.state import state_of

    settings = state_of(server.app.wsgi()).settings
    if settings.watch:
        # The thread looks at files and sends a signal; it holds nothing that a fork could break.
        Watcher(
            Path(settings.corpus), settings.watch, lambda: os.kill(os.getpid(), signal.SIGHUP)
        ).start()


def child_exit(server: Any, worker: Any) -> None:
    """Wait no more for a worker that has ended, also one that was killed."""
    from web.serving.loads import loads

    loads.forget(worker.age)


def on_reload(server: Any) -> None:
    """Read the corpus anew; gunicorn then forks new workers from this process."""
    from web.serving.reloading import reload_state

    reload_state(server.app.wsgi())
