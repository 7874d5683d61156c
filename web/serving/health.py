"""For machines that look after machines: whether it lives, and with which corpus."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from web.serving.state import current_state

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Return 200 while the process can answer at all."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> Response:
    """Return 200 with the hash of the corpus that answers are taken from.

    The corpus is read before the first request, so that whoever gets a reply gets it here.
    """
    state = current_state()
    return jsonify(status="ready", corpus=state.corpus, documents=len(state.chatbot.documents))
