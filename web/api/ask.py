"""The JSON interface: one question in, one answer out, as the contract says."""

from __future__ import annotations

import json
from typing import Any

import orjson
from flask import Blueprint, Response, abort, request

from bot.errors import QuestionError
from bot.records import Answer
from web.api.answering import answer_question
from web.api.errors import error_body

blueprint = Blueprint("api", __name__, url_prefix="/api")

_OPTIONS = ("history", "audience", "limit", "language")


@blueprint.post("/ask")
def ask() -> Response:
    """Return the answer to a question as JSON.

    :raise 400: when the body is not a JSON object of the contract's fields.
    :raise 413: when it is over 16 KiB.
    :raise 415: when it is not sent as ``application/json``.
    """
    if request.mimetype != "application/json":
        return error_body("unsupported_media_type", "Send the question as application/json.", 415)
    raw = request.get_data(cache=False)
    if "CONTENT_LENGTH" not in request.environ and len(raw) >= (
        request.max_content_length or len(raw) + 1
    ):
        # Sent in pieces, without a length to refuse it by: what is over the limit is not read.
        abort(413)
    question, options = read_question(raw)
    return Response(
        encode_answer(answer_question(question, **options)), mimetype="application/json"
    )


def read_question(raw: bytes) -> tuple[Any, dict[str, Any]]:
    """Return the question of a request's body, and its options.

    The bot checks types and ranges for every caller alike; a missing question is None there.

    :raise QuestionError: when the body is not a JSON object.
    """
    body = _read_body(raw)
    options = {name: body[name] for name in _OPTIONS if name in body}
    limit = options.get("limit")
    if isinstance(limit, float) and limit.is_integer():
        # In JSON 3.0 is a whole number as well.
        options["limit"] = int(limit)
    return body.get("question"), options


def encode_answer(answer: Answer) -> bytes:
    """Return an answer as JSON in UTF-8: the same object as its ``to_dict()``."""
    return orjson.dumps(answer)


def _read_body(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    # A body of thousands of brackets exhausts the parser's stack.
    except (ValueError, RecursionError):
        raise QuestionError(
            "not_json", 'The body is not JSON; send an object such as {"question": "…"}.'
        ) from None
    if not isinstance(body, dict):
        raise QuestionError(
            "not_an_object", 'The body must be a JSON object such as {"question": "…"}.'
        )
    return body
