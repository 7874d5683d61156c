"""Headers on every response: strict by default, a view may set its own where it must differ."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Below this, a gzip header costs more than it saves.
_WORTH_PACKING = 700
_PACKED_TYPES = ("text/html", "application/json")


_HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def content_policy(*, frame_ancestors: str = "'none'") -> str:
    """Return the Content-Security-Policy of a page that the given origins may frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


HEADERS = tuple(
    {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        # Answers are a person's own: neither browser nor proxy keeps them.
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
    }.items()
)

# A year, where the visitor has come by TLS: browsers then use nothing else for this host and
# those below it.
_HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def protect(app: WSGIApplication) -> WSGIApplication:
    """Return the application with these headers on every response that does not set them itself.

    At this level a header costs a tuple in a list; as a Flask hook, eight of them took longer
    than all the rest of a JSON response.
    """

    def protected(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            present = {name for name, _ in headers}
            headers.extend(each for each in HEADERS if each[0] not in present)
            # Below a path of another site, that site decides for its host.
            if environ["wsgi.url_scheme"] == "https" and not environ.get("SCRIPT_NAME"):
                headers.append(_HTTPS_ONLY)
            return start_response(status, headers, exc_info)

        return app(environ, start)

    return protected


def check_host() -> None:
    """Refuse a request for a host that is none: pages show addresses of this host.

    :raise 400: when there is one, and it is neither a name nor an address, with a port or without.
    """
    host = request.environ.get("HTTP_HOST")
    if host and _HOST.fullmatch(host) is None:
        abort(400)


def accepts_gzip() -> bool:
    """Tell whether the client of the request that Flask serves takes gzip."""
    return takes_gzip(request.environ)


def takes_gzip(environ: WSGIEnvironment) -> bool:
    """Tell whether the client of a request takes gzip; "gzip;q=0" says that it does not."""
    return _names_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=64)
def _names_gzip(accepted: str) -> bool:
    return "gzip" in accepted and parse_accept_header(accepted).quality("gzip") > 0


def pack(plain: bytes) -> bytes | None:
    """Return bytes compressed, or None where they are not worth it.

    Nothing on a page is secret, so that compression gives nothing away (BREACH).
    """
    return gzip.compress(plain, 5, mtime=0) if len(plain) >= _WORTH_PACKING else None


def pack_response(response: Response) -> Response:
    """Return the response compressed when it is text, long enough and the client takes gzip."""
    if not accepts_gzip():
        return response
    if response.mimetype not in _PACKED_TYPES or "Content-Encoding" in response.headers:
        return response
    packed = pack(response.get_data())
    if packed is not None:
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
    return response
