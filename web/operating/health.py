"""For machines that look after machines: whether it lives, and with which corpus."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, make_response

from bot.version import find_version
from web.corpus.loading import TRIAL
from web.corpus.state import current_state

_log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Return 200 while the process can answer at all."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> Response:
    """Return 200 with version and corpus when a question is answered, else 503."""
    state = current_state()
    try:
        state.chatbot.ask(TRIAL)
    except Exception as error:
        _log.error("not ready: a question cannot be answered", exc_info=error)
        return make_response(jsonify(status="failing"), 503)
    return jsonify(
        status="ready",
        version=find_version(),
        corpus=state.corpus,
        documents=len(state.chatbot.documents),
    )
