"""What proxies say of a visitor: believed where the owner has said so, else told once."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def stand_behind(app: WSGIApplication, number: int) -> WSGIApplication:
    """Return the application behind so many proxies of our own.

    Without any, what a request says of proxies counts for nothing; the first that says
    something is a warning in the log, as then all visitors of a proxy share one limit.
    """
    if number:
        return ProxyFix(app, x_for=number, x_proto=number, x_host=number, x_prefix=number)
    return _Warning(app)


class _Warning:
    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._lock = Lock()
        self._told = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if not self._told and any(name in environ for name in _FORWARDED):
            self._warn()
        return self._app(environ, start_response)

    def _warn(self) -> None:
        with self._lock:
            told, self._told = self._told, True
        if not told:
            _log.warning(
                "a request came through a proxy, and no proxy is trusted: all of its visitors "
                "share one rate limit; set CHATBOT_TRUSTED_PROXIES to the number of your proxies"
            )
