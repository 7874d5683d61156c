"""Serve the pages: ``python -m web``."""

from __future__ import annotations

import sys

from bot.errors import CorpusError
from web.config import ConfigError, read_settings


def main() -> int:
    """Serve until stopped; return the exit code, 2 when the settings or the corpus are at fault."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    from web import create_app

    class QuietHandler(WSGIRequestHandler):
        """Writes no line a request: its address may hold a person's words."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    try:
        settings = read_settings()
        app = create_app()
        server = make_server(
            settings.host, settings.port, app, threaded=True, request_handler=QuietHandler
        )
    except (ConfigError, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"{settings.host}:{settings.port}: cannot listen there ({error.strerror}); "
            "set CHATBOT_PORT to another port",
            file=sys.stderr,
        )
        return 2
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Open http://{host}:{server.server_port}/ (stop with Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
