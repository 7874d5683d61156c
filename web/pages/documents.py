"""The reader: a whole document, with contents and an anchor for every passage."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from web.corpus.state import current_state
from web.pages.rendering import render_page

blueprint = Blueprint("reader", __name__)


@blueprint.get("/read/")
def contents() -> Response:
    """Return the list of all documents."""
    return render_page("contents.html", documents=current_state().chatbot.documents)


@blueprint.get("/read/<document_id>")
def read(document_id: str) -> Response:
    """Return one document to read.

    :raise 404: when the corpus has no document of that name.
    """
    documents = current_state().chatbot.documents
    document = next((each for each in documents if each.id == document_id), None)
    if document is None:
        abort(404)
    return render_page("read.html", document=document)
