"""Serve the pages: ``python -m web``."""

from __future__ import annotations

import gc
import socket
import sys

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.errors import CorpusError
from web import create_app
from web.serving.config import ConfigError, Settings, read_settings


class QuietHandler(WSGIRequestHandler):
    """Writes no line a request: its address may hold a person's words."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main() -> int:
    """Serve until stopped; return the exit code, 2 when the settings or the corpus are at fault."""
    try:
        server = _listen(read_settings())
    except (ConfigError, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    host = f"[{server.host}]" if ":" in server.host else server.host
    port = server.socket.getsockname()[1]
    # What lives until the end is never looked at by the collector: no answer waits for that.
    gc.freeze()
    print(f"Open http://{host}:{port}/ (stop with Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
    return 0


def _listen(settings: Settings) -> BaseWSGIServer:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        # Before the corpus is read, so that a taken port is told at once.
        listening = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise ConfigError(
            f"{settings.host}:{settings.port}: cannot listen there ({error.strerror}); "
            "set CHATBOT_HOST or CHATBOT_PORT to another"
        ) from error
    with listening:
        return make_server(
            settings.host,
            listening.getsockname()[1],
            create_app(),
            threaded=True,
            request_handler=QuietHandler,
            fd=listening.fileno(),
        )


if __name__ == "__main__":
    sys.exit(main())
