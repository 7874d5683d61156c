"""The clinic's own files on the pages: its colours and its picture."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from web.corpus.state import current_state
from web.pages.assets import YEAR

blueprint = Blueprint("look", __name__)


@blueprint.get("/look/<name>")
def look(name: str) -> Response:
    """Return a file of the clinic's look; its name changes with its content.

    :raise 404: when no file has that name.
    """
    own = current_state().look
    found = next((each for each in (own.colors, own.logo) if each and each.name == name), None)
    if found is None:
        abort(404)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Cache-Control"] = YEAR
    return response
