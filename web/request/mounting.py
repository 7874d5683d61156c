"""Under any path: what servers and hosts say of it, and bodies that come in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def stand_under(app: WSGIApplication, path: str) -> WSGIApplication:
    """Return the application under a path such as ``/chat``, or as it is for "".

    A request may come with the path or without it, as some proxies take it off. Where a server,
    a proxy or another application has split off a path already, that is the one.
    """
    if not path:
        return app

    def mounted(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if not environ.get("SCRIPT_NAME"):
            environ["SCRIPT_NAME"] = path
            rest = environ.get("PATH_INFO", "").removeprefix(path)
            if not rest or rest.startswith("/"):
                environ["PATH_INFO"] = rest
        return app(environ, start_response)

    return mounted


def read_pieces(app: WSGIApplication) -> WSGIApplication:
    """Return the application with bodies of no length (RFC 9112, 7.1) readable on every server.

    gunicorn and waitress put such a body together and say so. Adapters from ASGI do, and do not
    say so; uWSGI hands out the pieces to those who ask. Under any other server nothing is read,
    since a body without a length may never end.
    """

    def reading(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            if "asgi.scope" in environ:
                environ["wsgi.input_terminated"] = True
            elif "uwsgi.version" in environ:
                environ["wsgi.input"] = _Pieces()
                environ["wsgi.input_terminated"] = True
        return app(environ, start_response)

    return reading


class _Pieces:
    """The body of a request under uWSGI, piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, none at the end."""
        # A module that there is inside uWSGI alone.
        import uwsgi

        while not self._ended and (size < 0 or len(self._rest) < size):
            piece = uwsgi.chunked_read()
            self._ended = not piece
            self._rest += piece
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken

    def readline(self, size: int = -1) -> bytes:
        """Return the bytes up to the end of a line; bodies of ours are read at once."""
        return self.read(size)
