"""The JSON interface, described for programs: OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request

PATH = Path(__file__).with_name("openapi.json")

blueprint = Blueprint("openapi", __name__, url_prefix="/api")


@blueprint.get("/openapi.json")
def describe() -> Response:
    """Return the description; anybody's page may read it."""
    response = Response(_read(), mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    # It changes with the program alone.
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag(weak=True)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


@cache
def _read() -> bytes:
    return PATH.read_bytes()
