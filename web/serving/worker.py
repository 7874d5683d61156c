"""What joins gunicorn, which looks after processes, and waitress, which looks after connections."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.errors import ConfigError as GunicornConfigError
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from web.operating.metrics import tell_load
from web.operating.request_log import install_log
from web.serving.front import Front


class WaitressWorker(Worker):  # type: ignore[misc]
    """A process of gunicorn whose connections are waitress's."""

    _front: Front | None = None

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what only gunicorn's own workers can do.

        :raise ConfigError: gunicorn's, which stops the start.
        """
        if cfg.is_ssl:
            raise GunicornConfigError("TLS is the proxy's: remove keyfile and certfile")

    def run(self) -> None:
        """Serve until told to stop; a process that answers nothing lets itself be replaced."""
        self._front = front = Front(self.wsgi, [each.sock for each in self.sockets])
        while self.alive and self.ppid == os.getppid():
            front.turn()
            tell_load(self.wsgi, threads=front.busy_threads, connections=front.connections)
            if not front.is_stuck():
                self.notify()
        front.finish(self.cfg.graceful_timeout, beat=self.notify)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop calmly."""
        super().handle_exit(sig, frame)
        if self._front is not None:
            self._front.wake()


class LineLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own messages in the lines of our log; requests are logged by the application."""

    def setup(self, cfg: Any) -> None:
        """Set up as usual, then leave all writing to our log."""
        super().setup(cfg)
        install_log(self.error_log.level)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing: gunicorn's line would hold the whole address and the query."""
