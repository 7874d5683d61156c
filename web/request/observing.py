"""What each request came to, told to those who write logs and count; never its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import getrandbits
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where a view leaves the outcome of its answer and what each stage of it took, and the router the
# name of the view.
OUTCOME = "chatbot.outcome"
STAGES = "chatbot.stages"
ROUTE = "chatbot.route"
# The request's name in the environ.
NAME = "chatbot.request_id"
# What a proxy may call a request: no more than fits a line of a log.
_GIVEN_NAME = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)

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
    # Stages of the answer with their seconds, where they were timed.
    stages: tuple[tuple[str, float], ...] = ()


Observer = Callable[[Seen], None]


def observe(app: Flask, observers: Sequence[Observer], *, behind_proxies: bool = False) -> None:
    """Tell the observers of every request, in order, once its reply is made.

    :param behind_proxies: whether the ``X-Request-Id`` of a request is that of a trusted proxy,
        so that one name leads through all logs; else each request is named anew.
    """

    @app.before_request
    def note_route() -> None:
        request.environ[ROUTE] = request.endpoint

    app.wsgi_app = _observed(app.wsgi_app, observers, behind_proxies)  # type: ignore[assignment]


def name_of_request() -> str:
    """Return the name of the request that Flask serves, as its reply's ``X-Request-Id`` has it."""
    return str(request.environ.get(NAME, ""))


def _name(environ: WSGIEnvironment, behind_proxies: bool) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if behind_proxies and _GIVEN_NAME.fullmatch(given):
        return str(given)
    # Anew in each worker: the generator is seeded again after a fork.
    return f"{getrandbits(64):016x}"


def _observed(
    app: WSGIApplication, observers: Sequence[Observer], behind_proxies: bool
) -> WSGIApplication:
    def observed(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        begun = perf_counter()
        name = environ[NAME] = _name(environ, behind_proxies)
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
            stages=environ.get(STAGES, ()),
        )
        for tell in observers:
            tell(seen)
        return reply

    return observed
