"""What each request came to, told to those who write logs and count; never its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import getrandbits
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where a view leaves the outcome of its answer, and the router the name of the view.
OUTCOME = "chatbot.outcome"
ROUTE = "chatbot.route"

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Seen(NamedTuple):
    """One request, as far as anybody needs to know."""

    # Also in the reply's X-Request-Id, so that a visitor can name it.
    id: str
    method: str
    # Name of the view, such as "api.ask", or "none" where there is none at that address.
    route: str
    status: int
    # Outcome of the answer, or empty where nothing was asked.
    outcome: str
    # Until the whole reply is made.
    seconds: float
    # As the connection has it; to be shortened before it is kept anywhere.
    address: str


Observer = Callable[[Seen], None]


def observe(app: Flask, observers: Sequence[Observer]) -> None:
    """Tell the observers of every request, in order, once its reply is made."""

    @app.before_request
    def note_route() -> None:
        request.environ[ROUTE] = request.endpoint

    app.wsgi_app = _observed(app.wsgi_app, observers)  # type: ignore[assignment]


def _observed(app: WSGIApplication, observers: Sequence[Observer]) -> WSGIApplication:
    def observed(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        begun = perf_counter()
        # Anew in each worker: the generator is seeded again after a fork.
        name = f"{getrandbits(64):016x}"
        status = "500"

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = line
            headers.append(("X-Request-Id", name))
            return start_response(line, headers, exc_info)

        reply = app(environ, start)
        method = environ["REQUEST_METHOD"]
        seen = Seen(
            id=name,
            method=method if method in _METHODS else "other",
            route=environ.get(ROUTE) or "none",
            status=int(status[:3]),
            outcome=environ.get(OUTCOME, ""),
            seconds=perf_counter() - begun,
            address=environ.get("REMOTE_ADDR") or "",
        )
        for tell in observers:
            tell(seen)
        return reply

    return observed
