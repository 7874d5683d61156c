"""The JSON interface, described for programs: OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response

PATH = Path(__file__).with_name("openapi.json")

blueprint = Blueprint("openapi", __name__, url_prefix="/api")


@blueprint.get("/openapi.json")
def describe() -> Response:
    """Return the description; anybody's page may read it."""
    response = Response(_read(), mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _read() -> bytes:
    return PATH.read_bytes()
