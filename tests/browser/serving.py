"""A real server on this machine, for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from web import create_app

CORPUS = Path(__file__).parents[2] / "corpus"


class QuietHandler(WSGIRequestHandler):
    """Writes no line a request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serve(*, language: str = "auto") -> Iterator[str]:
    """Serve the repository's corpus on a free port; give the address, stop at the end."""
    with listen(create_app({"CHATBOT_CORPUS": CORPUS, "CHATBOT_LANGUAGE": language})) as origin:
        yield origin


@contextmanager
def listen(app: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port of this machine; give its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
