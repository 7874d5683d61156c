"""Headers on every response: strict by default, a view may set its own where it must differ."""

from __future__ import annotations

import gzip

from flask import Response, request

# Below this, a gzip header costs more than it saves.
_WORTH_PACKING = 700
_PACKED_TYPES = ("text/html", "application/json", "text/plain")

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Answers are a person's own: neither browser nor proxy keeps them.
    "Cache-Control": "no-store",
}


def content_policy(*, frame_ancestors: str = "'none'") -> str:
    """Return the Content-Security-Policy of a page that the given origins may frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


_POLICY = content_policy()


def protect_response(response: Response) -> Response:
    """Return the response with the security headers that its view has not set itself."""
    headers = response.headers
    for name, value in _HEADERS.items():
        if name not in headers:
            headers[name] = value
    if "Content-Security-Policy" not in headers:
        headers["Content-Security-Policy"] = _POLICY
    return response


def pack_response(response: Response) -> Response:
    """Return the response compressed when it is text, long enough and the client accepts gzip.

    Nothing on a page is secret, so that compression gives nothing away (BREACH).
    """
    if response.mimetype not in _PACKED_TYPES or "Content-Encoding" in response.headers:
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    plain = response.get_data()
    if len(plain) >= _WORTH_PACKING:
        response.set_data(gzip.compress(plain, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
